import { expect, test } from 'vitest';
import { mergeLicences } from '#scripts/build/build-widgets.ts';
import { initialFiles, type BuiltChunk } from '#scripts/size/initial-files.ts';

const chunk = (fileName: string, parts: Partial<BuiltChunk> = {}): BuiltChunk => ({
  fileName,
  facade: null,
  isEntry: false,
  imports: [],
  dynamicImports: [],
  ...parts,
});

const BUILT: readonly BuiltChunk[] = [
  chunk('panel.js', {
    facade: '/app/panel.html',
    isEntry: true,
    imports: ['shared.js'],
    dynamicImports: ['en.js', 'es.js', 'later.js', 'model.js', 'Screen.js', 'draw.js'],
  }),
  chunk('shared.js', { imports: ['deep.js'], dynamicImports: ['other-en.js'] }),
  chunk('deep.js'),
  chunk('en.js', { facade: '\0messages:panel/en' }),
  chunk('es.js', { facade: '\0messages:panel/es' }),
  chunk('later.js', { facade: '\0messages:panel-later/en' }),
  chunk('other-en.js', { facade: '\0messages:other/en' }),
  chunk('model.js', { facade: '/widgets/panel/models/load.ts', imports: ['behind-model.js'] }),
  chunk('behind-model.js'),
  chunk('Screen.js', { facade: '/widgets/panel/Screen.tsx' }),
  chunk('draw.js', { facade: '/widgets/shared/charts/draw-chart.ts' }),
  chunk('other.js', { facade: '/app/other.html', isEntry: true }),
];

test('what a page loads at first is all that its script imports, its words, and every lazy part that no click brings', () => {
  expect(initialFiles('panel', BUILT, 'es')).toEqual([
    'behind-model.js',
    'deep.js',
    'es.js',
    'model.js',
    'panel.js',
    'shared.js',
  ]);
  expect(initialFiles('panel', BUILT, 'en')).toContain('en.js');
});

test('a page that was not built does not weigh nothing: it is missed', () => {
  expect(() => initialFiles('gone', BUILT, 'en')).toThrow('gone');
});

test('the licences of several builds become one text, each package once', () => {
  const one = '# Licenses\n\nOf the bundle.\n\n## preact - 11.2.0 (MIT)\n\nText A\n';
  const two =
    '# Licenses\n\nOf the bundle.\n\n## chart.js - 4.6.1 (MIT)\n\nText B\n\n## preact - 11.2.0 (MIT)\n\nText A\n';
  expect(mergeLicences([one, two])).toBe(
    '# Licenses\n\nOf the bundle.\n\n## chart.js - 4.6.1 (MIT)\n\nText B\n\n## preact - 11.2.0 (MIT)\n\nText A\n',
  );
});
