import { expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { walk, type WalkOptions } from './walk.ts';
import { startWalkSystem } from './walk-system.ts';

/** `LODESTAR_MATRIX=1` (npm run test:walk): each language with each pair of hands, and at 200 %; an ordinary run the first two. */
const WALKS: readonly Pick<WalkOptions, 'language' | 'hands' | 'zoom'>[] = [
  { language: 'en', hands: 'mouse', zoom: 1 },
  { language: 'es', hands: 'keyboard', zoom: 1 },
  { language: 'en', hands: 'keyboard', zoom: 1 },
  { language: 'es', hands: 'mouse', zoom: 1 },
  { language: 'es', hands: 'mouse', zoom: 2 },
];
/** A walk takes well under a minute alone; the machine may be busy. Milliseconds. */
const PATIENCE_MS = 360_000;

test.skipIf(NO_CHROMIUM !== null).each(process.env['LODESTAR_MATRIX'] === '1' ? WALKS : WALKS.slice(0, 2))(
  `the main job from setup to file, in $language by $hands, $zoom x ${NO_CHROMIUM ?? ''}`,
  async (manner) => {
    const system = await startWalkSystem();
    try {
      expect(await walk({ system, pages: system.widgets?.url ?? '', ...manner })).toEqual([]);
    } finally {
      await system.close();
    }
  },
  PATIENCE_MS,
);
