import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { makeFolders } from '#server-functions/shared/local/make-folders.ts';
import { countExportRows } from './check-archive.ts';
import { createFunctionsApi, type FunctionsApi } from './functions-api.ts';
import { leastCredits } from './least-credits.ts';

/** Between two looks at a run or an export. Milliseconds. */
const LOOK_EVERY_MS = 100;
const PRESET_SEGMENT = { name: 'Best accounts', labels: ['champions', 'loyal'] } as const;

export interface MainJobInput {
  readonly functionsUrl: string;
  readonly sandboxUrl: string;
  readonly dc: string;
  readonly orgId: string;
  readonly accessToken: string;
  /** null = today in the org. */
  readonly asOf: string | null;
  readonly out: string;
  readonly progress: (line: string) => void;
}

/** Label id -> accounts; "none" = without a label. */
export type LabelCounts = Readonly<Record<string, number>>;

export interface MainJobResult {
  readonly accounts: number;
  readonly deals: number;
  readonly labels: { readonly rfm: LabelCounts; readonly firmographics: LabelCounts };
  readonly segment: { readonly name: string; readonly accounts: number };
  readonly export: { readonly file: string; readonly rows: number };
  readonly seconds: number;
  /** Of the functions' process. */
  readonly peakRssMb: number;
  /** Metered by the sandbox; `least` = by the price list for these row counts. */
  readonly credits: { readonly spent: number; readonly least: number };
}

/** The run ended without labels in the CRM; `refused` = the data or the configuration does not allow it. */
export class RunEndedError extends Error {
  override readonly name = 'RunEndedError';
  readonly refused: boolean;

  constructor(state: string, reason: string | null, problems: readonly string[]) {
    super(
      `the run ended as "${state}"${reason === null ? '' : ` (${reason})`}${problems.map((line) => `\n  ${line}`).join('')}`,
    );
    this.refused = state === 'refused';
  }
}

const configurationAnswer = z.object({ configuration: z.looseObject({}) });
const publishedAnswer = z.object({ configuration: z.object({ version: z.number() }).nullable() });
const publishAnswer = z.object({ fields: z.array(z.string()) });
const runAnswer = z.object({
  run: z.object({
    id: z.string(),
    state: z.string(),
    reason: z.string().nullable(),
    problems: z.array(z.object({ code: z.string(), where: z.string() })),
    progress: z.object({ accounts: z.number(), deals: z.number() }),
    projection: z.object({ of: z.number(), written: z.number(), failed: z.number() }).nullable(),
  }),
});
const labelList = z.array(z.object({ labelId: z.string().nullable(), accounts: z.number() }));
const overviewAnswer = z.object({
  overview: z.object({
    included: z.number(),
    deals: z.object({ read: z.number() }),
    rfm: z.object({ labels: labelList }).nullable(),
    firmographics: z.object({ labels: labelList }).nullable(),
  }),
});
const segmentAnswer = z.object({ segment: z.object({ id: z.string(), name: z.string(), accounts: z.number() }) });
const exportAnswer = z.object({ export: z.object({ id: z.string() }) });
const historyAnswer = z.object({
  exports: z.array(
    z.object({ id: z.string(), state: z.string(), reason: z.string().nullable(), records: z.number().nullable() }),
  ),
});
const healthAnswer = z.object({ peakRssMb: z.number() });
const creditsAnswer = z.object({ orgs: z.array(z.object({ org: z.string(), spent: z.number() })) });

