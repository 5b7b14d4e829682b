import { posix } from 'node:path';
import { ZOHO_SCRIPT } from '#sandbox/widget-origin/rewrite-page.ts';
import { textOf, type AppFile } from './app-files.ts';
import { readTags, type HtmlTag } from './html-tags.ts';

/** Attributes that name an address. */
const ADDRESSES = ['src', 'href', 'srcset', 'data', 'action', 'formaction', 'poster', 'background', 'manifest'];
const IMPORT_LIKE = new Set(['script', 'link', 'img']);

/** The policy of every page, directive by directive. Zoho's host is there for its script alone. */
function policyFor(functionsOrigin: string): string {
  const zoho = new URL(ZOHO_SCRIPT).origin;
  return [
    "default-src 'none'",
    `script-src 'self' ${zoho}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${functionsOrigin}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** Every page: its policy, its setting, the order of its scripts, nothing inline, nothing from elsewhere. */
export function checkPages(files: readonly AppFile[], functionsOrigin: string): readonly string[] {
  const names = new Set(files.map(({ path }) => path));
  return files
    .filter(({ path }) => path.endsWith('.html'))
    .flatMap((file) => {
      const tags = readTags(textOf(file));
      const problems =
        tags === null
          ? ['a "<" stands where no tag does; this page cannot be checked. Write it as plain HTML.']
          : [
              ...checkPolicy(tags, functionsOrigin),
              ...checkScripts(tags),
              ...checkInline(tags),
              ...checkAddresses(tags, file.path, names),
            ];
      return problems.map((problem) => `${file.path}: ${problem}`);
    });
}

function checkPolicy(tags: readonly HtmlTag[], functionsOrigin: string): readonly string[] {
  const problems: string[] = [];
  const isPolicy = ({ attributes }: HtmlTag) =>
    attributes.get('http-equiv')?.toLowerCase() === 'content-security-policy';
  const policies = tags.filter(isPolicy);
  const wanted = policyFor(functionsOrigin);
  const said = policies[0]?.attributes.get('content');
  if (policies.length !== 1) problems.push(`${policies.length} content policies; each page has exactly one.`);
  else if (said !== wanted) problems.push(`its content policy is "${said ?? ''}" and should be "${wanted}".`);
  const first = tags.findIndex(({ name }) => ['script', 'link', 'style', 'img'].includes(name));
  if (first >= 0 && first < tags.findIndex(isPolicy))
    problems.push('something loads before the content policy stands. Move the policy up.');
  const settings = tags.filter(({ attributes }) => attributes.get('name') === 'lodestar-functions');
  if (settings.length !== 1 || settings[0]?.attributes.get('content') !== functionsOrigin)
    problems.push(`<meta name="lodestar-functions"> must stand once and say ${functionsOrigin}.`);
  return problems;
}

function checkScripts(tags: readonly HtmlTag[]): readonly string[] {
  const scripts = tags.filter(({ name }) => name === 'script');
  const isModule = ({ attributes }: HtmlTag) => attributes.get('type') === 'module';
  const sdk = scripts.findIndex(({ attributes }) => attributes.get('src') === ZOHO_SCRIPT);
  const own = scripts.findIndex(isModule);
  if (sdk < 0) return [`Zoho's script is missing: <script src="${ZOHO_SCRIPT}">.`];
  const problems: string[] = [];
  const { attributes } = scripts[sdk] ?? { attributes: new Map<string, string>() };
  if (['async', 'defer', 'type'].some((name) => attributes.has(name)))
    problems.push("Zoho's script must be a plain one, without async, defer or type: the module needs it first.");
  if (own < 0) problems.push('the widget’s own module is missing.');
  else if (own < sdk) problems.push("Zoho's script must stand before the widget's module.");
  if (scripts.length !== 2) problems.push(`${scripts.length} scripts; a page has two, Zoho's and the widget's module.`);
  return problems;
}

function checkInline(tags: readonly HtmlTag[]): readonly string[] {
  const problems: string[] = [];
  for (const { name, attributes } of tags) {
    if (name === 'style') problems.push('a <style> element: the content policy forbids it. Use a style sheet.');
    if (name === 'base') problems.push('a <base> element: the content policy forbids it.');
    if (name === 'script' && !attributes.has('src'))
      problems.push('an inline script: the content policy forbids it. Put it into a file.');
    for (const [attribute, value] of attributes) {
      if (attribute === 'style') problems.push(`<${name} style>: the content policy forbids it. Use a class.`);
      if (attribute.startsWith('on')) problems.push(`<${name} ${attribute}>: the content policy forbids it.`);
      if (/^\s*javascript:/i.test(value)) problems.push(`<${name} ${attribute}> holds a script.`);
    }
  }
  return problems;
}

function checkAddresses(tags: readonly HtmlTag[], page: string, names: ReadonlySet<string>): readonly string[] {
  return tags.flatMap(({ name, attributes }) =>
    ADDRESSES.flatMap((attribute) => {
      const address = attributes.get(attribute);
      if (address === undefined || (name === 'script' && address === ZOHO_SCRIPT)) return [];
      if (!isRelative(address))
        return [`<${name} ${attribute}="${address}">: write a relative address; Zoho chooses the folder.`];
      const target = posix.join(posix.dirname(page), address);
      return IMPORT_LIKE.has(name) && !names.has(target)
        ? [`<${name} ${attribute}="${address}"> names a file that is not packed.`]
        : [];
    }),
  );
}

/** Neither another host nor the root of this one. */
export function isRelative(address: string): boolean {
  return !/^(?:[a-z][a-z0-9+.-]*:|[/\\])/i.test(address.trim());
}
