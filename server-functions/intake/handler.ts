import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
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
import { pathId, readBody, RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import { wishJob, type JobWish } from '../shared/jobs/job-control.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { createJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import { dayCeiling } from './day-ceiling.ts';
import { readCurrentIntake } from './intake-manifest.ts';
import { countContacts, leastCeiling } from './least-ceiling.ts';
import { isIntakeOver, keptUntil, viewOfIntake, type IntakeRow } from './intake-row.ts';
import { readIntake, readLatestIntake, spentByIntakes, startIntake } from './start-intake.ts';

const changeSchema = intakePolicySchema.extend({
  /** What was shown when it was decided; null = nothing had been decided. */
  revision: z.string().max(64).nullable(),
});

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
    const contacts = await countContacts(ports, org);
    return c.json({
      policy: await readIntakePolicy(store, org),
      // What a ceiling has to be at least, by how many contacts there are; null = the CRM does not say.
      contacts,
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
    const contacts = policy.state === 'on' ? await countContacts(ports, org) : null;
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

  const steer = (path: string, wish: JobWish): void => {
    app.post(`/v1/intake/runs/:id/${path}`, async (c) => {
      const { org } = requireRight(c, 'setup');
      const { value } = await existing(org, pathId(c, 'intake.unknown'));
      if (isIntakeOver(value)) throw new RefusedError(409, { code: 'intake.hasEnded' });
      await wishJob(store, org, value.id, wish, clock.now());
      // Whoever held it may be gone; one delivery too many finds it held.
      if (wish === 'run') await ports.queue.enqueue({ kind: 'intake', org, intakeId: value.id });
      return c.json({ intake: viewOfIntake(await settleCancelled(org, value.id, wish)) });
    });
  };
  steer('pause', 'pause');
  steer('resume', 'run');
  steer('cancel', 'cancel');

  async function existing(org: OrgKey, id: string): Promise<JsonItem<IntakeRow>> {
    const item = await readIntake(ports, org, id);
    if (item === null) throw new RefusedError(404, { code: 'intake.unknown' });
    return item;
  }

  /** One that nobody has begun to work on is cancelled at once; any other hears it within a second. */
  async function settleCancelled(org: OrgKey, id: string, wish: JobWish): Promise<IntakeRow> {
    const item = await existing(org, id);
    if (wish !== 'cancel' || item.value.job.epoch > 0) return item.value;
    const cancelled: IntakeRow = {
      ...item.value,
      state: 'cancelled',
      reason: 'cancelled',
      endedAt: new Date(clock.now()).toISOString(),
    };
    const { outcome } = await replaceJson(store, org, item, cancelled, keptUntil(cancelled));
    return outcome === 'written' ? cancelled : (await existing(org, id)).value;
  }
}