/** The main job through HTTP alone: configure as proposed, score, label, segment, export, download, check. */
export async function runMainJob(input: MainJobInput): Promise<MainJobResult> {
  const { progress } = input;
  const api = createFunctionsApi(input.functionsUrl, input.dc, input.accessToken);
  const before = await spentCredits(input);
  const start = performance.now();

  const { configuration } = await api.call('GET', '/v1/configuration/proposal', configurationAnswer);
  // A kept folder remembers what was published before: this is its next version.
  const { configuration: previous } = await api.call('GET', '/v1/configuration', publishedAnswer);
  const published = await api.call('PUT', '/v1/configuration', publishAnswer, {
    configuration,
    replaces: previous?.version ?? null,
    reason: 'proposed',
  });
  progress('configured as proposed');
  const run = await score(api, input);
  const { overview } = await api.call('GET', '/v1/overview', overviewAnswer);
  const rfm = overview.rfm?.labels ?? [];
  progress(`labelled ${overview.included} accounts from ${overview.deals.read} deals`);

  const criteria = {
    conditions: [{ field: 'abm:rfm.label', operator: 'isAnyOf', values: labelsForSegment(rfm) }],
    pattern: '',
  };
  const { segment } = await api.call('POST', '/v1/segments', segmentAnswer, {
    name: PRESET_SEGMENT.name,
    module: 'accounts',
    nature: { kind: 'static' },
    parent: null,
    criteria,
  });
  progress(`segment "${segment.name}": ${segment.accounts} accounts`);
  const exported = await exportSegment(api, segment.id, input.out);
  progress(`exported ${exported.rows} rows to ${exported.file}`);

  const seconds = Math.round((performance.now() - start) / 10) / 100;
  const { peakRssMb } = await api.call('GET', '/v1/health', healthAnswer);
  const spent = (await spentCredits(input)) - before;
  const size = {
    accounts: run.progress.accounts,
    deals: overview.deals.read,
    changedAccounts: run.projection?.of ?? 0,
    newFields: published.fields.length,
  };
  return {
    accounts: overview.included,
    deals: overview.deals.read,
    labels: { rfm: toCounts(rfm), firmographics: toCounts(overview.firmographics?.labels ?? []) },
    segment: { name: segment.name, accounts: segment.accounts },
    export: exported,
    seconds,
    peakRssMb,
    credits: { spent, least: leastCredits(size) },
  };
}

async function score(api: FunctionsApi, { asOf, progress }: MainJobInput): Promise<z.infer<typeof runAnswer>['run']> {
  const started = await api.call('POST', '/v1/runs', runAnswer, asOf === null ? {} : { asOf });
  for (let shown = 'queued'; ;) {
    const { run } = await api.call('GET', `/v1/runs/${started.run.id}`, runAnswer);
    if (run.state !== shown) progress(`score: ${run.state}`);
    shown = run.state;
    if (run.state === 'done') return run;
    if (['publishedPartly', 'refused', 'failed'].includes(run.state)) {
      throw new RunEndedError(
        run.state,
        run.reason,
        run.problems.map(({ where, code }) => `${where}: ${code}`),
      );
    }
    await wait(LOOK_EVERY_MS);
  }
}

/** The best labels that have accounts: the presets' two, else the first two of the configuration. */
function labelsForSegment(labels: z.infer<typeof labelList>): readonly string[] {
  const held = labels.flatMap(({ labelId, accounts }) => (labelId === null || accounts === 0 ? [] : [labelId]));
  const best = PRESET_SEGMENT.labels.filter((label) => held.includes(label));
  return best.length > 0 ? best : held.slice(0, 2);
}

async function exportSegment(api: FunctionsApi, segment: string, out: string): Promise<MainJobResult['export']> {
  const { export: started } = await api.call('POST', '/v1/exports', exportAnswer, { segment, fields: 'all' });
  for (;;) {
    const { exports } = await api.call('GET', '/v1/exports', historyAnswer);
    const found = exports.find(({ id }) => id === started.id);
    if (found?.state === 'failed') throw new RunEndedError('export failed', found.reason, []);
    if (found?.state === 'done') break;
    await wait(LOOK_EVERY_MS);
  }
  const { bytes, digest } = await api.download(`/v1/exports/${started.id}/file`);
  const rows = await countExportRows(bytes, digest);
  await makeFolders(out);
  const file = join(out, `${started.id}.zip`);
  await writeFile(file, bytes);
  return { file, rows };
}

function toCounts(labels: z.infer<typeof labelList>): LabelCounts {
  return Object.fromEntries(labels.map(({ labelId, accounts }) => [labelId ?? 'none', accounts]));
}

async function spentCredits({ sandboxUrl, dc, orgId }: MainJobInput): Promise<number> {
  const response = await fetch(new URL('/sandbox/credits', sandboxUrl));
  const { orgs } = creditsAnswer.parse(await response.json());
  return orgs.find(({ org }) => org === `${dc}/${orgId}`)?.spent ?? 0;
}
