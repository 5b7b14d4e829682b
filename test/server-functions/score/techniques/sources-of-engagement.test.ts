import { expect, test } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { TOUCHES, touchNumber } from '#core/techniques/engagement/touches.ts';
import { readBases } from '#server-functions/score/changes/stored-bases.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { createRefreshWorld, REFRESH_MORNING, REFRESH_ORG } from '#test/support/refresh-world.ts';
import { createTechniquesOrg, idsOf, lend, publishedIn } from '#test/support/technique-runs.ts';
import { shippedRecipe } from '#test/support/techniques-org.ts';
import { publishTouches } from '#test/support/published-intake.ts';

const TODAY = parseIsoDay('2026-06-30') ?? 0;

test('a source that the org lacks, or that cannot be read in bulk, is left out by name and keeps no label from the others', async () => {
  const { memory, configuration } = await createTechniquesOrg(40);
  const { engagement } = configuration.techniques;
  if (engagement == null) throw new Error('engagement is chosen');
  memory.modules.delete('Events');
  memory.modules.get('Calls')?.fields.splice(3, 1);
  const sources = [...engagement.sources, shippedRecipe('emails')];
  const techniques = { ...configuration.techniques, engagement: { ...engagement, sources } };
  const world = await createRefreshWorld(memory, { ...configuration, techniques }, { ms: REFRESH_MORNING });
  expect((await world.run('full')).state).toBe('done');
  const { record } = await publishedIn(world);
  expect(record.engagement?.warnings.map(({ code, params }) => [code, params['module']])).toEqual([
    ['engagement.fieldsMissing', 'Calls'],
    ['engagement.sourceNotInOrg', 'Events'],
    ['engagement.nothingRead', undefined],
    ['engagement.withoutAccount', undefined],
    ['engagement.afterAsOf', undefined],
    ['engagement.halfProposed', undefined],
  ]);
  // Nor is it offered as what would change a label; what is read is.
  const { engagement: basis } = await readBases(world.ports, REFRESH_ORG, record.id);
  const sourced = new Set(basis?.sourced?.map((touch) => TOUCHES[touch]?.channel));
  expect([...sourced]).toEqual(['call']);
});

test('a source that breaks half-way is left out whole, as the run says', async () => {
  const { memory, configuration } = await createTechniquesOrg(40);
  const scoresWhere = async (breaks: (from: string | null) => boolean) => {
    const world = await createRefreshWorld(structuredClone(memory), configuration, { ms: REFRESH_MORNING });
    const row = await world.run('full', (ports, perform) =>
      perform(
        lend(ports, (crm) => ({
          ...crm,
          readPart(request, from, cancellation) {
            if (request.module === 'Calls' && breaks(from)) throw new CrmError('noPermission', 'not any more');
            return crm.readPart(request, from, cancellation);
          },
        })),
      ),
    );
    expect(row.state).toBe('done');
    const { record, table } = await publishedIn(world);
    expect(record.engagement?.warnings.map(({ code }) => code)).toContain('engagement.sourceNotReadable');
    expect(record.reads.find(({ module }) => module === 'Calls')?.rows).toBe(0);
    return columnOf(table, 'abm:engagement.score', 'number').values.subarray(0, table.length);
  };
  expect(await scoresWhere((from) => from !== null)).toEqual(await scoresWhere(() => true));
});

test('e-mails count as far as the intake has read them', async () => {
  const { memory, configuration } = await createTechniquesOrg(40);
  const { engagement } = configuration.techniques;
  if (engagement == null) throw new Error('engagement is chosen');
  const sources = [...engagement.sources, shippedRecipe('emails')];
  const techniques = { ...configuration.techniques, engagement: { ...engagement, half: 20, sources } };
  const world = await createRefreshWorld(memory, { ...configuration, techniques }, { ms: REFRESH_MORNING });
  const contact = [...(memory.modules.get('Contacts')?.rows.values() ?? [])].find(
    (row) => row['Account_Name'] !== null,
  );
  const account = BigInt(String(contact?.['Account_Name']));
  await world.run('full');
  const before = await publishedIn(world);
  const scoreOf = ({ table }: typeof before) =>
    columnOf(table, 'abm:engagement.score', 'number').values[idsOf(table).indexOf(account)] ?? Number.NaN;
  await publishTouches(world, [
    { contact: BigInt(String(contact?.['id'])), touch: touchNumber('email', 'replied'), day: TODAY - 3 },
    { contact: BigInt(String(contact?.['id'])), touch: touchNumber('email', 'replied'), day: TODAY - 2 },
    { contact: 4n, touch: touchNumber('email', 'replied'), day: TODAY - 2 },
  ]);
  await world.run('full');
  const after = await publishedIn(world);
  // Twice six points of twenty that make 50.
  expect(scoreOf(after)).toBeCloseTo(100 - (100 - scoreOf(before)) * 2 ** (-12 / 20), 1);
  expect(after.record.engagement?.warnings.map(({ code }) => code)).not.toContain('engagement.nothingRead');
  // The price of a run is told by what it reads of the CRM: these came from our own store.
  expect(after.record.reads.map(({ module }) => module)).not.toContain('Emails');
});
