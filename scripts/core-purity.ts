import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

/** Names that bring in a clock, chance, a locale or a platform. Core gets days, ids and seeds as arguments instead. */
const FORBIDDEN_GLOBALS = new Set(
  (
    'Date Intl Temporal performance process console fetch XMLHttpRequest WebSocket globalThis window self document navigator location ' +
    'localStorage sessionStorage indexedDB crypto setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame Buffer require eval'
  ).split(' '),
);
/** `Math.random` draws chance; the rest of Math is arithmetic. */
const FORBIDDEN_MEMBERS = new Set(['Math.random']);
/** Their results depend on the machine's language. */
const FORBIDDEN_METHODS = new Set([
  'toLocaleString',
  'toLocaleDateString',
  'toLocaleTimeString',
  'toLocaleUpperCase',
  'toLocaleLowerCase',
  'localeCompare',
]);
/** Ambient names that core may declare: the same in every browser and in Node, and pure. */
const ALLOWED_AMBIENT = new Set(['TextDecoder', 'TextEncoder']);

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What makes a source file impure, as `line: reason`; empty = pure. Types do not count: they are gone at run time. */
export function impurities(source: string, file: string): readonly string[] {
  const found: string[] = [];
  const declared = new Set<string>();
  const uses: { name: string; at: number }[] = [];

  const visit = (node: Node): void => {
    const at = typeof node['start'] === 'number' ? node['start'] : 0;
    if (node['declare'] === true) {
      for (const name of declaredNames(node)) {
        if (!ALLOWED_AMBIENT.has(name)) found.push(`${lineOf(source, at)}: declares the ambient ${name}`);
      }
      return;
    }
    if (node.type === 'Identifier' && typeof node['name'] === 'string') uses.push({ name: node['name'], at });
    if (node.type === 'VariableDeclarator' || node.type === 'ImportSpecifier' || /Function/.test(node.type)) {
      for (const name of declaredNames(node)) declared.add(name);
    }
    if (/^(Import|ExportAll|ExportNamed)/.test(node.type) && isNode(node['source'])) {
      const from = node['source']['value'];
      if (typeof from === 'string' && from.startsWith('node:')) found.push(`${lineOf(source, at)}: imports ${from}`);
    }
    if (node.type === 'MemberExpression' && isNode(node['property'])) {
      const property = node['property']['name'] ?? node['property']['value'];
      const object = isNode(node['object']) ? node['object']['name'] : undefined;
      if (typeof property === 'string') {
        if (FORBIDDEN_MEMBERS.has(`${String(object)}.${property}`))
          found.push(`${lineOf(source, at)}: uses ${String(object)}.${property}`);
        if (FORBIDDEN_METHODS.has(property)) found.push(`${lineOf(source, at)}: uses .${property}()`);
      }
    }
    for (const child of children(node)) visit(child);
  };
  visit(toNode(parseAst(source, { lang: 'ts' }, file)));

  for (const { name, at } of uses) {
    if (FORBIDDEN_GLOBALS.has(name) && !declared.has(name)) found.push(`${lineOf(source, at)}: uses ${name}`);
  }
  return found;
}

/** Every impurity below `<root>/core`, as `core/file.ts:line: reason`. No files at all is reported too. */
export function corePurityProblems(root: string): { readonly files: number; readonly problems: readonly string[] } {
  const files = globSync('core/**/*.ts', { cwd: root }).toSorted();
  const problems = files.flatMap((file) =>
    impurities(readFileSync(join(root, file), 'utf8'), file).map((text) => `${file}:${text}`),
  );
  return { files: files.length, problems: files.length === 0 ? ['core holds no file: nothing was checked'] : problems };
}

/** Child nodes that exist at run time: no types, no names of properties. */
function children(node: Node): Node[] {
  const found: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    const isName =
      (key === 'property' && node.type === 'MemberExpression' && node['computed'] !== true) ||
      (key === 'key' && node['computed'] !== true);
    if (isName) continue;
    for (const child of Array.isArray(value) ? listOf(value) : [value]) {
      if (!isNode(child)) continue;
      if (!child.type.startsWith('TS')) found.push(child);
      // `x as T`, `x satisfies T` and `x!` still hold the running expression.
      else if (isNode(child['expression'])) found.push(child['expression']);
    }
  }
  return found;
}

/** Names that a declaration binds; patterns give every identifier in them, which is enough to know a name is local. */
function declaredNames(node: Node): string[] {
  const bound = [node['id'], node['local'], ...listOf(node['params'])];
  return [
    ...bound.filter(isNode).flatMap(identifiersIn),
    ...listOf(node['declarations']).filter(isNode).flatMap(declaredNames),
  ];
}

function identifiersIn(node: Node): string[] {
  if (node.type === 'Identifier') return typeof node['name'] === 'string' ? [node['name']] : [];
  return children(node).flatMap(identifiersIn);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function toNode(value: unknown): Node {
  if (!isNode(value)) throw new Error('The parser gave no syntax tree.');
  return value;
}
