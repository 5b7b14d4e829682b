import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { drawLabelChart } from './label-chart.ts';

/** Draws the RFM labels of a run: `node scripts/draw-labels.ts <levels.json> <settings.json> <title> <picture.svg>`. */
const [levelsFile, settingsFile, title, picture] = process.argv.slice(2);
if (levelsFile === undefined || settingsFile === undefined || title === undefined || picture === undefined) {
  console.error('Name the levels.json of a run, its settings, a title and the picture to write.');
  process.exit(2);
}

const metric = z.object({ breaks: z.array(z.number()), accounts: z.array(z.number()) });
const levels = z
  .object({
    asOf: z.string(),
    currency: z.string(),
    accounts: z.object({ inside: z.number() }),
    deals: z.object({ read: z.number(), counted: z.number() }),
    rfm: z.object({
      recency: metric,
      frequency: metric,
      monetary: metric,
      labels: z.array(z.object({ id: z.nullable(z.string()), name: z.nullable(z.string()), accounts: z.number() })),
    }),
  })
  .parse(JSON.parse(readFileSync(levelsFile, 'utf8')));
const colours = z
  .object({
    techniques: z.object({ rfm: z.object({ labels: z.array(z.object({ id: z.string(), colour: z.string() })) }) }),
  })
  .parse(JSON.parse(readFileSync(settingsFile, 'utf8'))).techniques.rfm.labels;

const { rfm, deals, accounts, asOf, currency } = levels;
const cuts = (name: string, { breaks }: z.infer<typeof metric>, unit: string): string =>
  `${name}: scores change at ${breaks.join(', ')} ${unit}`;
const svg = drawLabelChart({
  title,
  subtitle: `${accounts.inside} accounts by RFM as of ${asOf}; ${deals.counted} of ${deals.read} deals count`,
  labels: rfm.labels
    .filter(({ id, accounts: count }) => id !== null || count > 0)
    .map((label) => ({
      name: label.name ?? 'no label',
      colour: colours.find(({ id }) => id === label.id)?.colour ?? '#75777C',
      accounts: label.accounts,
    })),
  notes: [
    cuts('Recency', rfm.recency, 'days'),
    cuts('Frequency', rfm.frequency, 'won deals'),
    cuts('Monetary', rfm.monetary, currency),
  ],
});
writeFileSync(picture, svg);
