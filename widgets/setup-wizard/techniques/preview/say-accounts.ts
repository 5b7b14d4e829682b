import type { Label } from '#core/labels/label.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { toAccounts, underOf } from './estimate.ts';
import type { PreviewState } from './use-preview.ts';

/** How many accounts a label would take, beside its rule; nothing where that is not known. */
export function sayAccounts({ numbers }: PreviewState, { id }: Label, t: Translator): string {
  const accounts = numbers?.labels.find(({ labelId }) => labelId === id)?.accounts;
  if (numbers === null || accounts === undefined) return '';
  if (accounts === 0 && numbers.sampled < numbers.accounts)
    return t.text('techniques.preview.underAccounts', { count: underOf(numbers) });
  const count = toAccounts(accounts, numbers);
  return t.text(numbers.sampled < numbers.accounts ? 'techniques.preview.aboutAccounts' : 'techniques.rfm.atScore', {
    count,
  });
}
