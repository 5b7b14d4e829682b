import type { ZohoGlobal } from '#widgets/shared/sdk/zoho-global.ts';

/**
 * Asks the CRM page for as much height as the panel needs, so that a list on a record's page has one scroll bar, not two. Zoho
 * documents sizes as texts of pixels; a page that does not resize lets the panel scroll inside its frame.
 */
export function followHeight(root: HTMLElement, zoho: ZohoGlobal): void {
  let asked = 0;
  new ResizeObserver(() => {
    // The body's padding belongs to the height, its margin box to the content alone: neither depends on the frame's own height.
    const height = Math.ceil(root.getBoundingClientRect().bottom + window.scrollY) + bottomSpace(document.body);
    if (height === asked) return;
    asked = height;
    zoho.CRM.UI.Resize({ height: String(height), width: String(window.innerWidth) }).catch(() => undefined);
  }).observe(root);
}

function bottomSpace(element: HTMLElement): number {
  return Math.ceil(Number.parseFloat(getComputedStyle(element).paddingBlockEnd) || 0);
}
