import { posix } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { textOf, type AppFile } from './app-files.ts';
import { isRelative } from './check-pages.ts';
import { excerpt } from './check-texts.ts';

/** Names of XML languages, which nobody ever asks the network for. */
const NAMESPACES = new Set([
  'http://www.w3.org/2000/svg',
  'http://www.w3.org/1999/xhtml',
  'http://www.w3.org/1998/Math/MathML',
  'http://www.w3.org/1999/xlink',
]);
/** They run a text that they are given. */
const TEXT_RUNNERS = new Set(['setTimeout', 'setInterval', 'execScript']);

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Every script: no text is run as code, and nothing is loaded or named but what lies in the archive. */
export function checkScripts(files: readonly AppFile[]): readonly string[] {
  const names = new Set(files.map(({ path }) => path));
  return files.filter(({ path }) => path.endsWith('.js')).flatMap((file) => checkScript(file, names));
}

function checkScript(file: AppFile, names: ReadonlySet<string>): readonly string[] {
  const source = textOf(file);
  const problems: string[] = [];
  const say = (node: Node, text: string): void => {
    const at = typeof node['start'] === 'number' ? node['start'] : 0;
    problems.push(`${file.path}: "${excerpt(source, at)}": ${text}`);
  };
  let tree: unknown;
  try {
    tree = parseAst(source, { lang: 'js' }, file.path);
  } catch {
    return [`${file.path}: is no JavaScript.`];
  }
  const visit = (node: Node): void => {
    checkRunsText(node, say);
    checkImport(node, file.path, names, say);
    checkText(node, say);
    for (const child of children(node)) visit(child);
  };
  if (isNode(tree)) visit(tree);
  return problems;
}

type Say = (node: Node, text: string) => void;

function checkRunsText(node: Node, say: Say): void {
  if (node.type === 'Identifier' && (node['name'] === 'eval' || node['name'] === 'Function')) {
    say(node, 'text run as code: the content policy forbids it. Find the package that does so and leave it out.');
  }
  if (node.type !== 'CallExpression' || !isNode(node['callee'])) return;
  const callee = node['callee'];
  const name = callee['name'] ?? (isNode(callee['property']) ? callee['property']['name'] : undefined);
  const [first] = Array.isArray(node['arguments']) ? node['arguments'].filter(isNode) : [];
  if (typeof name === 'string' && TEXT_RUNNERS.has(name) && first !== undefined && isText(first))
    say(node, 'a timer that runs a text: the content policy forbids it. Give it a function.');
}

function checkImport(node: Node, path: string, names: ReadonlySet<string>, say: Say): void {
  if (!/^(?:Import(?:Declaration|Expression)|Export(?:All|Named)Declaration)$/.test(node.type)) return;
  const from = node['source'];
  if (!isNode(from)) return;
  const address = constantText(from);
  if (address === null) say(node, 'loads a script by a computed name, which cannot be checked.');
  else if (!address.startsWith('./') && !address.startsWith('../'))
    say(node, `loads "${address}": scripts come from the archive alone, by relative names.`);
  else if (!names.has(posix.join(posix.dirname(path), address))) say(node, `loads "${address}", which is not packed.`);
}

function checkText(node: Node, say: Say): void {
  const text = node.type === 'TemplateElement' ? quasi(node) : node.type === 'Literal' ? node['value'] : null;
  if (typeof text !== 'string') return;
  const address = /(?:\b(?:https?|wss?|ftp):)\/\/[^\s"'`<>)]+/i.exec(text)?.[0];
  if (address !== undefined && !NAMESPACES.has(address))
    say(node, `names ${address}: a widget talks to Zoho's script and to the functions that its page names.`);
}

function isText(node: Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node['value'] === 'string');
}

/** null = computed. */
function constantText(node: Node): string | null {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : null;
  const quasis = node.type === 'TemplateLiteral' && Array.isArray(node['quasis']) ? node['quasis'].filter(isNode) : [];
  const [only] = quasis;
  return quasis.length === 1 && only !== undefined ? quasi(only) : null;
}

function quasi({ value }: Node): string | null {
  const cooked = typeof value === 'object' && value !== null && 'cooked' in value ? value.cooked : null;
  return typeof cooked === 'string' ? cooked : null;
}

/** Child nodes, without the names of properties: `x.eval` is no eval. */
function children(node: Node): readonly Node[] {
  return Object.entries(node).flatMap(([key, value]) => {
    const isName =
      node['computed'] !== true &&
      ((key === 'property' && node.type === 'MemberExpression') ||
        (key === 'key' && /^(?:Property|MethodDefinition|PropertyDefinition)$/.test(node.type)));
    if (isName) return [];
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Every style sheet: addresses in it are relative and lead to packed files. */
export function checkStyles(files: readonly AppFile[]): readonly string[] {
  const names = new Set(files.map(({ path }) => path));
  return files
    .filter(({ path }) => path.endsWith('.css'))
    .flatMap((file) =>
      [...textOf(file).matchAll(/url\(\s*["']?([^"')]*)["']?\s*\)|@import\s+["']([^"']+)["']/gi)].flatMap(
        ([, url, imported]) => {
          const address = url ?? imported ?? '';
          if (/^(?:data:image\/|#)/.test(address)) return [];
          if (!isRelative(address)) return [`${file.path}: ${address}: write a relative address in a style sheet.`];
          const target = posix.join(posix.dirname(file.path), address.replace(/[?#].*$/, ''));
          return names.has(target) ? [] : [`${file.path}: ${address} is not packed.`];
        },
      ),
    );
}
