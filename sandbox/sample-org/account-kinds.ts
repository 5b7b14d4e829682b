import type { Language } from './markets.ts';

/** A line of health care that Zylker serves. */
export interface AccountKind {
  /** Option of the field Industry. */
  readonly industry: string;
  /** Share of accounts, relative. */
  readonly weight: number;
  /** Median staff. */
  readonly employees: number;
  /** Home currency, whole units a year and person. */
  readonly revenuePerEmployee: number;
  readonly noun: Readonly<Record<Language, string>>;
  /** Product families it buys, first the one it buys most. */
  readonly families: readonly [string, ...string[]];
}

export const ACCOUNT_KINDS: readonly [AccountKind, ...AccountKind[]] = [
  {
    industry: 'Hospital',
    weight: 27,
    employees: 820,
    revenuePerEmployee: 165_000,
    noun: { en: 'Hospital', es: 'Hospital', de: 'Klinikum', fr: 'Hôpital' },
    families: ['Imaging', 'Monitoring', 'Software', 'Surgical', 'Services', 'Consumables'],
  },
  {
    industry: 'Outpatient Clinic',
    weight: 27,
    employees: 85,
    revenuePerEmployee: 140_000,
    noun: { en: 'Clinic', es: 'Clínica', de: 'Praxiszentrum', fr: 'Clinique' },
    families: ['Consumables', 'Software', 'Monitoring', 'Services', 'Imaging'],
  },
  {
    industry: 'Medical Laboratory',
    weight: 12,
    employees: 130,
    revenuePerEmployee: 190_000,
    noun: { en: 'Laboratories', es: 'Laboratorios', de: 'Labor', fr: 'Laboratoire' },
    families: ['Laboratory', 'Consumables', 'Software', 'Services'],
  },
  {
    industry: 'Dental Practice',
    weight: 10,
    employees: 22,
    revenuePerEmployee: 125_000,
    noun: { en: 'Dental Group', es: 'Clínica Dental', de: 'Zahnklinik', fr: 'Cabinet Dentaire' },
    families: ['Consumables', 'Surgical', 'Software', 'Imaging'],
  },
  {
    industry: 'Pharmacy',
    weight: 8,
    employees: 55,
    revenuePerEmployee: 310_000,
    noun: { en: 'Pharmacies', es: 'Farmacias', de: 'Apotheken', fr: 'Pharmacies' },
    families: ['Consumables', 'Software', 'Services'],
  },
  {
    industry: 'Elder Care',
    weight: 8,
    employees: 110,
    revenuePerEmployee: 72_000,
    noun: { en: 'Senior Living', es: 'Residencia', de: 'Seniorenstift', fr: 'Résidence' },
    families: ['Monitoring', 'Consumables', 'Software', 'Services'],
  },
  {
    industry: 'Veterinary',
    weight: 4,
    employees: 26,
    revenuePerEmployee: 118_000,
    noun: { en: 'Animal Hospital', es: 'Clínica Veterinaria', de: 'Tierklinik', fr: 'Clinique Vétérinaire' },
    families: ['Imaging', 'Consumables', 'Laboratory', 'Software'],
  },
  {
    industry: 'Research Institute',
    weight: 4,
    employees: 340,
    revenuePerEmployee: 205_000,
    noun: { en: 'Research Institute', es: 'Instituto', de: 'Forschungsinstitut', fr: 'Institut' },
    families: ['Laboratory', 'Imaging', 'Software', 'Services'],
  },
];
