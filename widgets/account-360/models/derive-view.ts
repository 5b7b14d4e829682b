import type { CrmRecord } from '#core/crm/crm-client.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { describeCondition } from '#core/criteria/describe-criteria.ts';
import type { AccountEvidence } from '#core/labels/evidence.ts';
import type { PublishedBasis } from '#core/labels/published-basis.ts';
import { resolveField } from '#core/mapping/resolve-field.ts';
import type { Message } from '#core/message.ts';
import { explainFirmographics } from '#core/techniques/firmographics/explain.ts';
import { rfmVerdict } from '#core/techniques/rfm/evidence.ts';
import { explainRfm } from '#core/techniques/rfm/explain.ts';
import { stepAt } from '#core/techniques/rfm/steps.ts';
import type { AccountView, DealView, LabelView } from './account-view.ts';
import type { DealsRead } from './read-deals.ts';

/** TEC-5: a full run every night; two missed nights are worth saying. */
export const STALE_AFTER_DAYS = 2;

interface ViewInput {
  readonly record: CrmRecord;
  readonly published: PublishedBasis;
  readonly evidence: AccountEvidence;
  readonly read: DealsRead;
  readonly accountFields: readonly FieldMetadata[];
  readonly todayDay: number;
  readonly sinceDays: { readonly rfm: number | null; readonly firmographics: number | null };
}

export function deriveView(input: ViewInput): AccountView {
  const { record, published, read } = input;
  const { mapping, asOfDay } = published;
  const totals = deriveTotals(read, asOfDay);
  return {
    accountId: record.id,
    name: nameOf(record[mapping.accounts.fields['name'] ?? '']) ?? record.id,
    owner: nameOf(record[mapping.accounts.fields['owner'] ?? '']),
    labels: [...rfmLabel(input, totals.wonMinor), ...firmographicsLabel(input)],
    labelNames: published.labels,
    deals: read.deals,
    moreDeals: read.moreDeals,
    amountsVisible: read.amountsVisible,
    totals,
    freshness: {
      asOfDay,
      publishedAtMs: Date.parse(published.publishedAt),
      stale: input.todayDay - asOfDay > STALE_AFTER_DAYS,
    },
    currency: published.currency,
    minorDigits: published.minorDigits,
    timeZone: published.timeZone,
    fieldLabels: fieldLabels(input),
    conditions: conditionsByLabel(published),
  };
}

function deriveTotals({ deals, amountsVisible }: DealsRead, asOfDay: number): AccountView['totals'] {
  const won = deals.filter(({ stageType, closingDay }) => stageType === 'won' && (closingDay ?? Infinity) <= asOfDay);
  const open = deals.filter(({ stageType }) => stageType === 'open');
  const days = won.map(({ closingDay }) => closingDay).filter((day) => day !== null);
  return {
    wonMinor: amountsVisible ? sumMinor(won) : null,
    pipelineMinor: amountsVisible ? sumMinor(open) : null,
    won: won.length,
    lost: deals.filter(({ stageType }) => stageType === 'lost').length,
    open: open.length,
    lastWonDay: days.length === 0 ? null : Math.max(...days),
  };
}

function sumMinor(deals: readonly DealView[]): number {
  return deals.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
}

function rfmLabel({ published, evidence, sinceDays }: ViewInput, wonMinor: number | null): LabelView[] {
  const basis = published.rfm;
  if (basis === null || evidence.rfm === null) return [];
  const { purchases } = evidence.rfm;
  const { scores } = rfmVerdict(evidence.rfm, basis);
  // The run may have counted deals that this viewer cannot read, or others than those won: then no amount is claimed.
  const agrees =
    wonMinor !== null && purchases !== null && stepAt(basis.monetary.steps, wonMinor) === purchases.monetaryStep;
  const explanation = explainRfm({ evidence: evidence.rfm, basis, monetaryMinor: agrees ? wonMinor : null });
  const { labelId, rule, reasons, nearMisses, changes, ageing, dealIds } = explanation;
  return [
    {
      technique: 'rfm',
      labelId,
      sinceDay: sinceDays.rfm,
      rule,
      reasons,
      nearMisses,
      changes,
      ageing,
      dealIds,
      scores:
        scores === null
          ? []
          : [
              { metric: 'r', score: scores.r, levels: basis.recency.levels },
              { metric: 'f', score: scores.f, levels: basis.frequency.levels },
              { metric: 'm', score: scores.m, levels: basis.monetary.levels },
            ],
    },
  ];
}

function firmographicsLabel({ published, evidence, sinceDays }: ViewInput): LabelView[] {
  const basis = published.firmographics;
  if (basis === null || evidence.firmographics === null) return [];
  const explanation = explainFirmographics({ evidence: evidence.firmographics, basis });
  return [
    {
      technique: 'firmographics',
      ...explanation,
      sinceDay: sinceDays.firmographics,
      changes: [],
      ageing: null,
      scores: [],
      dealIds: [],
    },
  ];
}

function conditionsByLabel({ firmographics }: PublishedBasis): Record<string, readonly Message[]> {
  const labels = firmographics?.labels ?? [];
  return Object.fromEntries(labels.map(({ id, criteria }) => [id, criteria.conditions.map(describeCondition)]));
}

function fieldLabels({ published, accountFields }: ViewInput): Record<string, string> {
  const references = (published.firmographics?.labels ?? []).flatMap(({ criteria }) =>
    criteria.conditions.map(({ field }) => field),
  );
  const labels: Record<string, string> = {};
  for (const reference of references) {
    const resolved = resolveField(reference, 'accounts', published.mapping, accountFields);
    if (!resolved.ok) continue;
    const { apiName } = resolved.value;
    labels[reference] = accountFields.find((field) => field.apiName === apiName)?.label ?? apiName;
  }
  return labels;
}

/** Users and lookups come as `{id, name}`. */
function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string') return value.name;
  return null;
}
