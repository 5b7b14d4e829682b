import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { decodeColumns, encodeColumns } from '#core/columns/arrow-columns.ts';
import { NULL_DAY, type ColumnTable } from '#core/columns/column-table.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { maskPreview, previewSnapshot, type PreviewTechniques } from '#server-functions/setup/preview-snapshot.ts';
import { SNAPSHOT_COLUMNS } from '#server-functions/setup/snapshot-columns.ts';

/**
 * `node bench/preview.ts [--accounts 100000] [--repeat 200]`: what one move of a slider costs the work thread, from the decoded snapshot
 * to the answer as JSON. Every question differs from the one before. Ends with 1 when the 95th percentile of
 * the thread's own time is over the budget.
 */

/** The numbers move along while somebody drags: what people take as at once. Milliseconds. */
const BUDGET_MS = 200;
const AS_OF_DAY = 20_779;

const { values } = parseArgs({
  options: { accounts: { type: 'string', default: '100000' }, repeat: { type: 'string', default: '200' } },
});
const accounts = Number(values.accounts);
const repeat = Number(values.repeat);

const decodeStart = performance.now();
const bytes = encodeColumns(makeSnapshot(accounts));
const encoded = performance.now();
const decoded = decodeColumns(bytes, 'snapshot');
if (!decoded.ok) throw new Error('the snapshot cannot be read back');
const table = decoded.value;
console.log(
  `${accounts} accounts, ${(bytes.length / 1e6).toFixed(1)} MB; made and encoded in ${(encoded - decodeStart).toFixed(0)} ms, ` +
    `decoded in ${(performance.now() - encoded).toFixed(0)} ms (once per snapshot)`,
);
console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'} x ${availableParallelism()}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}\n`,
);

const row = { asOfDay: AS_OF_DAY, minorDigits: 2, warnings: [] };
let slow = false;
for (const [name, techniques] of questions()) {
  const took: number[] = [];
  // Beside other work the thread's own time says more than the wall's.
  const used: number[] = [];
  for (let turn = 0; turn < repeat; turn++) {
    const question = techniques(turn);
    const start = performance.now();
    const before = process.threadCpuUsage();
    const preview = previewSnapshot(row, table, question);
    if (!preview.ok) throw new Error(JSON.stringify(preview.error));
    JSON.stringify(maskPreview(preview.value, { won: false, monetary: false }));
    took.push(performance.now() - start);
    const { user, system } = process.threadCpuUsage(before);
    used.push((user + system) / 1_000);
  }
  slow ||= quantile(used, 0.95) > BUDGET_MS;
  const say = (all: readonly number[]): string =>
    `p50 ${quantile(all, 0.5).toFixed(1)} p95 ${quantile(all, 0.95).toFixed(1)} max ${quantile(all, 1).toFixed(1)}`;
  console.log(`${name.padEnd(32)} ms: ${say(took).padEnd(34)} CPU ms: ${say(used)}`);
}
if (slow) process.exitCode = 1;

function quantile(all: readonly number[], share: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** What people change: levels and modes of a metric, conditions of a firmographic label, or both techniques at once. */
function questions(): readonly (readonly [string, (turn: number) => PreviewTechniques])[] {
  const levels = (turn: number) => {
    const each = 2 + (turn % 4);
    return presetRfmSettings({ r: each, f: each, m: each });
  };
  const size = (turn: number) => {
    const { labels } = presetFirmographicsSettings();
    const industry = { field: 'industry', operator: 'contains', value: `kind ${turn % 10}` } as const;
    return {
      labels: labels.map((label, index) =>
        index === 0
          ? { ...label, criteria: { conditions: [...label.criteria.conditions, industry], pattern: '' } }
          : label,
      ),
    };
  };
  return [
    ['RFM, automatic levels', (turn) => ({ rfm: levels(turn), firmographics: null })],
    [
      'RFM, manual bands of recency',
      (turn) => ({ rfm: { ...presetRfmSettings(), recency: bands(turn) }, firmographics: null }),
    ],
    ['firmographics, size and industry', (turn) => ({ rfm: null, firmographics: size(turn) })],
    ['both', (turn) => ({ rfm: levels(turn), firmographics: size(turn) })],
  ];
}

function bands(turn: number): ReturnType<typeof presetRfmSettings>['recency'] {
  const cuts = [30, 90, 180, 365].map((days) => days + (turn % 20));
  return {
    mode: 'manual',
    levels: 5,
    bands: [5, 4, 3, 2, 1].map((score, index) => ({
      score,
      anyOf: [{ fromDays: cuts[index - 1] ?? null, toDays: cuts[index] ?? null }],
    })),
  };
}

/** One in eight without a purchase, a heavy tail of deals and amounts, every amount and most days different. */
function makeSnapshot(length: number): ColumnTable {
  let state = 20_261_122;
  const random = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  const days = new Int32Array(length).fill(NULL_DAY);
  const ticks = new Float64Array(length);
  const monetary = new Float64Array(length);
  const employees = new Float64Array(length).fill(Number.NaN);
  const codes = new Int32Array(length);
  const included = new Uint8Array(length);
  for (let account = 0; account < length; account++) {
    included[account] = random() < 0.98 ? 1 : 0;
    codes[account] = Math.floor(random() * 60);
    if (random() < 0.9) employees[account] = Math.floor(20_000 * random() ** 4);
    if (random() < 0.125) continue;
    const deals = 1 + Math.floor(40 * random() ** 4);
    days[account] = AS_OF_DAY - Math.floor(2_000 * random() ** 1.6);
    ticks[account] = deals * 1_000;
    monetary[account] = Math.round(deals * 90_000 * (0.2 + random() ** 4 * 30));
  }
  return {
    length,
    columns: new Map([
      ['employees', { kind: 'number', values: employees }],
      [
        'industry',
        { kind: 'text', codes, dictionary: Array.from({ length: 60 }, (_, index) => `Industry of kind ${index}`) },
      ],
      [SNAPSHOT_COLUMNS.included, { kind: 'boolean', values: included }],
      [SNAPSHOT_COLUMNS.lastDay, { kind: 'day', days }],
      [SNAPSHOT_COLUMNS.ticks, { kind: 'number', values: ticks }],
      [SNAPSHOT_COLUMNS.monetary, { kind: 'money', minor: monetary }],
      [SNAPSHOT_COLUMNS.won, { kind: 'money', minor: monetary }],
      [SNAPSHOT_COLUMNS.pipeline, { kind: 'money', minor: new Float64Array(length) }],
    ]),
  };
}
