import { setFlagsFromString } from 'node:v8';
import { createContext, Script } from 'node:vm';
import { expect, test, vi } from 'vitest';
import type * as Places from '#core/techniques/engagement/place-touch-points.ts';
import type * as Cells from '#core/techniques/recommendations/cells-of.ts';
import type * as Engines from '#core/techniques/recommendations/engine.ts';
import type * as Models from '#server-functions/shared/text/message-model.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import { createMemoryOrg } from '#test/support/memory-crm-data.ts';
import { createRefreshWorld, REFRESH_MORNING } from '#test/support/refresh-world.ts';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { addTechniqueModules, withEveryTechnique } from '#test/support/techniques-org.ts';

/** What techniques have in memory while they score: accounts, contacts, what was learnt of the org, and of languages. */
const held = vi.hoisted(() => new Map<string, WeakRef<object>>());
vi.mock('#core/techniques/recommendations/cells-of.ts', async (original) => {
  const real = await original<typeof Cells>();
  const cellsOf: typeof real.cellsOf = (table, fields) => {
    held.set('accounts', new WeakRef(table));
    return real.cellsOf(table, fields);
  };
  return { ...real, cellsOf };
});
vi.mock('#core/techniques/engagement/place-touch-points.ts', async (original) => {
  const real = await original<typeof Places>();
  const placeTouches: typeof real.placeTouches = (touches, source, subjects) => {
    held.set('contacts', new WeakRef(subjects));
    return real.placeTouches(touches, source, subjects);
  };
  return { ...real, placeTouches };
});
vi.mock('#server-functions/shared/text/message-model.ts', async (original) => {
  const real = await original<typeof Models>();
  const createMessageModel: typeof real.createMessageModel = (language, examples) => {
    const model = real.createMessageModel(language, examples);
    held.set(`model ${language}`, new WeakRef(model));
    return model;
  };
  return { ...real, createMessageModel };
});
vi.mock('#core/techniques/recommendations/engine.ts', async (original) => {
  const real = await original<typeof Engines>();
  const createEngine: typeof real.createEngine = (input) => {
    const engine = real.createEngine(input);
    held.set('learnt', new WeakRef(engine));
    return engine;
  };
  return { ...real, createEngine };
});

/** Node gives `gc` to contexts that are made while the flag is set. */
function createCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const context = createContext();
  setFlagsFromString('--no-expose-gc');
  const script = new Script('gc()');
  return () => void script.runInContext(context);
}

test('what techniques keep for their units is gone when a run publishes in the same delivery: publishing needs the room', async () => {
  const accounts = 30;
  const memory = createMemoryOrg(
    {
      accounts: Array.from({ length: accounts }, (_, index) => ({
        name: `Account ${index}`,
        industry: null,
        employees: index,
      })),
      deals: Array.from({ length: 2 * accounts }, (_, index) => ({
        name: `Deal ${index}`,
        account: `Account ${index % accounts}`,
        stage: 'Closed Won' as const,
        amount: '10.00',
        closingDate: `2026-0${1 + (index % 6)}-11`,
      })),
    },
    1_000n,
  );
  addTechniqueModules(memory, createRandom(7));
  const proposed = await proposeFor(createMemoryCrmBatch(memory), { at: '2026-06-30T00:00:00Z', author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  const configuration = withEveryTechnique(proposed.value);
  const world = await createRefreshWorld(memory, configuration, { ms: REFRESH_MORNING });
  const collect = createCollector();
  let alive: readonly string[] | null = null;
  const row = await world.run('full', (ports, perform) =>
    perform({
      ...ports,
      blob: {
        ...ports.blob,
        async write(org, key, chunks) {
          if (alive === null && key.startsWith('generations/')) {
            // What was looked at in this turn of the loop is held for its length.
            await new Promise((resolve) => setImmediate(resolve));
            collect();
            alive = [...held].filter(([, what]) => what.deref() !== undefined).map(([name]) => name);
          }
          return ports.blob.write(org, key, chunks);
        },
      },
    }),
  );
  expect(row.state).toBe('done');
  expect([...held.keys()].toSorted()).toEqual(['accounts', 'contacts', 'learnt', 'model en', 'model es']);
  expect(alive).toEqual([]);
});
