import { parsePattern } from '#core/criteria/pattern.ts';
import type { CriteriaTree } from '#core/criteria/criteria.ts';
import type { VoiceLabel, VoiceCondition, VoiceOperator } from './settings.ts';
import { SENTIMENTS, VOICE_INTENTS } from './verdict.ts';

/** What one account said, as far as labels ask: everything a label can hang on. */
export interface VoiceCounts {
  readonly texts: number;
  /** By `VOICE_INTENTS`. */
  readonly intents: readonly number[];
  /** By `SENTIMENTS`. */
  readonly sentiments: readonly number[];
  /** Texts of each distinct keyword condition (`watchedKeywords` of the labels), in its order. */
  readonly keywords: readonly number[];
  /** Mentions of each distinct competitor condition (`watchedCompetitors`); null = all together. */
  readonly competitors: readonly number[];
}

type KeywordCondition = Extract<VoiceCondition, { readonly kind: 'keyword' }>;
export interface WatchedKeyword {
  readonly keyword: string;
  readonly sentiment: KeywordCondition['sentiment'];
}

/** Equal conditions once, in the order of the labels. */
export function watchedKeywords(labels: readonly Pick<VoiceLabel, 'conditions'>[]): WatchedKeyword[] {
  const found = new Map<string, WatchedKeyword>();
  for (const { conditions } of labels)
    for (const each of conditions)
      if (each.kind === 'keyword')
        found.set(keywordKey(each), { keyword: each.keyword.trim(), sentiment: each.sentiment });
  return [...found.values()];
}

/** Equal conditions once, in the order of the labels; null = all competitors together. */
export function watchedCompetitors(labels: readonly Pick<VoiceLabel, 'conditions'>[]): (string | null)[] {
  const found = new Map<string, string | null>();
  for (const { conditions } of labels)
    for (const each of conditions)
      if (each.kind === 'competitor') found.set(nameKey(each.competitor), each.competitor?.trim() ?? null);
  return [...found.values()];
}

function keywordKey({ keyword, sentiment }: WatchedKeyword): string {
  return `${sentiment ?? ''}:${nameKey(keyword)}`;
}

/** Names are the same in any case; null = all. */
export function nameKey(name: string | null): string {
  return name === null ? '' : name.trim().toLowerCase();
}

/** Ready to be asked of many accounts. */
export interface CompiledLabels {
  /** Position of the first label that holds; -1 = none. `off` conditions count for nothing. */
  readonly firstLabel: (counts: VoiceCounts) => number;
  /** Of one label: does each condition hold? null = it is off. */
  readonly held: (label: number, counts: VoiceCounts) => readonly (boolean | null)[];
}

/** `competitorsOn` false: no names are known, and conditions on competitors are off (VOC-2). A pattern that cannot be read never holds. */
export function compileLabels(
  labels: readonly Pick<VoiceLabel, 'conditions' | 'pattern'>[],
  competitorsOn: boolean,
): CompiledLabels {
  const keywords = watchedKeywords(labels).map(keywordKey);
  const competitors = watchedCompetitors(labels).map(nameKey);
  const compiled = labels.map(({ conditions, pattern }) => {
    const tree = parsePattern(pattern, conditions.length);
    return {
      tree: tree.ok ? tree.value : null,
      tests: conditions.map((condition) => compileCondition(condition, keywords, competitors, competitorsOn)),
    };
  });
  return {
    firstLabel: (counts) =>
      compiled.findIndex(
        ({ tree, tests }) => tree !== null && holds(tree, (at) => tests[at]?.(counts) ?? null) === true,
      ),
    held: (label, counts) => compiled[label]?.tests.map((test) => test(counts)) ?? [],
  };
}

/** Null where everything below is off. */
function holds(tree: CriteriaTree, held: (condition: number) => boolean | null): boolean | null {
  if (tree.kind === 'condition') return held(tree.condition - 1);
  const known = tree.children.map((child) => holds(child, held)).filter((each) => each !== null);
  if (known.length === 0) return null;
  return tree.kind === 'and' ? known.every(Boolean) : known.some(Boolean);
}

/** The same with what holds given, for explanations: would the label hold? */
export function patternHolds(
  { pattern, conditions }: Pick<VoiceLabel, 'conditions' | 'pattern'>,
  held: readonly (boolean | null)[],
): boolean {
  const tree = parsePattern(pattern, conditions.length);
  return tree.ok && holds(tree.value, (at) => held[at] ?? null) === true;
}

function compileCondition(
  condition: VoiceCondition,
  keywords: readonly string[],
  competitors: readonly string[],
  competitorsOn: boolean,
): (counts: VoiceCounts) => boolean | null {
  const { operator } = condition;
  switch (condition.kind) {
    case 'intent': {
      const at = VOICE_INTENTS.indexOf(condition.intent);
      return ({ intents, texts }) => compare((intents[at] ?? 0) * 100, operator, condition.percent * texts);
    }
    case 'sentiment': {
      const at = SENTIMENTS.indexOf(condition.sentiment);
      return ({ sentiments, texts }) => compare((sentiments[at] ?? 0) * 100, operator, condition.percent * texts);
    }
    case 'keyword': {
      const at = keywords.indexOf(keywordKey(condition));
      return (counts) => compare(counts.keywords[at] ?? 0, operator, condition.times);
    }
    case 'competitor': {
      const at = competitors.indexOf(nameKey(condition.competitor));
      return (counts) => (competitorsOn ? compare(counts.competitors[at] ?? 0, operator, condition.times) : null);
    }
  }
}

/** In integers: 9 of 10 texts are exactly 90 %, never 89.999. */
function compare(value: number, operator: VoiceOperator, limit: number): boolean {
  switch (operator) {
    case 'over':
      return value > limit;
    case 'atLeast':
      return value >= limit;
    case 'atMost':
      return value <= limit;
    case 'under':
      return value < limit;
  }
}
