import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Configuration } from '#core/configuration/configuration.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import { copyAutomatic } from '#core/techniques/rfm/copy-automatic.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { runScore } from '#server-functions/score/run-score.ts';
import { field } from '#test/support/crm-metadata.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import { createMemoryOrg, type MemoryOrg } from '#test/support/memory-crm-data.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';
import { EditDrawer, LINES } from '#test/support/random-edits.ts';
import { createRefreshWorld, lookAtWorld, REFRESH_MORNING, rowsOf } from '#test/support/refresh-world.ts';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';

const TODAY = parseIsoDay('2026-06-30') ?? 0;
const MINUTE_MS = 60_000;

/** An org of a few dozen accounts; a seed is an org. */
function createOrg(random: () => number): MemoryOrg {
  // Enough purchases for automatic breaks, whatever the criteria leave.
  const accounts = 48 + Math.floor(random() * 12);
  return createMemoryOrg(
    {
      accounts: Array.from({ length: accounts }, (_, index) => ({
        name: `Account ${index}`,
        industry: index % 3 === 0 ? null : 'Communications',
        employees: Math.floor(random() * 900),
      })),
      deals: Array.from({ length: 2 * accounts + Math.floor(random() * 40) }, (_, index) => ({
        name: `Deal ${index}`,
        account: random() < 0.05 ? null : `Account ${index % accounts}`,
        stage: index < accounts || random() < 0.7 ? ('Closed Won' as const) : ('Qualification' as const),
        amount: random() < 0.05 ? null : (random() * 10_000).toFixed(2),
        closingDate: `2026-0${1 + Math.floor(random() * 7)}-1${Math.floor(random() * 9)}`,
      })),
    },
    1_000n,
  );
}

/** Products bought, as rows of a subform. */
function addLines(memory: MemoryOrg, random: () => number): void {
  const deals = [...(memory.modules.get('Deals')?.rows.keys() ?? [])];
  const rows = deals.flatMap((deal, index) =>
    random() < 0.3 ? [] : [{ id: String(500_000 + index), Parent_Id: deal, Quantity: 1 + Math.floor(random() * 6) }],
  );
  memory.modules.set(LINES, {
    label: 'Line item',
    nameField: 'id',
    fields: [
      field('Parent_Id', 'lookup', { lookupModule: 'Deals' }),
      field('Quantity', 'decimal'),
      field('Product_Name', 'lookup', { lookupModule: 'Products' }),
      field('Modified_Time', 'instant'),
    ],
    rows: new Map(rows.map((row) => [row.id, row])),
    relatedLists: {},
  });
}

