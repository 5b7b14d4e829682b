/** A start tag of a page. */
export interface HtmlTag {
  readonly name: string;
  /** Names in lower case; an attribute without a value has ''. */
  readonly attributes: ReadonlyMap<string, string>;
}

const TAG =
  /<!--[\s\S]*?-->|<!doctype[^>]*>|<\/[a-z][^>]*>|<([a-z][a-z0-9-]*)((?:\s+[^\s=<>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi;
const ATTRIBUTE = /([^\s=<>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/**
 * The start tags of a page in their order; null when a `<` stands anywhere that is no tag. Made for pages that this project
 * builds, which are few, short and tidy: what it does not understand is refused, never skipped.
 */
export function readTags(html: string): readonly HtmlTag[] | null {
  const tags: HtmlTag[] = [];
  let at = 0;
  while (at < html.length) {
    TAG.lastIndex = at;
    const found = TAG.exec(html);
    if (html.slice(at, found?.index ?? html.length).includes('<')) return null;
    if (found === null) break;
    at = TAG.lastIndex;
    const name = found[1]?.toLowerCase();
    if (name === undefined) continue;
    if (name === 'script' || name === 'style') {
      // What stands inside is code, and may hold a "<" of its own.
      const end = html.toLowerCase().indexOf(`</${name}`, at);
      if (end < 0) return null;
      at = end;
    }
    tags.push({ name, attributes: readAttributes(found[2] ?? '') });
  }
  return tags;
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE)) {
    // The first of two counts, as in a browser.
    if (!attributes.has(name.toLowerCase())) attributes.set(name.toLowerCase(), decode(double ?? single ?? bare ?? ''));
  }
  return attributes;
}

function decode(value: string): string {
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
