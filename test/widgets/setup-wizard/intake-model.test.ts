import { expect, test } from 'vitest';
import { createIntakeApi } from '#widgets/setup-wizard/intake/intake-api.ts';
import { createIntakeModel } from '#widgets/setup-wizard/intake/IntakeModel.ts';
import { createFakeServer } from './fake-server.ts';

test('counting the contacts again touches neither what is typed nor what stands: somebody else’s choice is met when saving', async () => {
  const server = createFakeServer();
  const model = createIntakeModel(createIntakeApi(server.backend));
  const { intake } = server.world;
  await model.load();
  model.type('700');
  intake.policy = { state: 'on', mostPerDay: 900 };
  intake.revision += 1;
  await model.recount();
  expect(model.state.value).toMatchObject({ intake: { contacts: 12_501, policy: { mostPerDay: 5_000 } } });
  expect(model.typed.value).toBe('700');
  expect([await model.save(), model.saving.value.kind]).toEqual([null, 'conflict']);
  // It stays there, whatever is counted.
  await model.recount();
  expect([model.saving.value.kind, intake.policy.mostPerDay]).toEqual(['conflict', 900]);
});
