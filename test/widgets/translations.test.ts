import { globSync, readFileSync } from 'node:fs';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { expect, test } from 'vitest';
import { parseCatalogue } from '#scripts/build/messages-plugin.ts';
import { WIDGET_MESSAGES } from '#scripts/build/widget-messages.ts';
import { AUDITED_CHANGES } from '#server-functions/shared/audit/observe-decisions.ts';
import { CONFIGURATION_SENTENCES } from '#server-functions/shared/messages/configuration-sentences.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');
const catalogue = (language: string) => parseCatalogue(read(`app/translations/${language}.json`), language);
const english = catalogue('en');
const spanish = catalogue('es');

/** Arguments of a message with their kind: `count plural`, `label argument`. */
function argumentsOf(elements: readonly MessageFormatElement[]): string[] {
  const found = new Set<string>();
  const visit = (element: MessageFormatElement): void => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return;
    found.add(`${element.value} ${TYPE[element.type]}`);
    if (element.type === TYPE.select || element.type === TYPE.plural)
      for (const { value } of Object.values(element.options)) value.forEach(visit);
  };
  elements.forEach(visit);
  return [...found].toSorted();
}

/** Names that a message chooses by: `estimated none`, `estimated other`. */
function choicesOf(elements: readonly MessageFormatElement[]): Set<string> {
  const found = new Set<string>();
  const visit = (element: MessageFormatElement): void => {
    if (element.type !== TYPE.select && element.type !== TYPE.plural) return;
    if (element.type === TYPE.select)
      for (const name of Object.keys(element.options)) found.add(`${element.value} ${name}`);
    for (const { value } of Object.values(element.options)) value.forEach(visit);
  };
  elements.forEach(visit);
  return found;
}

test('both languages say the same things', () => {
  expect([...spanish.keys()].toSorted()).toEqual([...english.keys()].toSorted());
});

test('both languages fill in the same arguments, read the same way', () => {
  const differing = [...english].flatMap(([key, text]) => {
    const [en, es] = [text, spanish.get(key) ?? ''].map((message) => argumentsOf(parse(message, { ignoreTag: true })));
    return JSON.stringify(en) === JSON.stringify(es) ? [] : [{ key, en, es }];
  });
  expect(differing).toEqual([]);
});

test('no language chooses by a name that the other does not know', () => {
  const differing = [...english].flatMap(([key, text]) => {
    const en = choicesOf(parse(text, { ignoreTag: true }));
    const es = choicesOf(parse(spanish.get(key) ?? '', { ignoreTag: true }));
    return [...en, ...es].filter((name) => !en.has(name) || !es.has(name)).map((name) => `${key}: ${name}`);
  });
  expect(differing).toEqual([]);
});

test('no text is left empty, and none is the other language copied by accident', () => {
  const sameInBoth = [...english].filter(
    ([key, text]) =>
      text === spanish.get(key) && /[a-z]{3,}.*\s.*[a-z]{3,}.*\s/i.test(text.replaceAll(/\{[^}]*\}/g, '')),
  );
  expect(sameInBoth).toEqual([]);
  expect([...english, ...spanish].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('everything that core can say about a configuration has words in the wizard', () => {
  const keyOf = (code: string): string =>
    /^(?:rfm|firmographics|engagement|recommendations|voice)\./.test(code) ? `techniques.${code}` : code;
  const codes = Object.keys(CONFIGURATION_SENTENCES);
  expect(codes.filter((code) => !english.has(keyOf(code)))).toEqual([]);
});

test('everything that the linter can say has words in the wizard', () => {
  const sources = globSync('core/techniques/*/lint*.ts', { cwd: ROOT.pathname });
  const codes = new Set(
    sources.flatMap((file) => [...read(file).matchAll(/'(lint\.\w+)'/g)].map((match) => match[1] ?? '')),
  );
  expect(codes.size).toBeGreaterThan(8);
  expect([...codes].filter((code) => !english.has(code))).toEqual([]);
});

test('everything that the audit can tell has words on the page of the permissions', () => {
  const changes = [...AUDITED_CHANGES.values()].map((change) => `permissions.change.${change}`);
  const sources = globSync('server-functions/**/*.ts', { cwd: ROOT.pathname }).map(read);
  const asked = sources.flatMap((text) =>
    [...text.matchAll(/require(?:Right|One)\(c, ([^;]+)\)/g)].map(([, list]) => list ?? ''),
  );
  const actions = new Set(asked.flatMap((list) => [...list.matchAll(/'(\w+)'/g)].map(([, action]) => action ?? '')));
  expect(actions.size).toBeGreaterThan(4);
  const keys = [...changes, ...[...actions, 'export'].map((action) => `permissions.action.${action}`)];
  expect(keys.filter((key) => !english.has(key))).toEqual([]);
});

test('a widget carries every key that its screens name', () => {
  const segments = (name: string): readonly string[] => WIDGET_MESSAGES[name] ?? [];
  const parts = Object.keys(WIDGET_MESSAGES).filter((part) => part.startsWith('setup-'));
  const carried = new Set(parts.flatMap(segments));
  const used = globSync('widgets/setup-wizard/**/*.{ts,tsx}', { cwd: ROOT.pathname }).flatMap((file) =>
    [...read(file).matchAll(/t\.text\(\s*['`](\w+)\./g)].map((match) => match[1] ?? ''),
  );
  expect(used.length).toBeGreaterThan(100);
  expect([...new Set(used)].filter((segment) => !carried.has(segment))).toEqual([]);
});