/** Automatic settings, or those that an administrator copies from them: their breaks do not move. */
async function settingsFor(memory: MemoryOrg, random: () => number, breaks: 'stay' | 'move'): Promise<Configuration> {
  const crm = createMemoryCrmBatch(memory);
  const proposed = await proposeFor(crm, { at: '2026-06-30T00:00:00Z', author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  const configuration: Configuration = proposed.value;
  const preset = configuration.techniques.rfm;
  const counted = memory.modules.has(LINES);
  const rfm = preset === null || !counted ? preset : { ...preset, frequencyOf: 'products' as const };
  const mapping = counted
    ? {
        ...configuration.mapping,
        dealProducts: {
          kind: 'lineItems' as const,
          module: LINES,
          parent: 'Parent_Id',
          product: 'Product_Name',
          quantity: 'Quantity',
        },
      }
    : configuration.mapping;
  const asked: Configuration = { ...configuration, mapping, techniques: { ...configuration.techniques, rfm } };
  const scored = await runScore({ crm, configuration: asked, asOfDay: TODAY });
  if (!scored.ok || rfm === null || scored.value.rfm === null) throw new Error('the org can be scored');
  const manual = copyAutomatic(rfm, scored.value.rfm.basis);
  if (!manual.ok) throw new Error(manual.error.code);
  const criteria =
    random() < 0.5
      ? configuration.criteria
      : { conditions: [{ field: 'employees', operator: 'atLeast' as const, number: 100 }], pattern: '1' };
  const settings = breaks === 'move' ? rfm : manual.value;
  return { ...asked, criteria, techniques: { ...asked.techniques, rfm: settings } };
}

test('whatever is done to an org, runs of what changed leave what full runs leave: accounts, sums, evidence, labels', async () => {
  const first = propertySeed();
  for (let seed = first; seed < first + propertyRuns(2); seed++) {
    const random = createRandom(seed);
    const clock = { ms: REFRESH_MORNING };
    const memory = createOrg(random);
    if (random() < 0.4) addLines(memory, random);
    const configuration = await settingsFor(memory, random, 'stay');
    const twin = structuredClone(memory);
    const swept = await createRefreshWorld(memory, configuration, clock);
    const whole = await createRefreshWorld(twin, configuration, clock);
    await swept.run('full');
    await whole.run('full');
    const drawer = new EditDrawer(random);
    const told: string[] = [];
    for (let step = 0; step < 5; step++) {
      clock.ms += 20 * MINUTE_MS;
      memory.clock.ms = twin.clock.ms = clock.ms;
      const edits = Math.floor(random() * 6);
      for (let at = 0; at < edits; at++) {
        const { what, edit } = drawer.draw(memory);
        told.push(what);
        edit(memory);
        edit(twin);
      }
      clock.ms += MINUTE_MS;
      told.push('|');
      const run = await swept.run('changes');
      await whole.run('full');
      expect([seed, told.join(' '), run.state, run.fullBecause]).toEqual([seed, told.join(' '), 'done', null]);
      const [found, wanted] = [await lookAtWorld(swept), await lookAtWorld(whole)];
      for (const part of Object.keys(wanted))
        expect(found[part], `${seed} ${told.join(' ')} ${part}`).toEqual(wanted[part]);
    }
  }
}, 3_600_000);

test('where breaks move, runs of what changed leave what all accounts come to under the breaks of the last full run', async () => {
  const first = propertySeed();
  for (let seed = first; seed < first + propertyRuns(3); seed++) {
    const random = createRandom(seed);
    const clock = { ms: REFRESH_MORNING };
    const memory = createOrg(random);
    const configuration = await settingsFor(memory, random, 'move');
    const swept = await createRefreshWorld(memory, configuration, clock);
    await swept.run('full');
    const { basis } = await scoreAll(memory, configuration);
    const drawer = new EditDrawer(random);
    for (let step = 0; step < 4; step++) {
      clock.ms += 20 * MINUTE_MS;
      memory.clock.ms = clock.ms;
      for (let edits = Math.floor(random() * 6); edits > 0; edits--) drawer.draw(memory).edit(memory);
      clock.ms += MINUTE_MS;
      expect((await swept.run('changes')).fullBecause).toBe(null);
      const { rows, months } = await scoreAll(memory, configuration, basis);
      const found = await lookAtWorld(swept);
      const withoutSince = z
        .array(z.string())
        .parse(found['accounts'])
        .map((row) => row.replaceAll(/abm:\w+\.since=\S* ?/g, '').trim());
      expect([seed, withoutSince]).toEqual([seed, rows]);
      expect(found['months']).toEqual(months);
    }
  }
}, 3_600_000);

async function scoreAll(memory: MemoryOrg, configuration: Configuration, basis?: RfmBasis) {
  const scored = await runScore({
    crm: createMemoryCrmBatch(memory),
    configuration,
    asOfDay: TODAY,
    months: true,
    ...(basis === undefined ? {} : { basis }),
  });
  if (!scored.ok || scored.value.rfm === null) throw new Error('the org can be scored');
  const { table, months, rfm } = scored.value;
  return { basis: rfm.basis, rows: rowsOf(table), months: months === null ? null : rowsOf(months) };
}
