import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { loadAccounts, readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import { encodeColumns } from '#core/columns/arrow-columns.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import type { LocalFunctions } from './local-functions.ts';
import { SAMPLE_DAY } from './sample-sandbox.ts';

export const FAULT_FLOWS = ['score', 'projection', 'incremental', 'export'] as const;
export type FaultFlow = (typeof FAULT_FLOWS)[number];

/** How a flow ended. */
export interface Ended {
  readonly state: string;
  readonly reason: string;
  /** Why a run of what changed read everything; null = it did not, or is none. */
  readonly fullBecause: string | null;
}

export interface Flow {
  /** What has happened before: the org as it stood half a year earlier, as it stands, or as it stands and has since changed. */
  readonly after: 'earlier' | 'scored' | 'changed';
  perform(functions: LocalFunctions): Promise<Ended>;
  /** A digest of all that the flow is for. */
  resultOf(functions: LocalFunctions, sandbox: Sandbox): Promise<string>;
}

async function performRun(functions: LocalFunctions, body: object): Promise<Ended> {
  const administrator = functions.as('administrator', ZYLKER);
  const started = await administrator.call('POST', '/v1/runs', body);
  if (started.status !== 202) return { state: 'refused', reason: String(started.at('code')), fullBecause: null };
  const run = await administrator.call('GET', `/v1/runs/${String(started.at('run', 'id'))}`);
  const problems = run.at('run', 'problems');
  const first = Array.isArray(problems) && problems.length > 0 ? `: ${sayProblem(problems[0])}` : '';
  const reason = run.at('run', 'reason');
  const fullBecause = run.at('run', 'fullBecause');
  return {
    state: String(run.at('run', 'state')),
    reason: `${typeof reason === 'string' ? reason : ''}${first}`,
    fullBecause: typeof fullBecause === 'string' ? fullBecause : null,
  };
}

async function publishedResult(functions: LocalFunctions, sandbox: Sandbox): Promise<string> {
  const current = await readCurrentGeneration(functions.ports, ZYLKER);
  const value = current?.value ?? null;
  if (value === null) return 'no generation';
  const table = await loadAccounts(functions.ports, ZYLKER, value);
  // When it was published, by which run, and under which names its objects lie, differs by nature.
  const { asOf, accounts, included, wonMinor, pipelineMinor, topAccounts, rfm, firmographics, deals } = value;
  const counted = { asOf, accounts, included, wonMinor, pipelineMinor, topAccounts, rfm, firmographics, deals };
  return digest(JSON.stringify(counted), encodeColumns(table), labelsInCrm(sandbox));
}

const scoreFlow: Flow = {
  after: 'earlier',
  perform: (functions) => performRun(functions, { asOf: SAMPLE_DAY }),
  resultOf: publishedResult,
};

export const FLOWS: Readonly<Record<FaultFlow, Flow>> = {
  score: scoreFlow,
  /** The same, looked at where labels are written. */
  projection: scoreFlow,
  incremental: {
    after: 'changed',
    perform: (functions) => performRun(functions, { kind: 'changes' }),
    resultOf: publishedResult,
  },
  export: {
    after: 'scored',
    async perform(functions) {
      const administrator = functions.as('administrator', ZYLKER);
      const asked = await administrator.call('POST', '/v1/exports', { segment: null, fields: 'all' });
      if (asked.status !== 202) return { state: 'refused', reason: String(asked.at('code')), fullBecause: null };
      const row = await administrator.call('GET', `/v1/exports/${String(asked.at('export', 'id'))}`);
      const reason = row.at('export', 'reason');
      return {
        state: String(row.at('export', 'state')),
        reason: typeof reason === 'string' ? reason : '',
        fullBecause: null,
      };
    },
    async resultOf(functions) {
      const history = await functions.as('administrator', ZYLKER).call('GET', '/v1/exports');
      return digest(await exportedFile(functions, String(history.at('exports', 0, 'id'))));
    },
  },
};

function sayProblem(problem: unknown): string {
  if (typeof problem !== 'object' || problem === null || !('code' in problem) || !('where' in problem)) return '';
  return `${String(problem.code)} (${String(problem.where)})`;
}

/** What a run says that it has left out, by code: what techniques read beside accounts and deals. */
export async function leftOutOf({ ports }: LocalFunctions, { reason }: Ended): Promise<readonly string[]> {
  const record = (await readCurrentGeneration(ports, ZYLKER))?.value;
  const warnings = [record?.engagement, record?.recommendations, record?.voice].flatMap((each) => each?.warnings ?? []);
  const said = [...warnings.map(({ code }) => code), ...(/[a-z]+\.\w+NotReadable/.exec(reason) ?? [])];
  return [...new Set(said.filter((code) => code.endsWith('NotReadable')))];
}

/** The published generation as people read it, and the last good file. */
export async function standing(functions: LocalFunctions): Promise<string> {
  const overview = await functions.as('marketer', ZYLKER).call('GET', '/v1/overview');
  const current = await readCurrentGeneration(functions.ports, ZYLKER);
  if (current === null) return 'no generation';
  const table = await loadAccounts(functions.ports, ZYLKER, current.value);
  const history = await functions.as('administrator', ZYLKER).call('GET', '/v1/exports');
  const exports = history.at('exports');
  const done = Array.isArray(exports) ? exports.filter((row: unknown) => isDone(row)).map(({ id }) => id) : [];
  const files = await Promise.all(done.map((id) => exportedFile(functions, id)));
  return digest(JSON.stringify(overview.at('overview')), encodeColumns(table), ...files);
}

function isDone(row: unknown): row is { readonly id: string } {
  return typeof row === 'object' && row !== null && 'state' in row && row.state === 'done' && 'id' in row;
}

async function exportedFile(functions: LocalFunctions, id: string): Promise<string> {
  const file = await functions.as('administrator', ZYLKER).call('GET', `/v1/exports/${id}/file`);
  if (file.status !== 200) return `no file: ${file.status}`;
  let text = '';
  for await (const entry of readZip(file.bytes)) {
    for await (const chunk of entry.chunks) text += Buffer.from(chunk).toString('latin1');
  }
  return text;
}

function labelsInCrm(sandbox: Sandbox): string {
  const database = new DatabaseSync(sandbox.databasePath(ZYLKER), { readOnly: true });
  try {
    const fields = database
      .prepare("SELECT name FROM pragma_table_info('Accounts') WHERE name LIKE 'ABM\\_%' ESCAPE '\\' ORDER BY name")
      .all();
    const columns = fields.map(({ name }) => `"${String(name)}"`).join(', ');
    const statement = database.prepare(`SELECT CAST(id AS TEXT) AS id, ${columns} FROM Accounts ORDER BY id`);
    return JSON.stringify(statement.all());
  } finally {
    database.close();
  }
}

function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}
