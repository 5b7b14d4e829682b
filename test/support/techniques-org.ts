import { readFileSync } from 'node:fs';
import type { Configuration } from '#core/configuration/configuration.ts';
import { parseTextRecipe } from '#core/configuration/parse-texts.ts';
import { parseTouchPointRecipeText } from '#core/configuration/parse-touch-points.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import type { TextRecipe } from '#core/techniques/voice/text-recipe.ts';
import { field } from './crm-metadata.ts';
import { type MemoryModule, type MemoryOrg, type MemoryValue } from './memory-crm-data.ts';
import { LINES } from './random-edits.ts';

const FOLDER = new URL('../../recipes/touchpoints/', import.meta.url);
const TEXTS = new URL('../../recipes/texts/', import.meta.url);

/** A recipe as it is shipped. */
export function shippedRecipe(id: string): TouchPointRecipe {
  const parsed = parseTouchPointRecipeText(readFileSync(new URL(`${id}.touchpoints.json`, FOLDER), 'utf8'), id);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

/** A recipe of texts as it is shipped. */
export function shippedTexts(id: string): TextRecipe {
  const parsed = parseTextRecipe(JSON.parse(readFileSync(new URL(`${id}.texts.json`, TEXTS), 'utf8')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

/** What sellers call their calls: no customer's words, but texts that a sample org has. */
const CALL_SUBJECTS: TextRecipe = {
  ...shippedTexts('cases'),
  id: 'call-subjects',
  names: { en: 'Subjects of calls', es: 'Asuntos de llamadas' },
  module: 'Calls',
  contact: 'Who_Id',
  account: null,
  fields: [
    { field: 'Who_Id', kind: 'reference' },
    { field: 'Call_Start_Time', kind: 'instant' },
    { field: 'Subject', kind: 'text' },
  ],
  at: 'Call_Start_Time',
  texts: ['Subject'],
};

/** In no file of ours: whoever looks for it sees where words of customers are kept. */
export const CUSTOMERS_WORD = 'zyzzyva';
const SAID = [
  ['Invoice', 'We were charged twice again. This is unacceptable, nobody answers.'],
  ['Cancelling', 'Please cancel our contract at the end of the month, we are leaving for Contoso.'],
  ['Thanks', 'The new release is wonderful, thank you so much for the great help!'],
  ['Quote', 'We would like to order twenty more licences. Can you send us a quote for the renewal?'],
  ['Question', 'How do I export the report of last week?'],
  ['Factura', 'La factura está mal otra vez y nadie responde. Es una vergüenza.'],
  ['Baja', 'Queremos dar de baja el servicio cuanto antes.'],
  ['Gracias', 'Estamos encantados, el equipo es excelente.'],
  ['Pedido', 'Queremos comprar diez unidades más, ¿nos envían un presupuesto?'],
  ['Note', `The ${CUSTOMERS_WORD} arrives on Tuesday.`],
] as const;

type Row = Readonly<Record<string, MemoryValue>>;

/** Contacts, calls, meetings, cases, products and line items beside the accounts and deals that are there. */
export function addTechniqueModules(memory: MemoryOrg, random: () => number): void {
  const accounts = [...(memory.modules.get('Accounts')?.rows.keys() ?? [])];
  const deals = [...(memory.modules.get('Deals')?.rows.keys() ?? [])];
  const pick = <T>(from: readonly T[]): T | null => from[Math.floor(random() * from.length)] ?? null;
  const some = <T>(value: T, share: number): T | null => (random() < share ? value : null);
  const products = Array.from({ length: 6 }, (_, index) => ({
    id: String(700_001 + index),
    Product_Name: `P${index}`,
  }));
  const contacts = Array.from({ length: 2 * accounts.length }, (_, index) => ({
    id: String(600_001 + index),
    Last_Name: `Contact ${index}`,
    Account_Name: some(pick(accounts), 0.9),
  }));
  const day = (): string => `2026-0${1 + Math.floor(random() * 7)}-1${Math.floor(random() * 9)}T10:00:00+02:00`;
  const touched = (index: number, first: number) => ({
    id: String(first + index),
    Who_Id: some(pick(contacts)?.id ?? null, 0.8),
    What_Id: some(pick(accounts), 0.6),
  });
  const calls = Array.from({ length: Math.min(160, 4 * accounts.length) }, (_, index) => ({
    ...touched(index, 800_001),
    Call_Type: pick(['Inbound', 'Outbound', 'Missed']),
    Call_Result: null,
    Call_Duration_in_seconds: Math.floor(random() * 600),
    // Hours of an office; nothing is drawn for them, so that the rest of the org is what it was.
    Call_Start_Time: some(day().replace('T10', `T${String(8 + ((index * 7) % 9)).padStart(2, '0')}`), 0.95),
  }));
  const meetings = Array.from({ length: accounts.length }, (_, index) => ({
    ...touched(index, 900_001),
    Created_Time: day(),
    Start_DateTime: day(),
    Check_In_Status: pick([null, 'Cancelled', 'No Show']),
  }));
  const lines = deals.flatMap((deal, index) =>
    Array.from({ length: Math.floor(random() * 4) }, (_, line) => ({
      id: String(500_000 + 4 * index + line),
      Parent_Id: deal,
      Quantity: 1 + Math.floor(random() * 3),
      // Tastes, so that there is something to learn.
      Product_Name: products[(index + Math.floor(random() * 2)) % products.length]?.id ?? null,
    })),
  );
  const cases = Array.from({ length: Math.min(90, 3 * accounts.length) }, (_, index) => {
    // Some write often, most do not; each has moods of its own.
    const writer = Math.floor(random() ** 3 * accounts.length);
    const said = SAID[(2 * writer + Math.floor(random() * 3)) % SAID.length];
    return {
      id: String(950_001 + index),
      Related_To: some(pick(contacts)?.id ?? null, 0.1),
      Account_Name: some(accounts[writer] ?? null, 0.95),
      Created_Time: some(day(), 0.98),
      Subject: some(said?.[0] ?? null, 0.8),
      Description: said?.[1] ?? null,
    };
  });
  const lookup = (apiName: string, module: string) => field(apiName, 'lookup', { lookupModule: module });
  const add = (module: string, fields: MemoryModule['fields'], rows: readonly Row[]): void => {
    memory.modules.set(module, {
      label: module,
      nameField: 'id',
      fields: [...fields, field('Modified_Time', 'instant')],
      rows: new Map(rows.map((row) => [String(row['id']), { ...row }])),
      relatedLists: {},
    });
  };
  const who = [lookup('Who_Id', 'Contacts'), lookup('What_Id', 'Accounts')];
  add('Products', [field('Product_Name', 'text')], products);
  add('Contacts', [field('Last_Name', 'text'), lookup('Account_Name', 'Accounts')], contacts);
  add(
    'Calls',
    [
      ...who,
      field('Call_Type', 'choice'),
      field('Call_Result', 'choice'),
      field('Call_Duration_in_seconds', 'integer'),
      field('Call_Start_Time', 'instant'),
    ],
    calls,
  );
  add(
    'Events',
    [...who, field('Created_Time', 'instant'), field('Start_DateTime', 'instant'), field('Check_In_Status', 'choice')],
    meetings,
  );
  add(
    'Cases',
    [
      lookup('Related_To', 'Contacts'),
      lookup('Account_Name', 'Accounts'),
      field('Created_Time', 'instant'),
      field('Subject', 'text'),
      field('Description', 'text'),
    ],
    cases,
  );
  add(LINES, [lookup('Parent_Id', 'Deals'), field('Quantity', 'decimal'), lookup('Product_Name', 'Products')], lines);
}

/** The configuration with every technique that runs score, over the modules of `addTechniqueModules`. */
export function withEveryTechnique(configuration: Configuration): Configuration {
  const { mapping } = configuration;
  return withTechniques({
    ...configuration,
    mapping: {
      ...mapping,
      contacts: { module: 'Contacts', fields: { name: 'Last_Name', account: 'Account_Name' } },
      products: { module: 'Products', fields: { name: 'Product_Name' } },
      dealProducts: {
        kind: 'lineItems',
        module: LINES,
        parent: 'Parent_Id',
        product: 'Product_Name',
        quantity: 'Quantity',
      },
    },
  });
}

/** The same over whatever a configuration maps. */
export function withTechniques(configuration: Configuration): Configuration {
  return {
    ...configuration,
    techniques: {
      ...configuration.techniques,
      engagement: presetEngagementSettings([shippedRecipe('calls'), shippedRecipe('meetings')]),
      recommendations: presetRecommendationsSettings(),
      voice: {
        ...presetVoiceSettings(),
        competitors: ['Contoso', 'Fabrikam'],
        keywords: ['contract', 'renewal'],
        sources: [CALL_SUBJECTS, shippedTexts('cases')],
      },
    },
  };
}
