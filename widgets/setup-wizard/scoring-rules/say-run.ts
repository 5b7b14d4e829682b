import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { sayWhy } from '../credits/say-why.ts';
import type { RuleModule } from './rule-modules.ts';
import { sayRuleProblem } from './rule-words.ts';
import type { RulesRun } from './scoring-rules-api.ts';

const STEPS = ['begin', 'judge', 'touches', 'score', 'rank', 'publish', 'clean'] as const;
/** What ends a run of the rules and no other. */
const OWN_REASONS = ['noRules', 'notConfigured', 'rulesDoNotFit'] as const;

/** What it is doing. A step that a later server knows is "at work". */
export function sayStep({ state, step }: RulesRun, t: Translator): string {
  if (state === 'queued') return t.text('rulesSetup.run.queued');
  if (state === 'paused') return t.text('rulesSetup.run.paused');
  const known = STEPS.find((each) => each === step);
  return t.text(known === undefined ? 'rulesSetup.run.atWork' : `rulesSetup.run.step.${known}`);
}

export function creditsOf({ spent }: Pick<RulesRun, 'spent'>): number {
  return Object.values(spent).reduce((sum, each) => sum + each, 0);
}

/** How it ended, and what stands now: sentences. */
export function sayRulesRun(run: RulesRun, modules: readonly RuleModule[], t: Translator): readonly string[] {
  const { state, kind, judged, scored, lines, estimated, reason, limit } = run;
  const cost = t.text('rulesSetup.run.cost', {
    credits: creditsOf(run),
    estimated: estimated === null ? null : t.number(estimated),
  });
  if (state === 'cancelled') return [t.text('rulesSetup.run.cancelled'), cost];
  if (state !== 'done') {
    const own = OWN_REASONS.find((each) => each === reason);
    const why = own === undefined ? sayWhy(reason, t, limit) : t.text(`rulesSetup.run.why.${own}`);
    return [t.text('rulesSetup.run.failed', { why }), cost];
  }
  return [
    t.text('rulesSetup.run.done', { kind, judged, scored, lines }),
    cost,
    ...run.warnings.map((warning) => sayRuleProblem(warning, { modules, choices: [] }, t)),
  ];
}
