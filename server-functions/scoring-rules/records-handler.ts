import * as z from 'zod';
import { NULL_ID, textAt } from '#core/columns/column-table.ts';
import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { referencedFields } from '#core/criteria/referenced-fields.ts';
import { NAME_FIELDS } from '#core/recipes/recipe-columns.ts';
import { SCORED_MODULES, type ScoredModule, type ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { columnOf } from '../score/column-of.ts';
import { intakeOf } from '../score/techniques/plan-source.ts';
import {
  pathId,
  RefusedError,
  requireRight,
  type FunctionApp,
  type FunctionContext,
} from '../shared/http/function-app.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { viewOfModule } from '../shared/sharing/view-of.ts';
import { moduleNameOf, resolveRuleField } from './module-fields.ts';
import { openScores, PAGE_RECORDS, rankedPage, readLedger } from './ranked-records.ts';
import { readStandingRules } from './rules-store.ts';

/** As high as other lists take it: a higher page is a typing error. */
const MAX_PAGE = 100_000;
const querySchema = z.strictObject({
  module: z.enum(SCORED_MODULES),
  page: z.coerce.number().int().min(1).max(MAX_PAGE).default(1),
});
const recordQuerySchema = z.strictObject({ module: z.enum(SCORED_MODULES) });
/** Zoho ids: up to 19 digits of a signed 64-bit number, never 0. */
const RECORD_ID = /^[1-9]\d{0,18}$/;
const HIGHEST_ID = 2n ** 63n - 1n;

/** Who asks, for the records of a module of which they may see some field. */
interface Viewer {
  readonly caller: Caller;
  readonly configuration: Configuration;
  readonly module: ScoredModule;
  /** Of the CRM. */
  readonly apiName: string;
  /** Fields that the profile shows. */
  readonly readable: ReadonlySet<string>;
}

/** ENG-4: records by their score, and what a record's score is made of. Cut to what each person may read, as other lists are (PER-3, PER-4). */
export function addScoredRecordRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/scored-records', async (c) => {
    const query = querySchema.safeParse(c.req.query());
    const viewer = await viewerOf(c, query.data?.module ?? null);
    if (!query.success || viewer === null) throw new RefusedError(400, { code: 'request.invalid' });
    const { caller, module, apiName } = viewer;
    const view = await viewOfModule(ports, caller, apiName);
    const open = await openScores(ports, caller.org, module);
    if (open === null)
      return c.json({ total: 0, pageRecords: PAGE_RECORDS, publishedAt: null, rulesVersion: null, records: [] });
    const { total, records } = await rankedPage(ports, caller.org, open.scores, { page: query.data.page, view });
    const names = await namesOf(
      viewer,
      records.map(({ id }) => id),
    );
    return c.json({
      total,
      pageRecords: PAGE_RECORDS,
      publishedAt: open.publishedAt,
      rulesVersion: open.rulesVersion,
      records: records.map(({ id, ...rest }) => ({ id: String(id), name: names?.get(id) ?? null, ...rest })),
      hiddenNames: names === null,
    });
  });

  app.get('/v1/scored-records/:id', async (c) => {
    const query = recordQuerySchema.safeParse(c.req.query());
    const viewer = await viewerOf(c, query.data?.module ?? null);
    const unknown = new RefusedError(404, { code: 'scoredRecord.unknown' });
    const text = pathId(c, 'scoredRecord.unknown');
    if (!RECORD_ID.test(text) || BigInt(text) > HIGHEST_ID) throw unknown;
    if (viewer === null) throw new RefusedError(400, { code: 'request.invalid' });
    const { caller, module, apiName } = viewer;
    const id = BigInt(text);
    const view = await viewOfModule(ports, caller, apiName);
    if (view !== null && !isSeen(view.ids, id)) throw unknown;
    const open = await openScores(ports, caller.org, module);
    const found = open === null ? null : await readLedger(ports, caller.org, open.scores, id);
    if (found === null) throw unknown;
    const { shown, standing } = await shownRules(viewer);
    const given = new Set(found.rows.map(({ rule }) => rule));
    return c.json({
      id: text,
      ...found.summary,
      // Who looks at a score need not be who sets rules up: what they are called comes with it.
      rules: [...shown].flatMap(([rule, names]) => (given.has(rule) ? [{ id: rule, names }] : [])),
      ledger: found.rows.map(({ day, points, total, rule, touchPoint }) => {
        // PER-4: scores are shown, and not which hidden field or touch point they were given for.
        const isHidden = !shown.has(rule) && (touchPoint === null || standing.has(rule));
        const [ruleShown, touchShown] = isHidden ? [null, null] : [rule, touchPoint];
        return { date: formatIsoDay(day), points, total, rule: ruleShown, touchPoint: touchShown, hidden: isHidden };
      }),
    });
  });

  /** Right first, so that who has none learns nothing; null = the question names no module. */
  async function viewerOf(c: FunctionContext, module: ScoredModule | null): Promise<Viewer | null> {
    const caller = requireRight(c, 'view');
    if (module === null) return null;
    const configuration = await readConfiguration(ports.store, caller.org);
    if (configuration === null) throw new RefusedError(409, { code: 'run.notConfigured' });
    const apiName = moduleNameOf(module, configuration.mapping);
    const readable = apiName === null ? undefined : (await caller.readable([apiName])).get(apiName);
    // A module without any readable field is a module without view right.
    if (apiName === null || readable === undefined || readable.size === 0)
      throw new RefusedError(403, { code: 'scoredRecord.moduleHidden' });
    return { caller, configuration, module, apiName, readable };
  }

  /** Names as they are now; null = the profile hides them. */
  async function namesOf(
    { caller, configuration, module, apiName, readable }: Viewer,
    ids: readonly bigint[],
  ): Promise<ReadonlyMap<bigint, string> | null> {
    const field = nameField(module, configuration);
    if (!readable.has(field)) return null;
    const crm = ports.crmFor(caller.org);
    if (crm === null || ids.length === 0) return new Map();
    const fields = [
      { apiName: 'id', as: 'id', kind: 'id' },
      { apiName: field, as: 'name', kind: 'text' },
    ] as const;
    const table = await crm.readRows({ module: apiName, fields }, BigInt64Array.from(ids));
    if (table.length === 0) return new Map();
    const found = columnOf(table, 'id', 'id').values;
    const names = columnOf(table, 'name', 'text');
    return new Map(
      [...Array(table.length).keys()].map((row) => [found[row] ?? NULL_ID, textAt(names, row) ?? ''] as const),
    );
  }

  /**
   * What rules are called, by id, without those on a field, or on touch points of modules, that the profile hides; of rules that are gone
   * nobody knows what they named. `standing`: all that there are.
   */
  async function shownRules({ caller, configuration, module, apiName, readable }: Viewer): Promise<{
    readonly shown: ReadonlyMap<string, ScoringRule['names']>;
    readonly standing: ReadonlySet<string>;
  }> {
    const rules = (await readStandingRules(ports.store, caller.org))?.rules.rules ?? [];
    const fields = await ports.crmFor(caller.org)?.fields(apiName);
    const channels = await readableChannels(caller, configuration);
    const shows = (rule: ScoringRule): boolean =>
      rule.kind === 'touch'
        ? channels.has(rule.channel)
        : referencedFields(rule.criteria).every((reference) => {
            const field = resolveRuleField(reference, module, configuration.mapping, fields ?? []);
            return field.ok && readable.has(field.value.apiName);
          });
    const shown = rules.filter((rule) => rule.module === module && shows(rule));
    return {
      shown: new Map(shown.map(({ id, names }) => [id, names])),
      standing: new Set(rules.map(({ id }) => id)),
    };
  }
}

/** Channels of which the profile shows some source; emails and notes hang on contacts. */
async function readableChannels(caller: Caller, { mapping, techniques }: Configuration): Promise<ReadonlySet<string>> {
  const sources = (techniques.engagement?.sources ?? []).map(({ channel, module }) => ({
    channel,
    module: intakeOf(module) === null ? module : (mapping.contacts?.module ?? null),
  }));
  const modules = [...new Set(sources.flatMap(({ module }) => module ?? []))];
  const readable = modules.length === 0 ? new Map<string, ReadonlySet<string>>() : await caller.readable(modules);
  return new Set(
    sources.flatMap(({ channel, module }) => ((readable.get(module ?? '')?.size ?? 0) > 0 ? [channel] : [])),
  );
}

function nameField(module: ScoredModule, { mapping }: Configuration): string {
  if (module === 'leads') return NAME_FIELDS.contacts;
  return mapping[module]?.fields['name'] ?? NAME_FIELDS[module];
}

function isSeen(ids: BigInt64Array<ArrayBuffer>, id: bigint): boolean {
  const place = new Int32Array(1);
  createAscendingIndex(ids).locate(BigInt64Array.of(id), 1, place);
  return place[0] !== -1;
}
