import type { Message } from '#core/message.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import type { TextRecipe } from '#core/techniques/voice/text-recipe.ts';
import { readSource, type AboutOf } from '../../score/techniques/samples/kept-sample.ts';

/** What settings come to over a sample. */
export interface TechniqueNumbers {
  /** By place in the sample: index into the settings' labels, or `NO_LABEL`. */
  readonly label: Int16Array;
  readonly labels: readonly LabelNumber[];
  /** Why accounts have no label; together as many as have none. */
  readonly without: readonly { readonly reason: WithoutReason; readonly accounts: number }[];
  /** ENG-2: the points that score 50, and where they come from; null where there is no such thing. */
  readonly half: { readonly points: number; readonly from: 'settings' | 'frozen' | 'proposed' } | null;
  /** What the next run will know and the sample does not. */
  readonly notes: readonly Message[];
}

export interface LabelNumber {
  /** null = no label. */
  readonly labelId: string | null;
  readonly accounts: number;
}

export type WithoutReason = 'noBand' | 'noTexts' | 'tooFewTexts' | 'noneHolds';

export function countLabels(label: Int16Array, labels: readonly { readonly id: string }[]): LabelNumber[] {
  const counts = labels.map(() => 0);
  let none = 0;
  for (const index of label) {
    if (counts[index] === undefined) none++;
    else counts[index]++;
  }
  return [
    ...labels.map(({ id }, at) => ({ labelId: id, accounts: counts[at] ?? 0 })),
    { labelId: null, accounts: none },
  ];
}

/** The sources that were read as they are meant now, and which were not. */
export function knownSources(
  read: AboutOf<'engagement'>['sources'],
  wanted: readonly (TouchPointRecipe | TextRecipe)[],
): { readonly ids: ReadonlySet<string>; readonly notes: readonly Message[] } {
  const hashes = new Map(read.map(({ id, hash }) => [id, hash]));
  const known = wanted.filter((source) => hashes.get(source.id) === readSource(source).hash);
  const unread = wanted.filter((source) => !known.includes(source));
  return {
    ids: new Set(known.map(({ id }) => id)),
    notes: unread.map(({ id }) => ({ code: 'techniques.preview.sourceNotRead', params: { source: id } })),
  };
}

/** Of `days` the last run kept fewer. */
export function notKept(days: number, kept: number): Message[] {
  return days > kept ? [{ code: 'techniques.preview.tooFarBack', params: { days: kept } }] : [];
}
