import { textOf, type AppFile } from './app-files.ts';

const SHOWN_CHARS = 60;

const FORBIDDEN: readonly { readonly what: RegExp; readonly why: string }[] = [
  {
    what: /\blodestar\.invalid\b|:\/\/[^\s"'`/]+\.invalid\b/i,
    why: 'the placeholder of the functions is still there. Pack with --functions-origin.',
  },
  {
    what: /\blocalhost\b|\b127\.\d+\.\d+\.\d+\b|\[::1\]|\b0\.0\.0\.0\b/i,
    why: 'an address of the developer’s own machine. Nothing of the sandbox may be packed.',
  },
  {
    what: /(?<![\w.-])\/sdk\/(?:zdk|ZohoEmbededAppSDK)/,
    why: "the sandbox's stand-in for Zoho's script. Pack pages as they are built, not as the sandbox serves them.",
  },
  {
    what: /[#@]\s*sourceMappingURL=/,
    why: 'it names a source map. Build without source maps.',
  },
];

/** Licences are prose of others and may well speak of such names; everything else that is text is read. */
const TEXT_TYPES = /\.(?:html|js|css|json|svg|xml|txt)$/;

/** Names that must not leave the developer's machine, wherever they stand. */
export function checkTexts(files: readonly AppFile[]): readonly string[] {
  return files
    .filter(({ path }) => TEXT_TYPES.test(path))
    .flatMap((file) => {
      const text = textOf(file);
      return FORBIDDEN.flatMap(({ what, why }) => {
        const found = what.exec(text);
        return found === null ? [] : [`${file.path}: "${excerpt(text, found.index)}": ${why}`];
      });
    });
}

/** A few characters from there on: built files are one long line. */
export function excerpt(text: string, at: number): string {
  return text
    .slice(at, at + SHOWN_CHARS)
    .replaceAll(/\s+/g, ' ')
    .trim();
}
