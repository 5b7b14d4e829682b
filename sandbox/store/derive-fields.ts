import type { StoredModule } from './stored-metadata.ts';
import type { SqlValue } from './sql-value.ts';

export type DerivedValues = Readonly<Record<string, SqlValue | undefined>>;
type Derive = (row: DerivedValues) => DerivedValues;

const HUNDREDTHS = 100;

/**
 * What the CRM fills itself from a row's other fields, unless the row names it: a person's full name, a deal's probability
 * and expected revenue, a call's length in seconds. null where the module derives nothing.
 */
export function createDerive(module: StoredModule): Derive | null {
  switch (module.api_name) {
    case 'Contacts':
    case 'Leads':
      return (row) => ({ Full_Name: row['Full_Name'] ?? fullName(row) });
    case 'Deals':
      return deriveDeal(module);
    case 'Calls':
      return (row) => ({
        Call_Duration_in_seconds: row['Call_Duration_in_seconds'] ?? seconds(row['Call_Duration']),
      });
    default:
      return null;
  }
}

function fullName(row: DerivedValues): string {
  return [row['First_Name'], row['Last_Name']].filter((part) => typeof part === 'string' && part !== '').join(' ');
}

function deriveDeal(module: StoredModule): Derive {
  const stages = module.fields.find((field) => field.api_name === 'Stage')?.options ?? [];
  const probabilities = new Map<SqlValue | undefined, number | null>(
    stages.map((option) => [option.actual_value, option.probability ?? null]),
  );
  return (row) => {
    const probability = row['Probability'] ?? probabilities.get(row['Stage']) ?? null;
    const amount = row['Amount'] ?? null;
    const expected =
      amount === null || probability === null ? null : Math.round(Number(amount) * Number(probability)) / HUNDREDTHS;
    return { Probability: probability, Expected_Revenue: row['Expected_Revenue'] ?? expected };
  };
}

/** "mm:ss" or "hh:mm:ss". */
function seconds(duration: SqlValue | undefined): number | null {
  if (typeof duration !== 'string' || !/^\d+(:\d{1,2}){1,2}$/.test(duration)) return null;
  return duration.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}
