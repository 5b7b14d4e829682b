import * as z from 'zod';
import type { WriteOutcome } from '#core/crm/crm-batch.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readBytes, writeBytes } from '../shared/stores/blob-bytes.ts';
import { idTable } from './changes/latest-rows.ts';
import { columnOf } from './column-of.ts';
import { generationBlob } from './generation-record.ts';
import { readCurrentGeneration } from './load-generation.ts';
import type { RunContext } from './run-context.ts';
import type { RunCursor } from './run-cursor.ts';
import { generationOf, type RunRow } from './run-row.ts';

/** Accounts owed by name: twenty credits to look at them again, and 100 KB to name them. More are for a full run. Accounts. */
export const MAX_OWED = 2_000;
/**
 * Times that a label is tried in vain before it waits for the next full run, which tries it once: a row that a rule of the org
 * refuses would cost a call in each of a day's sweeps. Runs.
 */
export const OWED_TRIES = 4;
/** Chunks with rows that were not written, as many as a run's row has room for. */
const MAX_REFUSED_CHUNKS = 200;

const owedSchema = z.strictObject({
  format: z.literal('lodestar.owed/1'),
  configurationVersion: z.int(),
  /** Accounts whose label fields do not show what is published. `announce`: a label moved that workflows are to hear of. */
  accounts: z.array(z.strictObject({ id: z.string(), tries: z.int(), announce: z.boolean() })),
  /** More than can be named; null = they are all named. */
  over: z.strictObject({ accounts: z.int(), tries: z.int() }).nullable(),
});
/** What the CRM has not been given of a generation. */
export type Owed = z.infer<typeof owedSchema>;
type OwedAccount = Owed['accounts'][number];

