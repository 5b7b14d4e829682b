import { expect, test } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import { isLeftOut } from '#server-functions/score/techniques/plan-techniques.ts';
import { LINES } from '#test/support/random-edits.ts';
import { createRefreshWorld, REFRESH_MORNING } from '#test/support/refresh-world.ts';
import { createTechniquesOrg, lend, publishedIn, textsOf } from '#test/support/technique-runs.ts';

test('products that a run cannot read keep no label from the other techniques: recommendations are left out, and the run says so', async () => {
  const { memory, configuration } = await createTechniquesOrg(40);
  const { mapping } = configuration;
  const dealProducts = { kind: 'relatedList', list: 'Products' } as const;
  const related = { ...configuration, mapping: { ...mapping, dealProducts } };
  const world = await createRefreshWorld(memory, related, { ms: REFRESH_MORNING });
  const row = await world.run('full');
  expect([row.state, row.reason]).toEqual(['done', null]);
  expect(row.problems).toContainEqual({
    code: 'recommendations.leftOut',
    params: { source: 'relatedList' },
    where: 'mapping.dealProducts',
  });
  const { record, table } = await publishedIn(world);
  // Whoever looks in the morning saw nobody's run end.
  expect(record.leftOut).toEqual([{ code: 'recommendations.leftOut', params: { source: 'relatedList' } }]);
  expect([record.recommendations, table.columns.has('abm:recommendations.label')]).toEqual([undefined, false]);
  expect(new Set(textsOf(table, 'abm:engagement.label')).size).toBeGreaterThan(2);
  expect(textsOf(table, 'abm:rfm.label').some((label) => label !== null)).toBe(true);
});

test.for([
  ['Contacts', 'fields', 'engagement.contactsNotReadable'],
  ['Contacts', 'rows', 'engagement.contactsNotReadable'],
  ['Products', 'fields', 'recommendations.productsNotReadable'],
  ['Products', 'rows', 'recommendations.productsNotReadable'],
  [LINES, 'fields', 'recommendations.linesNotReadable'],
  [LINES, 'rows', 'recommendations.linesNotReadable'],
] as const)('%s whose %s may not be read keep no label from what can be', async ([module, what, expected]) => {
  const { memory, configuration } = await createTechniquesOrg(40);
  const world = await createRefreshWorld(memory, configuration, { ms: REFRESH_MORNING });
  const refuse = (asked: string): void => {
    if (asked === module) throw new CrmError('noPermission', `${module} is not for us`);
  };
  const row = await world.run('full', (ports, perform) =>
    perform(
      lend(ports, (crm) => ({
        ...crm,
        fields(asked) {
          if (what === 'fields') refuse(asked);
          return crm.fields(asked);
        },
        readPart(request, from, cancellation) {
          refuse(request.module);
          return crm.readPart(request, from, cancellation);
        },
      })),
    ),
  );
  expect([row.state, row.reason]).toEqual(['done', null]);
  const said = row.problems.filter(({ code }) => code !== 'basis.moduleMissing');
  expect(said.map(({ code, params }) => [code, params])).toEqual([[expected, { module }]]);
  // The log tells these to who comes in the morning.
  expect(isLeftOut(expected)).toBe(true);
  const { table, record } = await publishedIn(world);
  expect(record.leftOut).toEqual([{ code: expected, params: { module } }]);
  expect(new Set(textsOf(table, 'abm:engagement.label')).size).toBeGreaterThan(1);
  expect(table.columns.has('abm:recommendations.label')).toBe(module !== LINES);
  if (module !== LINES) expect(new Set(textsOf(table, 'abm:recommendations.label')).size).toBeGreaterThan(1);
});

test('where RFM counts products by line items that may not be read, the run ends with that reason', async () => {
  const { memory, configuration } = await createTechniquesOrg(40);
  const { rfm, ...others } = configuration.techniques;
  if (rfm === null) throw new Error('RFM is proposed');
  const techniques = { ...others, rfm: { ...rfm, frequencyOf: 'products' as const } };
  const world = await createRefreshWorld(memory, { ...configuration, techniques }, { ms: REFRESH_MORNING });
  const row = await world.run('full', (ports, perform) =>
    perform(
      lend(ports, (crm) => ({
        ...crm,
        readPart(request, from, cancellation) {
          if (request.module === LINES) throw new CrmError('noPermission', 'not for us');
          return crm.readPart(request, from, cancellation);
        },
      })),
    ),
  );
  expect([row.state, row.reason]).toEqual(['failed', 'noPermission']);
});
