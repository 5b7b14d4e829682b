import { decodeEvidence, encodeEvidence } from '#core/labels/evidence.ts';
import { decodeMoreEvidence, encodeMoreEvidence } from '#core/labels/more-evidence.ts';
import { addTouchPoints, createEngagementAggregate } from '#core/techniques/engagement/aggregate.ts';
import { parseEngagementBasis } from '#core/techniques/engagement/basis.ts';
import { createAccountReach } from '#core/techniques/engagement/account-reach.ts';
import { engagementEvidenceAt, engagementVerdict } from '#core/techniques/engagement/evidence.ts';
import { presetEngagementLabels, presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { addReachTimes, createReachTimes } from '#core/techniques/engagement/reach-times.ts';
import { scoreEngagement } from '#core/techniques/engagement/score.ts';
import type { EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { touchPointsUpTo } from '#core/techniques/engagement/touch-points-up-to.ts';
import { randomTouches } from '../random-touches.ts';
import { everyOrdinal, LAST_DAY, populationOf, type Company, type TechniqueTrial } from './technique-trial.ts';

const TOUCHES_PER_ACCOUNT = 20;
const preset = presetEngagementSettings();
const SETTINGS: readonly (readonly [string, EngagementSettings])[] = [
  ['preset', preset],
  ['half-life and a half of its own', { ...preset, halfLifeDays: 45, half: 9.5 }],
  [
    'ten labels, one of them out of order',
    {
      ...preset,
      labels: [90, 0, 10, 20, 30, 40, 50, 60, 70, 80].flatMap((from, index) =>
        presetEngagementLabels()
          .slice(0, 1)
          .map((label) => ({ ...label, id: `l${index}`, from, to: from + 10 })),
      ),
    },
  ],
];

export const ENGAGEMENT_TRIALS: readonly TechniqueTrial[] = SETTINGS.map(([name, settings]) => ({
  name: `Engagement, ${name}`,
  technique: 'engagement',
  cost: 1,
  leastAccounts: 60,
  company: (accounts, seed) => companyOf(accounts, seed, settings),
}));

function companyOf(accounts: number, seed: number, settings: EngagementSettings): Company {
  const touchPoints = TOUCHES_PER_ACCOUNT * accounts;
  const batches = [...randomTouches({ accounts, touchPoints, asOfDay: LAST_DAY, seed, batch: 8_192 })];
  const population = populationOf(accounts);
  return {
    scoreAsOf: (asOfDay, records) => {
      const aggregate = createEngagementAggregate(accounts, { asOfDay, counting: settings });
      const times = createReachTimes(accounts, { by: 'account', asOfDay, windowDays: settings.windowDays });
      for (const each of batches) {
        const points = records === 'all' ? each : touchPointsUpTo(each, asOfDay);
        addTouchPoints(aggregate, points);
        addReachTimes(times, points);
      }
      const totals = engagementTotals(aggregate);
      const { latest } = aggregate;
      const reachAt = createAccountReach(totals, times, settings);
      const scores = scoreEngagement({ totals, population, settings, asOfDay });
      const basis = parseEngagementBasis(JSON.parse(JSON.stringify(scores.basis)), 'test');
      const storedAt = (ordinal: number): string | null => {
        const engagement = engagementEvidenceAt({ scores, totals, latest, population, reachAt }, ordinal);
        if (engagement === null) return null;
        return encodeEvidence({ rfm: null, firmographics: null, more: encodeMoreEvidence({ engagement }) });
      };
      return {
        labels: everyOrdinal(accounts, (ordinal) => settings.labels[scores.label[ordinal] ?? -1]?.id ?? null),
        storedAt,
        relabel: (stored) => {
          const whole = decodeEvidence(stored, 'test');
          const read = whole.ok ? decodeMoreEvidence(whole.value, 'test') : whole;
          if (!read.ok || !basis.ok || read.value.engagement === null) return undefined;
          const { contributions, restTicks } = read.value.engagement;
          return engagementVerdict({ contributions, restTicks }, basis.value).labelId;
        },
        told: { ...scores, totals, evidence: everyOrdinal(accounts, storedAt) },
      };
    },
  };
}
