import type { Message } from '#core/message.ts';
import type { VoiceBasis } from './basis.ts';
import { compileLabels, nameKey, patternHolds, watchedCompetitors, watchedKeywords } from './conditions.ts';
import { voiceVerdict, type VoiceEvidence } from './evidence.ts';
import type { VoiceCondition } from './settings.ts';
import { SENTIMENTS, VOICE_INTENTS } from './verdict.ts';

/** TEC-2: why this label, from counts; the texts themselves are read from CRM as the viewer. */
export interface VoiceExplanation {
  readonly labelId: string | null;
  readonly rule: Message;
  /** Conditions of the matched label that held; without a label, those that failed. Each with its value, its limit and n. */
  readonly reasons: readonly Message[];
  /** Labels that one condition more or less would give. */
  readonly nearMisses: readonly Message[];
  /** Conditions that count for nothing, since no competitors are named. */
  readonly off: readonly Message[];
}

/** From stored evidence and its run's basis. */
export function explainVoice(evidence: VoiceEvidence, basis: VoiceBasis): VoiceExplanation {
  const { labelId } = voiceVerdict(evidence, basis);
  const position = basis.labels.findIndex(({ id }) => id === labelId);
  const { texts } = evidence;
  const tooFew = texts < basis.minTexts;
  const compiled = compileLabels(basis.labels, basis.competitorsOn);
  const held = basis.labels.map((_, index) => compiled.held(index, evidence));
  return {
    labelId,
    rule:
      position >= 0
        ? { code: 'voice.rule.conditions', params: { label: labelId, position: position + 1, texts } }
        : tooFew
          ? { code: 'voice.rule.tooFewTexts', params: { texts, needed: basis.minTexts } }
          : { code: 'voice.rule.none', params: { labels: basis.labels.length, texts } },
    reasons: tooFew ? [] : reasonsOf(evidence, basis, position, held),
    nearMisses: tooFew ? [] : findNearMisses(evidence, basis, position, held),
    off: basis.competitorsOn
      ? []
      : basis.labels.flatMap(({ id, conditions }) =>
          conditions.some(({ kind }) => kind === 'competitor')
            ? [{ code: 'voice.competitorsOff', params: { label: id } }]
            : [],
        ),
  };
}

type Held = readonly (readonly (boolean | null)[])[];

function reasonsOf(evidence: VoiceEvidence, basis: VoiceBasis, position: number, held: Held): Message[] {
  return basis.labels.flatMap(({ id, conditions }, index) => {
    if (position >= 0 && index !== position) return [];
    return conditions.flatMap((condition, at) =>
      held[index]?.[at] === position >= 0
        ? [
            {
              code: position >= 0 ? 'voice.reason.held' : 'voice.reason.failed',
              params: { label: id, condition: at + 1, ...describe(condition, evidence, basis) },
            },
          ]
        : [],
    );
  });
}

/** One condition at a time; a label that an earlier one would still hide is no near miss. */
function findNearMisses(evidence: VoiceEvidence, basis: VoiceBasis, position: number, held: Held): Message[] {
  const misses = new Map<string, Message>();
  basis.labels.forEach(({ conditions }, index) => {
    conditions.forEach((condition, at) => {
      const before = held[index]?.[at];
      if (before == null) return;
      const changed = held.map((row, label) =>
        row.map((each, place) => (label === index && place === at ? !each : each)),
      );
      const next = basis.labels.findIndex((each, place) => patternHolds(each, changed[place] ?? []));
      const label = basis.labels[next]?.id;
      if (label === undefined || next === position || misses.has(label)) return;
      const params = {
        label,
        of: basis.labels[index]?.id ?? '',
        condition: at + 1,
        ...describe(condition, evidence, basis),
      };
      misses.set(label, { code: before ? 'voice.nearMiss.without' : 'voice.nearMiss.with', params });
    });
  });
  return [...misses.values()];
}

/** What the condition asks and what the account has. Shares are 0 to 1; `count` and `texts` are what they come from. */
function describe(condition: VoiceCondition, evidence: VoiceEvidence, basis: VoiceBasis): Message['params'] {
  const { texts } = evidence;
  const { kind, operator } = condition;
  const share = (count: number): number => (texts === 0 ? 0 : count / texts);
  switch (condition.kind) {
    case 'intent': {
      const count = evidence.intents[VOICE_INTENTS.indexOf(condition.intent)] ?? 0;
      return {
        kind,
        operator,
        intent: condition.intent,
        percent: condition.percent,
        count,
        texts,
        share: share(count),
      };
    }
    case 'sentiment': {
      const count = evidence.sentiments[SENTIMENTS.indexOf(condition.sentiment)] ?? 0;
      const { sentiment, percent } = condition;
      return { kind, operator, sentiment, percent, count, texts, share: share(count) };
    }
    case 'keyword': {
      const { keyword, sentiment, times } = condition;
      const at = watchedKeywords(basis.labels).findIndex(
        (each) => nameKey(each.keyword) === nameKey(keyword) && each.sentiment === sentiment,
      );
      return { kind, operator, keyword, sentiment, times, count: evidence.keywords[at] ?? 0, texts };
    }
    case 'competitor': {
      const { competitor, times } = condition;
      const at = watchedCompetitors(basis.labels).findIndex((each) => nameKey(each) === nameKey(competitor));
      return { kind, operator, competitor, times, count: evidence.competitors[at] ?? 0, texts };
    }
  }
}
