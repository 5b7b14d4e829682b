/** The CRM's own cap for any org (Zoho CRM API v8, API limits). Credits in 24 hours. */
export const MOST_CREDITS = 5_000_000;

export type Limit = { readonly ok: true; readonly value: number | null } | { readonly ok: false };

/** What was typed as a limit: nothing = none. Separators of thousands are not guessed at: 1.000 is one in one country only. */
export function readLimit(text: string): Limit {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: true, value: null };
  if (!/^\d{1,7}$/.test(trimmed)) return { ok: false };
  const value = Number(trimmed);
  return value >= 1 && value <= MOST_CREDITS ? { ok: true, value } : { ok: false };
}
