/** Who may import whom: the table of the architecture, as data. `.oxlintrc.json` says the same while one types. */
export interface ImportRule {
  /** Folder the rule is for, from the repository's root. The longest matching folder decides. */
  readonly folder: string;
  /** Folders its modules may import, itself not implied. */
  readonly folders: readonly string[];
  /** Packages it may import (with their subpaths), or all but some. `node:` counts as a package. */
  readonly packages: { readonly only: readonly string[] } | { readonly allBut: readonly string[] };
  /** What to do instead. */
  readonly remedy: string;
}

const WIDGET_PACKAGES = [
  'preact',
  '@preact/signals',
  'intl-messageformat',
  '@formatjs/icu-messageformat-parser',
  'zod/mini',
];
const INTERFACE_PACKAGES = ['preact', '@preact/signals', 'chart.js'];
const BUILD_PACKAGES = ['vite', 'vitest', 'rolldown', 'fast-check'];
const NOT_ON_THE_SERVER = { allBut: [...INTERFACE_PACKAGES, ...BUILD_PACKAGES] };

/** `parts`: translations beside the widget's own two, for pages of it that load on demand; `data`: folders of plain data. */
function widget(name: string, parts: readonly string[] = [], data: readonly string[] = []): ImportRule {
  const messages = [name, `${name}-later`, ...parts].map((part) => `messages:${part}`);
  return {
    folder: `widgets/${name}`,
    folders: [`widgets/${name}`, 'widgets/shared', 'core', 'app/translations', ...data],
    // `messages:` are the translations that the build cuts for this widget.
    packages: { only: [...WIDGET_PACKAGES, 'chart.js', ...messages] },
    remedy: 'what two widgets need belongs in widgets/shared/, what a server needs in server-functions/',
  };
}

export const IMPORT_RULES: readonly ImportRule[] = [
  {
    folder: 'core',
    folders: ['core'],
    packages: { only: ['zod/mini'] },
    remedy: 'core is pure: what needs Node, HTTP or a package belongs in server-functions/ or sandbox/, behind a port',
  },
  {
    folder: 'core/columns',
    folders: ['core'],
    packages: { only: ['zod/mini', '@uwdata/flechette'] },
    remedy: 'core is pure: what needs Node, HTTP or a package belongs in server-functions/ or sandbox/, behind a port',
  },
  {
    folder: 'server-functions',
    folders: ['core', 'server-functions'],
    packages: NOT_ON_THE_SERVER,
    remedy: 'what both sides need belongs in core/ when it is pure, else in server-functions/shared/',
  },
  {
    folder: 'cli',
    folders: ['core', 'server-functions', 'cli'],
    packages: NOT_ON_THE_SERVER,
    remedy: 'what the sandbox and the command line share belongs in core/ or server-functions/shared/',
  },
  {
    folder: 'sandbox',
    folders: ['core', 'server-functions', 'sandbox'],
    packages: NOT_ON_THE_SERVER,
    remedy: 'what the sandbox needs of cli belongs in core/; widgets are reached by URL only',
  },
  {
    // The CRM's own pages, as a browser shows them: no Node, no server code.
    folder: 'sandbox/pages/browser',
    folders: ['sandbox/pages/browser', 'sandbox/embedded/browser', 'core'],
    packages: { only: ['preact', '@preact/signals', 'zod/mini'] },
    remedy: 'pages reach the server by URL; what runs in Node belongs beside them in sandbox/',
  },
  {
    folder: 'sandbox/embedded/browser',
    folders: ['sandbox/embedded/browser', 'core'],
    packages: { only: ['zod/mini'] },
    remedy: 'this half runs in the page; what runs in Node belongs beside it in sandbox/',
  },
  {
    folder: 'widgets/shared',
    folders: ['widgets/shared', 'core', 'app/translations'],
    packages: { only: [...WIDGET_PACKAGES, 'chart.js', 'messages:run-notes'] },
    remedy: 'what one widget needs belongs in that widget, what a server needs in server-functions/',
  },
  widget(
    'setup-wizard',
    [
      'setup-permissions',
      'setup-credits',
      'setup-refresh',
      'setup-scoring-rules',
      'setup-engagement',
      'setup-recommendations',
      'setup-voice',
      'setup-changes',
    ],
    // What ships for people to choose from.
    ['recipes'],
  ),
  widget('segment-list', ['segment-list-ledger']),
  widget('account-360'),
];

/** Folders whose modules are checked. */
export const CHECKED_FOLDERS = ['core', 'server-functions', 'cli', 'sandbox', 'widgets'] as const;

/** Paths from the root with `/`; packages by their specifier. null = allowed. */
export function importViolation(
  importer: string,
  imported: { readonly path: string } | { readonly package: string },
): string | null {
  const rule = ruleFor(importer);
  if (rule === null) return `${importer}: no import rule covers this folder; add one to scripts/import-rules.ts`;
  const allowed =
    'path' in imported ? rule.folders.some((folder) => inside(imported.path, folder)) : mayUse(rule, imported.package);
  if (allowed) return null;
  const target = 'path' in imported ? imported.path : imported.package;
  return `${importer} imports ${target}: ${rule.folder} may not; ${rule.remedy}`;
}

function ruleFor(path: string): ImportRule | null {
  let best: ImportRule | null = null;
  for (const rule of IMPORT_RULES) {
    if (inside(path, rule.folder) && (best === null || rule.folder.length > best.folder.length)) best = rule;
  }
  return best;
}

function mayUse(rule: ImportRule, specifier: string): boolean {
  const { packages } = rule;
  const named = (name: string): boolean => specifier === name || specifier.startsWith(`${name}/`);
  return 'only' in packages ? packages.only.some(named) : !packages.allBut.some(named);
}

function inside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}
