import { at, readCorrespondence, scoreAgain, type LocalSite } from '../browser/local-site.ts';

const shared = { module: 'accounts', active: true, fromDay: '2026-01-01' } as const;
const RULES = [
  {
    ...shared,
    id: 'hospital',
    names: { en: 'A hospital', es: 'Un hospital' },
    points: 8,
    kind: 'field',
    criteria: { conditions: [{ field: 'industry', operator: 'is', value: 'Hospital' }], pattern: '' },
  },
  {
    ...shared,
    id: 'meeting',
    names: { en: 'Came to a meeting', es: 'Asistió a una reunión' },
    points: 5,
    kind: 'touch',
    channel: 'meeting',
    response: 'held',
  },
  {
    ...shared,
    id: 'no-show',
    names: { en: 'Missed a call', es: 'Perdió una llamada' },
    points: -2,
    kind: 'touch',
    channel: 'call',
    response: 'missedOutbound',
  },
];

/** From set up to used: what customers write is read, accounts have points, and a run has counted both. */
export async function useOrg(site: LocalSite): Promise<void> {
  await readCorrespondence(site);
  const revision = at(await site.functions('administrator', 'GET', '/v1/scoring-rules'), 'revision');
  await site.functions('administrator', 'PUT', '/v1/scoring-rules', { rules: RULES, revision });
  await site.functions('administrator', 'POST', '/v1/scoring-rules/runs', {});
  for (;;) {
    const state = String(at(await site.functions('administrator', 'GET', '/v1/scoring-rules'), 'run', 'state'));
    if (state === 'done') break;
    if (['failed', 'cancelled'].includes(state)) throw new Error(`the run of the rules ended: ${state}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await scoreAgain(site);
}
