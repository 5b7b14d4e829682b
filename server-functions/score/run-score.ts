import type { ColumnTable } from '#core/columns/column-table.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import type { OrgMetadata } from '#core/crm/metadata.ts';
import type { AccountEvidence } from '#core/labels/evidence.ts';
import type { TechniqueId } from '#core/labels/label.ts';
import type { Message, Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { firmographicsEvidenceAt } from '#core/techniques/firmographics/evidence.ts';
import { scoreFirmographics } from '#core/techniques/firmographics/score.ts';
import { rfmEvidenceAt } from '#core/techniques/rfm/evidence.ts';
import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import { dealWarnings, rescoreRfm, scoreRfm, type RfmScores } from '#core/techniques/rfm/score.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import type { RfmRefusal } from '#core/techniques/rfm/totals.ts';
import { DealMonths } from './deal-months.ts';
import { GENERATION_COLUMNS, type Generation, type ScoreInput, type ScoreRefusal } from './generation.ts';
import { planReading } from './plan-reading.ts';
import { readAccounts } from './read-accounts.ts';
import { columnOf } from './column-of.ts';
import { readDeals, type DealsInput } from './read-deals.ts';
import type { DealTotals } from './sum-deals.ts';
import { countLabels, firmographicsColumns, rfmColumns } from './score-columns.ts';

/**
 * Records to explained labels: reads through `crm`, computes, writes nothing. Shared by the score function and the command line.
 * Throws `CrmError` (and `CsvError` from file adapters); everything else that can be foreseen is a refusal.
 */
export async function runScore(input: ScoreInput): Promise<Result<Generation, ScoreRefusal>> {
  const { crm, configuration } = input;
  const org = await crm.org();
  const minorDigits = minorDigitsOf(org);
  const { accounts: ofAccounts, deals: ofDeals } = configuration.mapping;
  const fields = { accounts: await crm.fields(ofAccounts.module), deals: await crm.fields(ofDeals.module) };
  const plan = planReading(input, fields);
  if (!plan.ok) return refuse('configurationDoesNotFit', plan.error);

  const accounts = await readAccounts(input, plan.value);
  if (!accounts.ok) return refuse(accounts.error.reason, accounts.error.problems);
  const { table, read } = accounts.value;
  const ids = columnOf(table, 'id', 'id').values.subarray(0, table.length);

  const months = input.months === true ? new DealMonths() : null;
  const { reads, ...totals } = await readDeals(dealsInput(input, months), plan.value, ids, minorDigits);
  input.onProgress?.({ step: 'scoring', rows: table.length });
  return scoreRead({ ...input, org, table, totals, months, reads: [read, ...reads] });
}

/** Decimal places of the home currency. */
export function minorDigitsOf(org: OrgMetadata): number {
  return org.currencies.find((currency) => currency.isHome)?.decimalPlaces ?? 2;
}

export interface ReadOrg extends Pick<ScoreInput, 'configuration' | 'asOfDay'> {
  readonly org: OrgMetadata;
  /** Accounts sorted by id. */
  readonly table: ColumnTable;
  readonly totals: DealTotals;
  readonly months: DealMonths | null;
  /** RFM is scored by these instead of by breaks of its own (RFM-4: some accounts between full runs). */
  readonly basis?: RfmBasis | null;
  readonly reads: Generation['reads'];
}

/** Scores and labels of what has been read, wherever it was kept meanwhile. */
export function scoreRead(read: ReadOrg): Result<Generation, ScoreRefusal> {
  const { configuration, asOfDay, org, table, totals, months, reads } = read;
  const minorDigits = minorDigitsOf(org);
  const ids = columnOf(table, 'id', 'id').values.subarray(0, table.length);
  const population = compileCriteria(configuration.criteria, { asOfDay, minorDigits }).evaluate(table);
  const scored = scoreTable(read, table, population, totals, minorDigits);
  if (!scored.ok) return scored;
  return ok({
    ...scored.value,
    org,
    asOfDay,
    minorDigits,
    population,
    deals: totals.counts,
    months: months?.toTable(ids) ?? null,
    reads,
  });
}

function dealsInput(
  { crm, configuration, asOfDay, cancellation, onProgress }: ScoreInput,
  months: DealMonths | null,
): DealsInput {
  return {
    crm,
    configuration,
    asOfDay,
    ...(cancellation === undefined ? {} : { cancellation }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(months === null ? {} : { months }),
  };
}

type ScoredPart = Pick<Generation, 'table' | 'rfm' | 'firmographics' | 'evidenceAt' | 'warnings'>;

function scoreTable(
  { configuration, asOfDay, basis = null }: Pick<ReadOrg, 'configuration' | 'asOfDay' | 'basis'>,
  accounts: ColumnTable,
  population: Uint8Array,
  sums: DealTotals,
  minorDigits: number,
): Result<ScoredPart, ScoreRefusal> {
  const { rfm, firmographics } = configuration.techniques;
  const context = { population, asOfDay, minorDigits };
  const { aggregate } = sums;

  const byStored = (stored: RfmBasis, settings: RfmSettings): Result<RfmScores, RfmRefusal> => {
    const scores = rescoreRfm({ aggregate, settings, basis: stored, ...context });
    return scores.ok ? ok({ ...scores.value, warnings: dealWarnings(aggregate.counts) }) : scores;
  };
  const rfmScores =
    rfm === null ? null : basis === null ? scoreRfm({ aggregate, settings: rfm, ...context }) : byStored(basis, rfm);
  if (rfmScores?.ok === false) {
    return refuse('techniqueRefused', [{ ...rfmScores.error.message, where: 'techniques.rfm' }], 'rfm');
  }
  const r = rfmScores === null ? null : rfmScores.value;
  const g =
    firmographics === null ? null : scoreFirmographics({ table: accounts, settings: firmographics, ...context });

  const table: ColumnTable = {
    length: accounts.length,
    columns: new Map([
      ...accounts.columns,
      [GENERATION_COLUMNS.included, { kind: 'boolean', values: population }],
      ...(r === null ? [] : rfmColumns(r)),
      ...(g === null ? [] : firmographicsColumns(g)),
      [GENERATION_COLUMNS.won, { kind: 'money', minor: sums.wonMinor }],
      [GENERATION_COLUMNS.pipeline, { kind: 'money', minor: sums.pipelineMinor }],
    ]),
  };
  const evidenceAt = (row: number): AccountEvidence | null =>
    population[row] !== 1
      ? null
      : {
          rfm: r === null ? null : rfmEvidenceAt({ scores: r, aggregate, population }, row),
          firmographics: g === null ? null : firmographicsEvidenceAt({ scores: g, population }, row),
        };
  return ok({
    table,
    evidenceAt,
    rfm:
      r === null
        ? null
        : {
            basis: r.basis,
            levelCounts: r.levelCounts,
            labelCounts: countLabels(r.label, population, r.basis.labels),
            withoutPurchases: r.withoutPurchases,
            warnings: r.warnings,
          },
    firmographics:
      g === null
        ? null
        : { basis: g.basis, labelCounts: countLabels(g.label, population, g.basis.labels), warnings: g.warnings },
    warnings: populationWarnings(population),
  });
}

function populationWarnings(population: Uint8Array): readonly Message[] {
  return population.includes(1) ? [] : [{ code: 'run.noAccountInside', params: { accounts: population.length } }];
}

function refuse(
  reason: ScoreRefusal['reason'],
  problems: readonly Problem[],
  technique: TechniqueId | null = null,
): Result<never, ScoreRefusal> {
  return fail({ reason, technique, problems });
}
