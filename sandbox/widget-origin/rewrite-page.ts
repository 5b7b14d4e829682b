/** What the pages name and the sandbox stands in for; see docs/decisions/sandbox-pages.md. */
const ZOHO_SCRIPT = 'https://live.zwidgets.com/js-sdk/1.2/ZohoEmbededAppSDK.min.js';
const FUNCTIONS_ORIGIN = 'https://functions.lodestar.invalid';

/**
 * The two replacements under which a shipped page runs here: Zoho's script becomes the sandbox's SDK client, and the name that
 * packing fills in becomes the functions' origin. Nothing else of a page changes, its Content-Security-Policy included.
 */
export function rewritePage(
  html: string,
  { sdkUrl, functionsUrl }: { readonly sdkUrl: string; readonly functionsUrl: string },
): string {
  return html.replaceAll(ZOHO_SCRIPT, sdkUrl).replaceAll(FUNCTIONS_ORIGIN, functionsUrl);
}
