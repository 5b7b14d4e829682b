/** What the pages load and the sandbox stands in for; see docs/decisions/sandbox-pages.md. */
export const ZOHO_SCRIPT = 'https://live.zwidgets.com/js-sdk/1.2/ZohoEmbededAppSDK.min.js';

/** Where a page says which functions it talks to: the name that packing fills in, or the origin that it filled in. */
const FUNCTIONS_META = /<meta name="lodestar-functions" content="([^"]+)"/;

/**
 * The two replacements under which a shipped page runs here: Zoho's script becomes the sandbox's SDK client, and the functions'
 * origin that the page names becomes theirs. Nothing else of a page changes, its Content-Security-Policy included.
 */
export function rewritePage(
  html: string,
  { sdkUrl, functionsUrl }: { readonly sdkUrl: string; readonly functionsUrl: string },
): string {
  const named = FUNCTIONS_META.exec(html)?.[1];
  const rewritten = html.replaceAll(ZOHO_SCRIPT, () => sdkUrl);
  return named === undefined ? rewritten : rewritten.replaceAll(named, () => functionsUrl);
}
