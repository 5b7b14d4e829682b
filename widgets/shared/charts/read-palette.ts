import type { ChartPalette } from './chart-spec.ts';

/**
 * The tokens as colours: a custom property with `light-dark()` reads back as its text, so each is resolved on an element of
 * the page.
 */
export function readPalette(host: HTMLElement): ChartPalette {
  const probe = document.createElement('span');
  probe.hidden = true;
  host.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    ink: colour('--ink'),
    inkSoft: colour('--ink-soft'),
    edge: colour('--edge'),
    accent: colour('--accent'),
    muted: colour('--edge-strong'),
    surface: colour('--surface'),
    font: getComputedStyle(host).fontFamily,
  };
  probe.remove();
  return palette;
}

/** Calls back when the page goes light or dark, by the system or by the page's own switch. Returns the clean-up. */
export function onThemeChange(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'style', 'class'] });
  return () => {
    system.removeEventListener('change', changed);
    observer.disconnect();
  };
}
