import type { Translator } from '#widgets/shared/i18n/translator.ts';

const KINDS = ['bulkRead', 'bulkWrite', 'query', 'records', 'other'] as const;

/** For what the credits were: the dearest kind of call first. */
export function saySpent(byKind: Readonly<Record<string, number>>, t: Translator): string {
  return Object.entries(byKind)
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, credits]) => {
      const known = KINDS.find((each) => each === kind);
      return `${known === undefined ? kind : t.text(`credits.kind.${known}`)} ${t.number(credits)}`;
    })
    .join(' · ');
}
