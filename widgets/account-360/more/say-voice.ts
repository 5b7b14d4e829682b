import type { VoiceCondition } from '#core/techniques/voice/settings.ts';
import { nameKey, watchedCompetitors, watchedKeywords } from '#core/techniques/voice/conditions.ts';
import { explainVoice } from '#core/techniques/voice/explain.ts';
import { SENTIMENTS, VOICE_INTENTS, type Sentiment } from '#core/techniques/voice/verdict.ts';
import type { Message } from '#core/message.ts';
import type { Explained } from './more-view.ts';
import { sayUnread, type Words } from './words.ts';

type VoiceExplained = Extract<Explained, { technique: 'voice' }>;

export interface ShareRow {
  readonly name: string;
  readonly count: number;
  readonly share: number;
}

export interface VoiceWords {
  readonly texts: string;
  readonly reasons: readonly string[];
  readonly rule: string;
  readonly intents: readonly ShareRow[];
  readonly sentiments: readonly ShareRow[];
  readonly keywords: readonly string[];
  readonly competitors: readonly string[];
  readonly nearMisses: readonly string[];
  readonly notes: readonly string[];
}

export function sayVoice({ evidence, basis, unread, judged }: VoiceExplained, words: Words): VoiceWords {
  const { m, labelName } = words;
  const explained = explainVoice(evidence, basis);
  const { texts } = evidence;
  const share = (count: number): number => (texts === 0 ? 0 : count / texts);
  const condition = ({ params }: Message): string => {
    const label = String(params['of'] ?? params['label']);
    const found = basis.labels.find(({ id }) => id === label)?.conditions[Number(params['condition']) - 1];
    return found === undefined ? '' : sayCondition(found, Number(params['count']), texts, words);
  };
  const nameOf = (message: Message): string | null => labelName('voice', String(message.params['label']));
  const most = (rows: readonly ShareRow[]): ShareRow[] =>
    rows.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
  return {
    texts: m.text(unread.length === 0 ? 'accountMore.texts' : 'accountMore.textsRead', {
      texts,
      days: basis.windowDays,
    }),
    reasons: [
      ...sayUnread(unread, words),
      // Too few texts leave no condition to name: the rule is the reason.
      ...(explained.reasons.length === 0 ? [m.message(explained.rule)] : []),
      ...explained.reasons.map((reason) =>
        reason.code === 'voice.reason.held'
          ? condition(reason)
          : m.text('accountMore.voice.failed', { label: nameOf(reason), condition: condition(reason) }),
      ),
    ],
    rule: m.message(explained.rule),
    intents: most(
      VOICE_INTENTS.map((intent, at) => {
        const count = evidence.intents[at] ?? 0;
        return { name: m.text(`voice.intent.${intent}`), count, share: share(count) };
      }),
    ),
    sentiments: most(
      SENTIMENTS.map((sentiment, at) => {
        const count = evidence.sentiments[at] ?? 0;
        return { name: m.text(`voice.sentiment.${sentiment}`), count, share: share(count) };
      }),
    ),
    keywords: watchedKeywords(basis.labels).map(({ keyword, sentiment }, at) =>
      m.text('accountMore.voice.keyword', {
        keyword,
        mood: moodOf(sentiment, words),
        count: evidence.keywords[at] ?? 0,
      }),
    ),
    competitors: basis.competitorsOn
      ? watchedCompetitors(basis.labels).map((competitor, at) =>
          m.text('accountMore.voice.competitor', { competitor, count: evidence.competitors[at] ?? 0 }),
        )
      : [],
    nearMisses: explained.nearMisses.map((miss) =>
      m.text(miss.code === 'voice.nearMiss.with' ? 'accountMore.voice.with' : 'accountMore.voice.without', {
        label: nameOf(miss),
        condition: condition(miss),
      }),
    ),
    notes: [
      ...explained.off.map((off) => m.message(off, { label: nameOf(off) })),
      ...(judged === null ? [] : [m.text('accountMore.voice.judged', { ...judged })]),
      m.text('accountMore.voice.notKept'),
    ],
  };
}

function moodOf(sentiment: Sentiment | null, { m }: Words): string | null {
  const known = SENTIMENTS.find((each) => each === sentiment);
  return known === undefined ? null : m.text(`voice.sentiment.${known}`).toLocaleLowerCase(m.viewer.locale);
}

/** What a condition asks, and what the account has of it. */
function sayCondition(condition: VoiceCondition, count: number, texts: number, words: Words): string {
  const { m } = words;
  const { operator } = condition;
  const has = { countShare: texts === 0 ? 0 : count / texts, count, texts };
  switch (condition.kind) {
    case 'intent':
    case 'sentiment': {
      const what =
        condition.kind === 'intent'
          ? m.text(`voice.intent.${condition.intent}`)
          : m.text(`voice.sentiment.${condition.sentiment}`);
      return m.text('accountMore.voice.share', { what, operator, percentShare: condition.percent / 100, ...has });
    }
    case 'keyword': {
      const { keyword, sentiment, times } = condition;
      return m.text('accountMore.voice.times', {
        what: keyword,
        mood: moodOf(sentiment, words),
        operator,
        times,
        count,
      });
    }
    case 'competitor': {
      const { competitor, times } = condition;
      const what = nameKey(competitor) === '' ? m.text('accountMore.voice.anyCompetitor') : competitor;
      return m.text('accountMore.voice.times', { what, mood: null, operator, times, count });
    }
  }
}
