import type { Translator } from '#widgets/shared/i18n/translator.ts';

/** How often changes are looked for; null = not before the night's run. */
export function sayEvery(minutes: number | null, t: Translator): string {
  return minutes === null ? t.text('refresh.nightlyOnly') : t.text('refresh.everyMinutes', { minutes });
}
