import { expect, test } from 'vitest';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { walk, type WalkOptions } from './walk.ts';
import { startWalkSystem } from './walk-system.ts';

/** `LODESTAR_MATRIX=1` (npm run test:walk) walks in every language with every pair of hands; an ordinary run once with each. */
const WALKS: readonly Pick<WalkOptions, 'language' | 'hands'>[] =
  process.env['LODESTAR_MATRIX'] === '1'
    ? [
        { language: 'en', hands: 'mouse' },
        { language: 'es', hands: 'keyboard' },
        { language: 'en', hands: 'keyboard' },
        { language: 'es', hands: 'mouse' },
      ]
    : [
        { language: 'en', hands: 'mouse' },
        { language: 'es', hands: 'keyboard' },
      ];
/** A walk takes well under a minute alone; the machine may be busy. Milliseconds. */
const PATIENCE_MS = 240_000;

test.skipIf(NO_CHROMIUM !== null).each(WALKS)(
  `the main job from setup to file, in $language by $hands ${NO_CHROMIUM ?? ''}`,
  async ({ language, hands }) => {
    const system = await startWalkSystem();
    try {
      expect(await walk({ system, pages: system.widgets?.url ?? '', language, hands })).toEqual([]);
    } finally {
      await system.close();
    }
  },
  PATIENCE_MS,
);
