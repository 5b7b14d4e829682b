import type { CrmRecord } from '#core/crm/crm-client.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { describeCondition } from '#core/criteria/describe-criteria.ts';
import type { AccountEvidence } from '#core/labels/evidence.ts';
import { LABEL_FIELD_NAMES } from '#core/labels/label-fields.ts';
import { hideAmounts } from '#core/labels/message-params.ts';
import type { PublishedBasis } from '#core/labels/published-basis.ts';
import type { Message } from '#core/message.ts';
import { explainFirmographics } from '#core/techniques/firmographics/explain.ts';
import { rfmVerdict } from '#core/techniques/rfm/evidence.ts';
import { explainRfm } from '#core/techniques/rfm/explain.ts';
import type { AccountView, LabelView } from './account-view.ts';
import { claimAmount } from './claim-amount.ts';
import { deriveTotals } from './derive-totals.ts';
import { apiNameOf, fieldLabels } from './field-names.ts';
import { withOwnValue } from './own-value.ts';
import type { DealsRead } from './read-deals.ts';
import { nameOf, type ZoneDay } from './record-values.ts';

/** TEC-5: a full run every night; two missed nights are worth saying. */
export const STALE_AFTER_DAYS = 2;

export interface ViewInput {
  readonly record: CrmRecord;
  readonly published: PublishedBasis;
  /** false: the viewer's profile withholds the record's money cut-offs. */
  readonly moneyBasis: boolean;
  readonly evidence: AccountEvidence;
  readonly read: DealsRead;
  readonly accountFields: readonly FieldMetadata[];
  readonly todayDay: number;
  readonly zoneDay: ZoneDay;
  readonly sinceDays: { readonly rfm: number | null; readonly firmographics: number | null };
}

/** What the panel shows of one account, but for the techniques that are loaded later. Pure: the day and the zone are arguments. */
export function deriveView(input: ViewInput): Omit<AccountView, 'more'> {
  const { record, published, read, todayDay, accountFields } = input;
  const { mapping, asOfDay, firmographics } = published;
  const ageDays = todayDay - asOfDay;
  const references = (firmographics?.labels ?? []).flatMap(({ criteria }) =>
    criteria.conditions.map(({ field }) => field),
  );
  return {
    accountId: record.id,
    name: nameOf(record[mapping.accounts.fields['name'] ?? '']) ?? record.id,
    owner: nameOf(record[mapping.accounts.fields['owner'] ?? '']),
    // Evidence holds all labels; of which the profile hides the field, the panel hides it too.
    labels: [...rfmLabel(input), ...firmographicsLabel(input)].filter(({ technique }) =>
      accountFields.some(({ apiName }) => apiName === published.fieldPrefix + LABEL_FIELD_NAMES[`${technique}Label`]),
    ),
    labelNames: published.labels,
    dealsModule: mapping.deals.module,
    deals: read.deals,
    moreDeals: read.moreDeals,
    dealsVisible: read.visible.deals,
    amountsVisible: read.visible.amounts,
    totals: deriveTotals(read, asOfDay, todayDay),
    freshness: {
      asOfDay,
      publishedAtMs: Date.parse(published.publishedAt),
      ageDays,
      stale: ageDays > STALE_AFTER_DAYS,
    },
    todayDay,
    currency: published.currency,
    minorDigits: published.minorDigits,
    timeZone: published.timeZone,
    frequencyOf: published.rfm?.frequencyOf ?? 'deals',
    fieldLabels: fieldLabels(references, mapping.accounts, accountFields),
    conditions: conditionsByLabel(published),
  };
}

function rfmLabel({ published, evidence, sinceDays, read, moneyBasis }: ViewInput): LabelView[] {
  const basis = published.rfm;
  if (basis === null || evidence.rfm === null) return [];
  const { scores } = rfmVerdict(evidence.rfm, basis);
  const { amounts, minor } = claimAmount(read, evidence.rfm.purchases, basis, moneyBasis);
  const explained = explainRfm({ evidence: evidence.rfm, basis, monetaryMinor: minor });
  // Cut-offs are amounts too: where none may be said, none leaves this function.
  const allowed = amounts === 'shown' ? (message: Message): Message => message : hideAmounts;
  return [
    {
      technique: 'rfm',
      labelId: explained.labelId,
      sinceDay: sinceDays.rfm,
      rule: evidence.rfm.purchases === null ? withoutScores(explained.rule) : explained.rule,
      reasons: explained.reasons.map(allowed),
      nearMisses: explained.nearMisses.filter((miss) => !isAmongChanges(miss)).map(allowed),
      changes: explained.changes.map(allowed),
      ageing: explained.ageing,
      amounts,
      dealIds: explained.dealIds,
      dealCount: basis.frequencyOf === 'deals' ? (evidence.rfm.purchases?.frequency ?? null) : null,
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

/** "None matches these scores" is not said of an account that has none. */
function withoutScores(rule: Message): Message {
  return rule.code === 'rfm.rule.none' ? { ...rule, code: 'rfm.rule.noneWithoutPurchases' } : rule;
}

/** More purchases and larger amounts stand among the changes already, label by label. */
function isAmongChanges({ params }: Message): boolean {
  return params['label'] !== null && ('unitsMore' in params || 'moreMinor' in params);
}

function firmographicsLabel(input: ViewInput): LabelView[] {
  const { published, evidence, sinceDays } = input;
  const basis = published.firmographics;
  if (basis === null || evidence.firmographics === null) return [];
  const explanation = explainFirmographics({ evidence: evidence.firmographics, basis });
  return [
    {
      technique: 'firmographics',
      ...explanation,
      reasons: explanation.reasons.map((reason) => withValueOf(reason, input)),
      sinceDay: sinceDays.firmographics,
      changes: [],
      ageing: null,
      amounts: 'hidden',
      scores: [],
      dealIds: [],
      dealCount: null,
    },
  ];
}

function withValueOf(reason: Message, { record, published, accountFields, zoneDay }: ViewInput): Message {
  const apiName = apiNameOf(String(reason.params['field']), published.mapping.accounts);
  const field = accountFields.find((candidate) => candidate.apiName === apiName);
  const money = {
    home: published.currency,
    digits: published.minorDigits,
    means: published.deals.exchangeRateMeans,
  };
  return withOwnValue(reason, record, field, { money, zoneDay });
}

function conditionsByLabel({ firmographics }: PublishedBasis): Record<string, readonly Message[]> {
  const labels = firmographics?.labels ?? [];
  return Object.fromEntries(labels.map(({ id, criteria }) => [id, criteria.conditions.map(describeCondition)]));
}
