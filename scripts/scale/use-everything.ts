import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { FunctionsApi } from '#sandbox/once/functions-api.ts';

export interface Timed {
  readonly what: string;
  readonly seconds: number;
}

const segmentAnswer = z.object({ segment: z.object({ id: z.string(), accounts: z.number() }) });
const accountsAnswer = z.object({ accounts: z.array(z.object({ id: z.string() })) });
const exportAnswer = z.object({
  export: z.object({ id: z.string(), state: z.string(), reason: z.string().nullable() }),
});

/** What people do with a published generation, once each: overview, segments, lists, history, an export of all accounts. */
export async function useEverything(api: FunctionsApi): Promise<readonly Timed[]> {
  const done: Timed[] = [];
  const timed = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const value = await act();
    done.push({ what, seconds: (performance.now() - began) / 1_000 });
    return value;
  };
  const see = (path: string): Promise<unknown> => api.call('GET', path, z.unknown());
  const criteria = {
    conditions: [{ field: 'abm:rfm.label', operator: 'isAnyOf', values: ['champions', 'loyal'] }],
    pattern: '',
  };
  await timed('overview', () => see('/v1/overview'));
  const { segment } = await timed('segment created (the generation is opened)', () =>
    api.call('POST', '/v1/segments', segmentAnswer, {
      name: 'Best accounts',
      module: 'accounts',
      nature: { kind: 'dynamic', interval: 'daily' },
      parent: null,
      criteria,
    }),
  );
  await timed('segment evaluated again', () => api.call('POST', `/v1/segments/${segment.id}/refresh`, z.unknown()));
  await timed('segments listed', () => see('/v1/segments'));
  await timed('segment previewed', () => api.call('POST', '/v1/segments/preview', z.unknown(), { criteria }));
  const { accounts } = await timed('all accounts by amount, a page', () =>
    api.call('GET', '/v1/segments/all/accounts?page=1&sort=-wonMinor', accountsAnswer),
  );
  await timed('all accounts by name, the first time', () => see('/v1/segments/all/accounts?page=1&sort=name'));
  await timed('all accounts by name, a page further', () => see('/v1/segments/all/accounts?page=2&sort=name'));
  await timed('performance of a segment (its months are opened)', () => see(`/v1/segments/${segment.id}/performance`));
  await timed('distribution of a segment', () => see(`/v1/segments/${segment.id}/distribution?by=industry`));
  await timed('labels of four weeks', () =>
    see('/v1/history/labels?technique=rfm&from=2026-06-02&to=2026-06-30&by=day'),
  );
  await timed("one account's labels", () => see(`/v1/history/accounts/${accounts[0]?.id ?? ''}`));
  await timed('all accounts exported', () => exportAll(api));
  return done;
}

async function exportAll(api: FunctionsApi): Promise<void> {
  let { export: row } = await api.call('POST', '/v1/exports', exportAnswer, { segment: null, fields: 'all' });
  while (row.state === 'queued' || row.state === 'running') {
    await wait(250);
    row = (await api.call('GET', `/v1/exports/${row.id}`, exportAnswer)).export;
  }
  if (row.state !== 'done') throw new Error(`the export ended as ${row.state} (${row.reason ?? 'no reason'})`);
}
