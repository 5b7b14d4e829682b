import type { VoiceAggregate } from './aggregate.ts';
import { SENTIMENTS } from './verdict.ts';

/** What one account wrote lately and before, inside the window. */
export interface MoodCounts {
  /** Texts of the last `RECENT_DAYS` days, and the negative ones among them. */
  readonly recentTexts: number;
  readonly recentNegative: number;
  /** Texts of the whole window, the recent ones included. */
  readonly texts: number;
  readonly negative: number;
}

export interface Surge {
  readonly alert: boolean;
  readonly recentShare: number;
  /** Before the recent days. */
  readonly usualShare: number;
  /** How likely so many negative texts are by chance, had nothing changed. 0 to 1. */
  readonly chance: number;
}

/** Two angry mails are two mails: an alert that cries wolf is switched off. Negative texts. */
export const MIN_NEGATIVE = 3;
/** Of accounts where nothing changed, one in a hundred a week may alert. */
export const MAX_CHANCE = 0.01;
/** Somebody who writes to support complains in some texts: the usual share of an account with few texts leans on this. */
const PRIOR_NEGATIVE = 1;
const PRIOR_TEXTS = 4;

/**
 * VOC-4: a surge of negative emotion. Alerts when the last days hold at least `MIN_NEGATIVE` negative texts, and so many among so
 * few would come by chance at most once in a hundred (binomial tail) at the account's usual share, which is that of the window
 * before, drawn towards a quarter where there are few texts.
 */
export function detectSurge({ recentTexts, recentNegative, texts, negative }: MoodCounts): Surge {
  const before = texts - recentTexts;
  const usualShare = (negative - recentNegative + PRIOR_NEGATIVE) / (before + PRIOR_TEXTS);
  const recentShare = recentTexts === 0 ? 0 : recentNegative / recentTexts;
  const chance = binomialTail(recentTexts, recentNegative, usualShare);
  return { alert: recentNegative >= MIN_NEGATIVE && chance <= MAX_CHANCE, recentShare, usualShare, chance };
}

const NEGATIVE = SENTIMENTS.indexOf('negative');

/** How many negative texts of the last `RECENT_DAYS` days alert of one account; null = they do not. */
export function surgeOf(
  { recentTexts, recentNegative, texts, sentiments }: VoiceAggregate,
  ordinal: number,
): number | null {
  const negative = sentiments[ordinal * SENTIMENTS.length + NEGATIVE] ?? 0;
  const [lately = 0, angry = 0] = [recentTexts[ordinal], recentNegative[ordinal]];
  if (angry < MIN_NEGATIVE) return null;
  const { alert } = detectSurge({ recentTexts: lately, recentNegative: angry, texts: texts[ordinal] ?? 0, negative });
  return alert ? angry : null;
}

/** P(X >= k) of n tries at p each, from logarithms, so that thousands of texts do not underflow. */
function binomialTail(n: number, k: number, p: number): number {
  if (k <= 0) return 1;
  if (p >= 1) return 1;
  let logTerm = n * Math.log1p(-p);
  let sum = 0;
  for (let hits = 0; hits < k; hits++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((n - hits) / (hits + 1)) + Math.log(p) - Math.log1p(-p);
  }
  return Math.min(1, Math.max(0, 1 - sum));
}
