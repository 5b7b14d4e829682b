/** What Zylker sells. */
export interface CatalogueProduct {
  readonly code: string;
  readonly name: string;
  readonly family: string;
  /** US dollars. */
  readonly unitPrice: number;
  /** Option of the field Usage_Unit. */
  readonly unit: string;
  readonly active: boolean;
  /** How often it is chosen within its family, relative. */
  readonly weight: number;
  /** Highest quantity of an ordinary line. */
  readonly maxQuantity: number;
  /** Sold by the year and renewed. */
  readonly subscription: boolean;
}

type Line = readonly [
  code: string,
  name: string,
  unitPrice: number,
  weight: number,
  maxQuantity: number,
  retired?: 'retired',
];

function family(
  name: string,
  unit: string,
  subscription: boolean,
  lines: readonly Line[],
): readonly CatalogueProduct[] {
  return lines.map(([code, product, unitPrice, weight, maxQuantity, retired]) => ({
    code,
    name: product,
    family: name,
    unitPrice,
    unit,
    active: retired === undefined,
    weight,
    maxQuantity,
    subscription,
  }));
}

/** 40 products; the order gives their record ids. */
export const CATALOGUE: readonly CatalogueProduct[] = [
  ...family('Imaging', 'Each', false, [
    ['ZI-100', 'Zylker Ultrasound S1', 18_900, 5, 2],
    ['ZI-110', 'Zylker Ultrasound S3 Portable', 12_400, 6, 3],
    ['ZI-200', 'Zylker Digital X-Ray DX', 46_500, 3, 1],
    ['ZI-210', 'Zylker Dental Scan 3D', 21_800, 4, 2],
    ['ZI-300', 'Zylker MRI Coil Set', 31_250, 2, 2],
    ['ZI-090', 'Zylker Ultrasound Classic', 9_900, 1, 1, 'retired'],
  ]),
  ...family('Monitoring', 'Each', false, [
    ['ZM-100', 'Bedside Monitor B12', 3_450, 8, 12],
    ['ZM-110', 'Bedside Monitor B15 Touch', 4_980, 6, 10],
    ['ZM-200', 'Wireless Pulse Oximeter', 189.5, 9, 40],
    ['ZM-210', 'Ambulatory ECG Recorder', 1_275, 6, 8],
    ['ZM-300', 'Fall Sensor Kit', 349, 5, 30],
    ['ZM-310', 'Remote Patient Hub', 899, 7, 15],
    ['ZM-090', 'Bedside Monitor B10', 2_600, 1, 6, 'retired'],
  ]),
  ...family('Laboratory', 'Each', false, [
    ['ZL-100', 'Haematology Analyzer H5', 27_400, 4, 2],
    ['ZL-110', 'Chemistry Analyzer C8', 38_900, 3, 2],
    ['ZL-200', 'Bench Centrifuge', 2_150, 7, 4],
    ['ZL-210', 'Cold Sample Cabinet', 4_320, 5, 3],
    ['ZL-300', 'Slide Scanner', 16_700, 3, 1],
  ]),
  ...family('Surgical', 'Each', false, [
    ['ZS-100', 'LED Operating Light', 7_850, 5, 4],
    ['ZS-110', 'Electrosurgery Unit', 9_640, 4, 2],
    ['ZS-200', 'Sterilizer 75 L', 11_300, 5, 2],
    ['ZS-210', 'Instrument Set, general', 2_480, 7, 6],
    ['ZS-220', 'Instrument Set, dental', 1_190, 6, 8],
  ]),
  ...family('Consumables', 'Box', false, [
    ['ZC-100', 'Nitrile Gloves, 10 x 100', 74.9, 10, 60],
    ['ZC-110', 'ECG Electrodes, 500', 58.25, 8, 40],
    ['ZC-120', 'Ultrasound Gel, 12 x 250 ml', 41.4, 7, 30],
    ['ZC-200', 'Blood Collection Tubes, 1,000', 212, 8, 30],
    ['ZC-210', 'Reagent Pack H5', 640, 6, 20],
    ['ZC-220', 'Reagent Pack C8', 815, 5, 20],
    ['ZC-300', 'Surgical Masks, 50 x 50', 129.99, 9, 40],
  ]),
  ...family('Software', 'Each', true, [
    ['ZW-100', 'Zylker Records, yearly', 5_400, 8, 3],
    ['ZW-110', 'Zylker Records Plus, yearly', 9_800, 6, 3],
    ['ZW-200', 'Zylker Imaging Archive, yearly', 7_200, 5, 2],
    ['ZW-210', 'Zylker Lab Link, yearly', 4_600, 4, 2],
    ['ZW-300', 'Zylker Telehealth, per 10 seats', 1_150, 7, 12],
    ['ZW-090', 'Zylker Records Lite, yearly', 2_400, 2, 2, 'retired'],
  ]),
  ...family('Services', 'Hours', true, [
    ['ZV-100', 'Maintenance Plan Silver, yearly', 3_900, 7, 2],
    ['ZV-110', 'Maintenance Plan Gold, yearly', 8_700, 5, 2],
    ['ZV-200', 'Installation', 165, 6, 40],
    ['ZV-210', 'Clinical Training', 210, 6, 24],
  ]),
];

/** Products of a family, as positions in `CATALOGUE`. */
export const FAMILIES: ReadonlyMap<string, readonly number[]> = new Map(
  [...new Set(CATALOGUE.map((product) => product.family))].map((name) => [
    name,
    CATALOGUE.flatMap((product, position) => (product.family === name ? [position] : [])),
  ]),
);
