import * as z from 'zod';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { labelFieldsOf } from '#core/configuration/label-fields-of.ts';
import { BASIS_RECORD } from '#core/labels/published-basis.ts';
import type { Problem } from '#core/message.ts';
import { parseConfiguration } from '#core/configuration/parse-configuration.ts';
import { installedCrm } from '../configuration/handler.ts';
import { foreseeEdits } from '../configuration/judge-edits.ts';
import { readKnownMetadata } from '../configuration/org-metadata.ts';
import { readBody, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import { readBook, sumSpent } from '../shared/credits/credit-book.ts';
import { readCreditBudget } from '../shared/credits/credit-settings.ts';
import type { RecordCounter } from '../shared/rest/count-records.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { modulesOfTechniques } from '../score/techniques/plan-techniques.ts';
import { estimateRunCredits } from './estimate-credits.ts';
import { warnOfUnread } from './unread-sources.ts';

const reviewSchema = z.strictObject({ configuration: z.looseObject({}) });

/** SET-5, PLT-4: before anything is written, what publishing and the first run would create, cost and stumble over. */
export function addReviewRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.post('/v1/setup/review', async (c) => {
    const { org, crmOrg } = requireRight(c, 'setup');
    const { configuration } = await readBody(c, reviewSchema);
    const crm = installedCrm(ports, org);
    const known = await readKnownMetadata(crm, modulesNamed(configuration));
    const parsed = parseConfiguration(configuration, known);
    if (!parsed.ok)
      return c.json({ fields: [], credits: null, dailyCredits: null, edits: [], problems: parsed.error, warnings: [] });
    const { mapping } = parsed.value;
    const present = new Set(known.fieldsOf(mapping.accounts.module).map((field) => field.apiName));
    const fields = fieldsOf(parsed.value).map(({ apiName, label }) => ({
      apiName,
      label,
      exists: present.has(apiName),
    }));
    const counter = ports.counterFor(org);
    const credits = counter === null ? null : await estimate(counter, parsed.value);
    const hasBasis = known.modules.some(({ apiName }) => apiName === BASIS_RECORD.module);
    const { module } = BASIS_RECORD;
    const warnings: readonly Problem[] = [
      ...(hasBasis ? [] : [{ code: 'basis.moduleMissing', params: { module, remedy: 'addModule' }, where: module }]),
      ...(await warnOfUnread(ports, org, parsed.value)),
      ...(await warnOfLimit(ports, org, credits)),
    ];
    const { edits, problems } = await foreseeEdits(ports, org, parsed.value, crmOrg.timeZone);
    return c.json({ fields, credits, dailyCredits: crmOrg.dailyCredits ?? null, edits, problems, warnings });
  });
}

/** PLT-4: said before it is started, a run that would stop at what runs may spend. The limit that it meets first. */
async function warnOfLimit(
  { store, clock }: Pick<FunctionPorts, 'store' | 'clock'>,
  org: OrgKey,
  credits: number | null,
): Promise<readonly Problem[]> {
  const { mostPerRun, mostPerDay } = await readCreditBudget(store, org);
  const booked = mostPerDay === null ? [] : await readBook(store, org, clock.now(), 1);
  const spent = booked.flatMap(({ byDay }) => Object.values(byDay)).reduce((sum, each) => sum + sumSpent(each), 0);
  const limits = [
    { of: 'run', most: mostPerRun, spent: 0 },
    { of: 'day', most: mostPerDay, spent },
  ];
  const [least] = limits
    .flatMap(({ most, ...rest }) =>
      most !== null && credits !== null && credits > most - rest.spent ? [{ ...rest, most }] : [],
    )
    .toSorted((a, b) => a.most - a.spent - (b.most - b.spent));
  return least === undefined
    ? []
    : [{ code: 'credits.estimateOverLimit', params: { ...least, credits }, where: 'credits' }];
}

function fieldsOf(configuration: Configuration): readonly { readonly apiName: string; readonly label: string }[] {
  return labelFieldsOf(configuration).map(({ field }) => field);
}

/** null = the CRM does not count. */
async function estimate(counter: RecordCounter, configuration: Configuration): Promise<number | null> {
  const { mapping, techniques } = configuration;
  const { accounts, deals, dealProducts } = mapping;
  const lines =
    techniques.rfm?.frequencyOf === 'products' && dealProducts.kind === 'lineItems' ? [dealProducts.module] : [];
  try {
    const rows = await Promise.all(
      [accounts.module, deals.module, ...lines].map((module) => counter.count(module, 'id is not null')),
    );
    const more = modulesOfTechniques(configuration).filter((module) => !lines.includes(module));
    const counts = new Map(
      await Promise.all(
        [...new Set(more)].map(async (module) => [module, await countOrNone(counter, module)] as const),
      ),
    );
    // A module is read once for each source in it.
    const others = more.map((module) => counts.get(module) ?? 0);
    return estimateRunCredits({ accounts: rows[0] ?? 0, otherModules: [...rows.slice(1), ...others] });
  } catch (error) {
    if (error instanceof CrmError) return null;
    throw error;
  }
}

const sourcesNamed = z.looseObject({
  voice: z.looseObject({ sources: z.array(z.looseObject({ module: z.string() })) }),
});

/** A module that the org lacks is left out by the run, and costs nothing. */
async function countOrNone(counter: RecordCounter, module: string): Promise<number> {
  try {
    return await counter.count(module, 'id is not null');
  } catch (error) {
    if (error instanceof CrmError) return 0;
    throw error;
  }
}

/** The modules to ask the CRM about, as far as the document already says. */
function modulesNamed(configuration: Readonly<Record<string, unknown>>): readonly string[] {
  const mapping = z
    .record(z.string(), z.looseObject({ module: z.string() }).nullable().catch(null))
    .safeParse(configuration['mapping']);
  const sources = sourcesNamed.safeParse(configuration['techniques']);
  return [
    ...(mapping.success
      ? Object.values(mapping.data).flatMap((module) => (module === null ? [] : [module.module]))
      : []),
    // Whose contacts and accounts are checked against the mapping.
    ...(sources.success ? sources.data.voice.sources.map(({ module }) => module) : []),
  ];
}
