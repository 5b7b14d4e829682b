export const THEMES = ['light', 'dark', 'system'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'crm-theme';

export function readTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

/**
 * Shows the page in a theme and remembers it. A widget hears of it as it would in any CRM: the frame takes the page's
 * `color-scheme`, and inside the frame `prefers-color-scheme` follows the frame's (docs/decisions/sandbox-pages.md).
 */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  localStorage.setItem(KEY, theme);
}
