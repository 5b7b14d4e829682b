import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Cancellation } from '#core/cancellation.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import { NULL_ID, textAt, type ColumnTable } from '#core/columns/column-table.ts';
import type { CriteriaContext } from '#core/criteria/evaluate-criteria.ts';
import type { FieldRead } from '#core/crm/crm-batch.ts';
import { currencyDigits } from '#core/crm/currency-digits.ts';
import { CRM_PREFIX } from '#core/mapping/field-reference.ts';
import { columnKindOf } from '#core/mapping/resolve-field.ts';
import type { Message } from '#core/message.ts';
import { NAME_FIELDS } from '#core/recipes/recipe-columns.ts';
import { RECIPE_MODULES } from '#core/recipes/recipe-metadata.ts';
import { fail, ok } from '#core/result.ts';
import { scoreForAll, type ScoredTouchPoint } from '#core/scoring-rules/apply-rules.ts';
import { evaluateFieldRules, ruleFields } from '#core/scoring-rules/evaluate-rules.ts';
import { rankByScore, summariseLedger, type LedgerRow, type ScoreSummary } from '#core/scoring-rules/ledger.ts';
import { parseScoringRulesText } from '#core/scoring-rules/parse-scoring-rules.ts';
import type { ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import { NOBODY } from '#core/techniques/engagement/touch-points.ts';
import { TOUCHES } from '#core/techniques/engagement/touches.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { InputError } from './input-error.ts';
import { openInput, type OpenData, type OpenedInput } from './open-input.ts';
import type { RulesCommand } from './parse-arguments.ts';
import { readDocument } from './read-documents.ts';
import { readTouchPoints } from './read-touch-points.ts';
import { encodeLedger, encodeScores } from './rules-files.ts';
import { shippedSources } from './shipped-sources.ts';
import { readTouchPeople } from './touch-people.ts';
import { writeResults } from './write-results.ts';

/** Modules that files hold. Leads are not mapped (SET-1), and no recipe has them. */
const MODULES = ['accounts', 'contacts', 'deals'] as const;
type FileModule = (typeof MODULES)[number];
const NAME = 'name';

export interface ScoredRecord {
  readonly module: FileModule;
  /** The CRM's or the run's own number: ranks equal scores. */
  readonly id: string;
  readonly sourceId: string;
  readonly name: string;
  readonly summary: ScoreSummary;
  readonly rows: readonly LedgerRow[];
}

export interface RulesRun {
  /** By module, best first; records to which no rule applies are left out. */
  readonly records: readonly ScoredRecord[];
  readonly warnings: readonly Message[];
}

/**
 * ENG-4: rules run for all existing records of the files as of a day, to scores.csv and ledger.csv. Touch points come from the files that
 * a recipe in recipes/touchpoints knows. Throws `InputError` and what reading the files throws.
 */
export async function runRules(
  command: RulesCommand,
  openData: OpenData,
  cancellation: Cancellation,
): Promise<RulesRun> {
  const text = await readDocument(command.rules, '--rules');
  const input = await openInput(command.data, command.recipe, openData);
  if ((await realpath(command.out).catch(() => command.out)) === input.folder)
    throw new InputError([{ code: 'cli.outIsData', where: command.out, params: {} }]);
  const parsed = parseScoringRulesText(text, basename(command.rules), (module) => {
    if (module === 'leads') return null;
    const fields = input.known.fieldsOf(RECIPE_MODULES[module].apiName);
    return (reference) => {
      const field = fields.find(({ apiName }) => CRM_PREFIX + apiName === reference);
      const kind = field === undefined ? null : columnKindOf(field.type);
      return kind === null ? fail({ code: 'criteria.unknownField', params: { field: reference } }) : ok([kind]);
    };
  });
  if (!parsed.ok) {
    const where = basename(command.rules);
    throw new InputError([...parsed.error, { code: 'cli.rulesExample', params: {}, where }]);
  }
  const { rules } = parsed.value;

  const touched = await readTouches(input, rules, command.asOfDay, cancellation);
  const records: ScoredRecord[] = [];
  for (const module of MODULES) {
    const own = rules.filter((rule) => rule.module === module);
    if (own.length === 0) continue;
    const table = await readModule(input, module, own, cancellation);
    const touches = module === 'deals' ? null : touched[module];
    records.push(...rankByScore(scoreTable(input, module, own, table, touches, command.asOfDay)));
  }
  await writeResults(
    command.out,
    [
      { name: 'scores.csv', chunks: encodeScores(records) },
      { name: 'ledger.csv', chunks: encodeLedger(records) },
    ],
    cancellation,
  );
  const leads = rules.some(({ module }) => module === 'leads');
  const unread: Message[] = leads ? [{ code: 'cli.noLeads', params: {} }] : [];
  return { records, warnings: [...unread, ...touched.warnings] };
}

function scoreTable(
  input: OpenedInput,
  module: FileModule,
  rules: readonly ScoringRule[],
  table: ColumnTable,
  touches: ReadonlyMap<bigint, readonly ScoredTouchPoint[]> | null,
  asOfDay: number,
): ScoredRecord[] {
  const holds = evaluateFieldRules(rules, module, table, contextOf(input, asOfDay));
  const ids = columnOf(table, 'id', 'id').values;
  const names = columnOf(table, NAME, 'text');
  const records: ScoredRecord[] = [];
  for (let row = 0; row < table.length; row++) {
    const id = ids[row] ?? NULL_ID;
    const now = { holds: (rule: string) => holds(rule, row), touchPoints: touches?.get(id) ?? [] };
    const rows = scoreForAll([], rules, now, asOfDay);
    if (rows.length === 0) continue;
    const sourceId = input.sourceIdOf(module, id) ?? String(id);
    const summary = summariseLedger(rows);
    records.push({ module, id: String(id), sourceId, name: textAt(names, row) ?? '', summary, rows });
  }
  return records;
}

/** Name and the fields that the rules ask for. */
async function readModule(
  { crm, known }: OpenedInput,
  module: FileModule,
  rules: readonly ScoringRule[],
  cancellation: Cancellation,
): Promise<ColumnTable> {
  const { apiName } = RECIPE_MODULES[module];
  const wanted = new Set(ruleFields(rules, module));
  const fields = known.fieldsOf(apiName).flatMap((field): FieldRead[] => {
    const kind = columnKindOf(field.type);
    const as = CRM_PREFIX + field.apiName;
    return kind === null || !wanted.has(as) ? [] : [{ apiName: field.apiName, as, kind }];
  });
  const identity: readonly FieldRead[] = [
    { apiName: 'id', as: 'id', kind: 'id' },
    { apiName: NAME_FIELDS[module], as: NAME, kind: 'text' },
  ];
  return collectTable(crm.readTable({ module: apiName, fields: [...identity, ...fields] }, cancellation).batches);
}

function contextOf({ recipe }: OpenedInput, asOfDay: number): CriteriaContext {
  return { asOfDay, minorDigits: currencyDigits(recipe.currency) };
}

interface Touched {
  readonly accounts: ReadonlyMap<bigint, readonly ScoredTouchPoint[]>;
  readonly contacts: ReadonlyMap<bigint, readonly ScoredTouchPoint[]>;
  readonly warnings: readonly Message[];
}

/** Touch points by record; none are read where no rule asks for them. */
async function readTouches(
  input: OpenedInput,
  rules: readonly ScoringRule[],
  asOfDay: number,
  cancellation: Cancellation,
): Promise<Touched> {
  const accounts = new Map<bigint, ScoredTouchPoint[]>();
  const contacts = new Map<bigint, ScoredTouchPoint[]>();
  if (!rules.some(({ kind, active }) => kind === 'touch' && active)) return { accounts, contacts, warnings: [] };
  const table = await readModule(input, 'accounts', [], cancellation);
  const accountIds = columnOf(table, 'id', 'id').values.subarray(0, table.length);
  const people = await readTouchPeople(input, accountIds, columnOf(table, NAME, 'text'), cancellation);
  const add = (of: Map<bigint, ScoredTouchPoint[]>, id: bigint | undefined, touch: ScoredTouchPoint): void => {
    if (id === undefined) return;
    const known = of.get(id);
    if (known === undefined) of.set(id, [touch]);
    else known.push(touch);
  };
  const leftOut = { ofNobody: 0, later: 0 };
  const { warnings, counts } = await readTouchPoints(
    input,
    await shippedSources(input.folder),
    {
      ...people,
      context: contextOf(input, asOfDay),
      take: ({ length, source, recordId, touch, account, contact, day }) => {
        for (let row = 0; row < length; row++) {
          const named = TOUCHES[touch[row] ?? TOUCHES.length];
          if (named === undefined) continue;
          if ((account[row] ?? NOBODY) === NOBODY && (contact[row] ?? NOBODY) === NOBODY) leftOut.ofNobody++;
          else if ((day[row] ?? 0) > asOfDay) leftOut.later++;
          const found = { ...named, id: `${source}:${recordId[row]}:${named.response}`, day: day[row] ?? 0 };
          add(accounts, accountIds[account[row] ?? -1], found);
          add(contacts, people.contacts?.ids[contact[row] ?? -1], found);
        }
      },
    },
    cancellation,
  );
  const undated = counts.reduce((sum, each) => sum + each.undated, 0);
  const noted = (code: string, count: number): Message[] => (count === 0 ? [] : [{ code, params: { count } }]);
  return {
    accounts,
    contacts,
    warnings: [
      ...warnings,
      ...noted('cli.undatedRecords', undated),
      ...noted('cli.touchesOfNobody', leftOut.ofNobody),
      ...noted('engagement.afterAsOf', leftOut.later),
    ],
  };
}
