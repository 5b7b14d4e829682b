import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'vite';
import { compileMessage } from './compile-message.ts';

const VIRTUAL_PREFIX = 'messages:';

/**
 * Serves `messages:<widget>/<language>` as compiled messages, so that no ICU parser reaches the browser.
 * A widget gets its own keys and the shared ones; a key belongs to a widget by how it begins, unless the list takes it out.
 */
export function messagesPlugin(options: {
  readonly translations: string;
  /** Widget name -> the keys it shows: all below `a` or `a.b`, or one whole key; and `!key` for single ones that it does not. */
  readonly segments: Readonly<Record<string, readonly string[]>>;
}): Plugin {
  return {
    name: 'lodestar-messages',
    resolveId(id) {
      return id.startsWith(VIRTUAL_PREFIX) ? `\0${id}` : null;
    },
    async load(id) {
      if (!id.startsWith(`\0${VIRTUAL_PREFIX}`)) return null;
      const [widget = '', language = ''] = id.slice(VIRTUAL_PREFIX.length + 1).split('/');
      const segments = options.segments[widget];
      if (segments === undefined) throw new Error(`No message segments are named for the widget "${widget}".`);
      const file = path.join(options.translations, `${language}.json`);
      this.addWatchFile(file);
      const catalogue = parseCatalogue(await readFile(file, 'utf8'), file);
      const chosen = [...catalogue].filter(
        ([key]) => segments.some((begin) => isBelow(key, begin)) && !segments.includes(`!${key}`),
      );
      const parsed = Object.fromEntries(chosen.map(([key, text]) => [key, compiled(key, text)]));
      return `export default ${JSON.stringify(parsed)};`;
    },
  };
}

function isBelow(key: string, begin: string): boolean {
  return key === begin || key.startsWith(`${begin}.`);
}

function compiled(key: string, text: string): ReturnType<typeof compileMessage> {
  try {
    return compileMessage(text);
  } catch (cause) {
    throw new Error(`The message "${key}" is not valid ICU text: ${text}`, { cause });
  }
}

export function parseCatalogue(text: string, file: string): ReadonlyMap<string, string> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error(`${file} is not an object of messages.`);
  return new Map(
    Object.entries(value).map(([key, message]) => {
      if (typeof message !== 'string') throw new Error(`${file}: the message "${key}" is not a text.`);
      return [key, message];
    }),
  );
}
