import * as z from 'zod';
import { coveredPercent, NO_COVERAGE } from '#core/intake/coverage.ts';
import {
  INTAKE_POLICY_KEY,
  intakePolicySchema,
  readIntakePolicy,
  type KeptIntakePolicy,
} from '../policies/intake-policy.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { readCurrentGeneration } from '../score/load-generation.ts';
import { utcDay } from '../shared/credits/credit-book.ts';
import { readBody, RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import { addSteering } from '../shared/jobs/add-steering.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { createJson, replaceJson } from '../shared/stores/json-items.ts';
import { dayCeiling } from './day-ceiling.ts';
import { readCurrentIntake } from './intake-manifest.ts';
import { countContacts, knownContacts, leastCeiling } from './least-ceiling.ts';
import { isIntakeOver, keptUntil, viewOfIntake, type IntakeRow } from './intake-row.ts';
import { readIntake, readLatestIntake, spentByIntakes, startIntake } from './start-intake.ts';

const changeSchema = intakePolicySchema.extend({
  /** What was shown when it was decided; null = nothing had been decided. */
  revision: z.string().max(64).nullable(),
});

/** `count=now`: whoever wants the number of contacts of this moment, for a credit. */
const lookSchema = z.strictObject({ count: z.literal('now').optional() });
/** There is nothing to choose: policy and plan say what is read. */
const startSchema = z.strictObject({});

/** VOC-3: whether and for how much e-mails and notes are read, how far that has come, and the present or last intake. For setup rights. */
export function addIntakeRoutes(app: FunctionApp, ports: FunctionPorts): void {
  const { store, clock } = ports;

  app.get('/v1/intake', async (c) => {
    const { org, crmOrg } = requireRight(c, 'setup');
    const current = (await readCurrentIntake(ports, org))?.value ?? null;
    const coverage = current?.coverage ?? NO_COVERAGE;
    const latest = (await readLatestIntake(ports, org))?.value ?? null;
    const look = lookSchema.safeParse(c.req.query());
    if (!look.success) throw new RefusedError(400, { code: 'request.invalid' });
    const counted = await (look.data.count === 'now' ? countContacts : knownContacts)(ports, org);
    const contacts = counted?.contacts ?? null;
    return c.json({
      policy: await readIntakePolicy(store, org),
      // What a ceiling has to be at least, by how many contacts there are; null = the CRM does not say.
      contacts,
      countedAt: counted === null ? null : new Date(counted.at).toISOString(),
      least: leastCeiling(contacts),
      // Without contacts there is nobody to read, before the first run nothing begins by itself.
      ready:
        ((await readConfiguration(store, org))?.mapping.contacts ?? null) !== null &&
        (await readCurrentGeneration(ports, org)) !== null,
      coverage: {
        ...coverage,
        oldestReadAt: coverage.oldestReadAt === null ? null : new Date(coverage.oldestReadAt).toISOString(),
      },
      percent: current === null ? null : coveredPercent(coverage),
      publishedAt: current?.publishedAt ?? null,
      days: current?.days ?? [],
      ceilingToday: await dayCeiling(ports, org, crmOrg.dailyCredits ?? null),
      spentToday: await spentByIntakes(ports, org, utcDay(clock.now())),
      intake: latest === null ? null : viewOfIntake(latest),
    });
  });

  app.put('/v1/intake', async (c) => {
    const { org, userId, userName } = requireRight(c, 'setup');
    const { revision, ...policy } = await readBody(c, changeSchema);
    const contacts = policy.state === 'on' ? ((await countContacts(ports, org))?.contacts ?? null) : null;
    const least = leastCeiling(contacts);
    if (policy.mostPerDay < least) {
      const tooFew = { code: 'intake.tooFew', params: { least, contacts }, where: 'mostPerDay' };
      throw new RefusedError(422, { code: tooFew.code, problems: [tooFew] });
    }
    const value: KeptIntakePolicy = {
      ...policy,
      changedBy: { id: userId, name: userName },
      changedAt: new Date(clock.now()).toISOString(),
    };
    const written =
      revision === null
        ? await createJson(store, org, INTAKE_POLICY_KEY, value)
        : await replaceJson(store, org, { key: INTAKE_POLICY_KEY, revision }, value);
    if (written.outcome !== 'written') throw new RefusedError(409, { code: 'intake.changedMeanwhile' });
    const subject = policy.state === 'on' ? 'intakeOn' : 'intakeOff';
    c.set('subject', subject);
    ports.logger.info('intake.changed', { dc: org.dc, orgId: org.orgId, userId, state: subject });
    return c.json({ policy: await readIntakePolicy(store, org) });
  });

  app.post('/v1/intake/runs', async (c) => {
    const { org, userId } = requireRight(c, 'setup');
    await readBody(c, startSchema);
    if ((await readIntakePolicy(store, org)).state === 'off') throw new RefusedError(409, { code: 'intake.off' });
    const contacts = (await readConfiguration(store, org))?.mapping.contacts ?? null;
    if (contacts === null) throw new RefusedError(409, { code: 'intake.contactsNotMapped' });
    const row = await startIntake(ports, org, { id: ports.ids.next('intake'), requestedBy: userId });
    if (row === null) throw new RefusedError(409, { code: 'intake.alreadyRunning' });
    return c.json({ intake: viewOfIntake(row) }, 202);
  });

  addSteering<IntakeRow>(app, ports, {
    path: '/v1/intake/runs',
    codes: { unknown: 'intake.unknown', hasEnded: 'intake.hasEnded' },
    read: (org, id) => readIntake(ports, org, id),
    isOver: isIntakeOver,
    cancelled: (row, endedAt) => ({ ...row, state: 'cancelled', reason: 'cancelled', endedAt }),
    keptUntil,
    jobOf: (org, intakeId) => ({ kind: 'intake', org, intakeId }),
    answer: (row) => ({ intake: viewOfIntake(row) }),
  });
}
