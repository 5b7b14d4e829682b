/** A chunk of a build, as far as it matters for what a page loads. */
export interface BuiltChunk {
  readonly fileName: string;
  /** The module a chunk was made for; null for one that only holds what others share. */
  readonly facade: string | null;
  readonly isEntry: boolean;
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
}

export type PageLanguage = 'en' | 'es';

/**
 * Modules that a person's click or a later step brings. Everything else imported lazily counts as initial: a new lazy import is
 * on the safe side until somebody names it here. Screens and dialogs are components; charts are drawn when one is opened;
 * criteria are judged for the few accounts that carry no label; the wizard's models come once somebody has signed in.
 */
const ON_DEMAND: readonly RegExp[] = [
  /\.tsx$/,
  /\/draw-chart\.ts$/,
  /\/judge-(?:criteria|deals)\.ts$/,
  /\/setup-wizard\/models\/SetupModel\.ts$/,
  /messages:[\w-]+-later\//,
];

/**
 * The scripts that a page loads before its first interaction, its words in one language included. Throws for a page that was
 * not built, so that a renamed one cannot pass unseen.
 */
export function initialFiles(page: string, chunks: readonly BuiltChunk[], language: PageLanguage): readonly string[] {
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const entry = chunks.find(({ facade, isEntry }) => isEntry && facade?.endsWith(`/${page}.html`) === true);
  if (entry === undefined) throw new Error(`No chunk was built for the page ${page}`);
  const wanted = new Set<string>();
  const visit = (fileName: string): void => {
    const chunk = byFile.get(fileName);
    if (chunk === undefined || wanted.has(fileName)) return;
    wanted.add(fileName);
    chunk.imports.forEach(visit);
    for (const lazy of chunk.dynamicImports) {
      const facade = byFile.get(lazy)?.facade ?? '';
      const isOtherLanguage = /messages:[\w-]+\/(\w+)$/.exec(facade)?.[1] !== language && facade.includes('messages:');
      // A chunk that two pages share names the lazy parts of both.
      const isOtherPage = facade.includes('messages:') && !facade.includes(`messages:${page}/`);
      if (!isOtherLanguage && !isOtherPage && !ON_DEMAND.some((pattern) => pattern.test(facade))) visit(lazy);
    }
  };
  visit(entry.fileName);
  return [...wanted].toSorted();
}