/** null = nothing is said of it. */
export async function readOwed(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  generation: string,
): Promise<Owed | null> {
  const bytes = await readBytes(blob, org, generationBlob(generation, 'owed'));
  return bytes === null ? null : owedSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Whether the next run of what changed tries it. */
export function isDue({ tries }: { readonly tries: number }): boolean {
  return tries < OWED_TRIES;
}

/** Ids of what the next run of what changed looks at again. */
export function dueOf(owed: Owed | null): BigInt64Array {
  return BigInt64Array.from((owed?.accounts ?? []).filter(isDue), ({ id }) => BigInt(id));
}

/** How many accounts are owed, and how many of these wait for a full run. */
export function countOwed({ accounts, over }: Owed): NonNullable<RunRow['owed']> {
  const waiting = accounts.filter((account) => !isDue(account)).length;
  const more = over?.accounts ?? 0;
  return { accounts: accounts.length + more, waiting: waiting + (over === null || isDue(over) ? 0 : more) };
}

/** Note of a log: counts alone, no sentence. */
export function sayOwed({ accounts, waiting }: NonNullable<RunRow['owed']>): string {
  return `notWritten: ${accounts}${waiting === 0 ? '' : `, untilFullRun: ${waiting}`}`;
}

/**
 * Notes beside the generation that stands now what the CRM has not been given of it: of this run's plan, and of what was owed
 * before and was not tried. Done twice it writes the same. null = nothing is owed and nothing was.
 */
export async function settleOwed(context: RunContext, row: RunRow): Promise<NonNullable<RunRow['owed']> | null> {
  const { ports, org } = context;
  const { cursor } = row.job;
  const current = (await readCurrentGeneration(ports, org))?.value ?? null;
  // A run that published nothing has looked at what is owed where it came to merging.
  const isMine = cursor.published ? current?.id === generationOf(row) : typeof cursor.changes?.merged === 'string';
  if (current === null || !isMine) return null;
  const owedBy = cursor.published ? current.former[0] : current.id;
  const known = owedBy === undefined ? null : await readOwed(ports, org, owedBy);
  // Other settings may have removed what the CRM refused.
  const before = known?.configurationVersion === current.configurationVersion ? known : null;
  const owed = await owedNow(context, cursor, before);
  const isNothing = (some: Owed | null): boolean => some === null || (some.accounts.length === 0 && some.over === null);
  if (isNothing(owed) && (cursor.published || isNothing(before))) return null;
  const whole: Owed = { ...owed, configurationVersion: current.configurationVersion };
  await writeBytes(ports.blob, org, generationBlob(current.id, 'owed'), Buffer.from(JSON.stringify(whole)));
  return countOwed(whole);
}

async function owedNow(context: RunContext, cursor: RunCursor, before: Owed | null): Promise<Owed> {
  const { plan, refused, chunk: reached, changes } = cursor;
  const none = { format: 'lodestar.owed/1', configurationVersion: 0 } as const;
  const unreached = plan.map((_, at) => at).slice(reached);
  const rows = [...refused.map((some) => some.rows), ...unreached.map((at) => plan[at]?.rows ?? 0)];
  const failed = rows.reduce((sum, some) => sum + some, 0);
  const waiting = changes === null ? [] : (before?.accounts ?? []).filter((account) => !isDue(account));
  if (failed + waiting.length > context.limits.owedAccounts || refused.length >= MAX_REFUSED_CHUNKS) {
    const tries = (before?.over?.tries ?? 0) + 1;
    return { ...none, accounts: [], over: { accounts: failed + waiting.length, tries } };
  }
  const triesBefore = new Map((before?.accounts ?? []).map((account) => [account.id, account.tries] as const));
  const found = new Map<string, OwedAccount>();
  const add = async (at: number, kind: 'plan' | 'owed', part: string, tries: 0 | 1): Promise<void> => {
    const announce = plan[at]?.workflows === true;
    for (const id of await idsIn(context, kind, part))
      found.set(id, { id, tries: (triesBefore.get(id) ?? 0) + tries, announce });
  };
  for (const { chunk, part } of refused)
    await add(chunk, part === null ? 'plan' : 'owed', part ?? plan[chunk]?.part ?? '', 1);
  for (const at of unreached) await add(at, 'plan', plan[at]?.part ?? '', 0);
  const planned = new Set<string>();
  if (waiting.length > 0)
    for (const { part } of plan) for (const id of await idsIn(context, 'plan', part)) planned.add(id);
  for (const account of waiting) if (!planned.has(account.id)) found.set(account.id, account);
  const accounts = [...found.values()].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  return { ...none, accounts, over: changes === null ? null : (before?.over ?? null) };
}

async function idsIn({ parts }: RunContext, kind: 'plan' | 'owed', part: string): Promise<string[]> {
  const table = await parts(kind).readTable(part, ['id']);
  return Array.from(columnOf(table, 'id', 'id').values.subarray(0, table.length), String);
}

/**
 * What a projection notes of the chunk under way where it was not written whole: the rows that the CRM refused, or all of them
 * where it does not say which (it stopped, or named ids that were not sent).
 */
export async function noteRefused(
  context: RunContext,
  { plan, chunk, refused }: RunCursor,
  { written, failed, stopped }: WriteOutcome,
): Promise<RunCursor['refused']> {
  const tried = plan[chunk];
  if (tried === undefined || refused.length >= MAX_REFUSED_CHUNKS) return refused;
  if (stopped === undefined && failed.length === 0 && written >= tried.rows) return refused;
  const sent = new Set(failed.length === 0 ? [] : await idsIn(context, 'plan', tried.part));
  const isNamed =
    stopped === undefined && written + failed.length >= tried.rows && failed.every(({ id }) => sent.has(id));
  if (!isNamed) return [...refused, { chunk, part: null, rows: tried.rows }];
  const ids = BigInt64Array.from(failed, ({ id }) => BigInt(id)).sort();
  return [...refused, { chunk, part: await context.parts('owed').writeTable(idTable(ids)), rows: ids.length }];
}

/** Accounts whose workflows are still to be told of a label that moved earlier, beside those of now; null = of none. */
export function withOwedAnnouncements(
  announced: ReadonlySet<string> | null,
  owed: Owed | null,
): ReadonlySet<string> | null {
  if (announced === null || owed === null) return announced;
  return new Set([...announced, ...owed.accounts.filter(({ announce }) => announce).map(({ id }) => id)]);
}
