import { CrmError } from '#core/crm/crm-error.ts';
import type { FieldMetadata, ModuleMetadata } from '#core/crm/metadata.ts';
import { suggestMapping } from '#core/mapping/suggest-mapping.ts';
import { formatProblem } from '../shared/messages/format-message.ts';
import { createRestCrmClient, readProfile } from '../shared/rest/rest-crm-client.ts';
import { readFields } from '../shared/rest/read-metadata.ts';
import type { RestSender } from '../shared/rest/send-rest.ts';
import { toFieldMetadata } from '../shared/rest/to-metadata.ts';
import type { OrgDescription } from './org-description.ts';

/**
 * `ok`: as it must be. `missing`: must be there and is not. `differs`: is there, but otherwise. `later`: comes with the first
 * publication. `unseen`: the CRM did not show it to this user.
 */
export type FindingState = 'ok' | 'missing' | 'differs' | 'later' | 'unseen';

export interface Finding {
  readonly area: 'credentials' | 'modules' | 'fields' | 'rights';
  /** The thing, by its own name: "ABM_Basis.Money_Basis". */
  readonly name: string;
  readonly state: FindingState;
  /** What was found, and for anything but `ok` what to do. */
  readonly note: string;
}

/**
 * PLT-3: compares an org with what the extension needs, reading alone. Some 12 API calls, some 10 credits. Throws `CrmError`
 * where the CRM does not answer at all; what it refuses becomes a finding.
 */
export async function verifyOrg(rest: RestSender, description: OrgDescription): Promise<readonly Finding[]> {
  const client = createRestCrmClient(rest);
  const findings: Finding[] = [];
  const user = await seen(() => client.currentUser());
  findings.push(
    'refused' in user
      ? finding('credentials', 'current user', 'unseen', `${user.refused} Grant ZohoCRM.users.ALL to the credentials.`)
      : finding('credentials', 'current user', 'ok', user.value.name),
  );
  const org = await seen(() => client.org());
  findings.push(
    'refused' in org
      ? finding('credentials', 'org', 'unseen', `${org.refused} Grant ZohoCRM.org.ALL to the credentials.`)
      : finding('credentials', 'org', 'ok', describeOrg(org.value)),
  );
  findings.push(...(await verifyReach(rest)));
  if (!('refused' in user)) findings.push(...(await verifyRights(rest, user.value.profileId, description)));
  const modules = await seen(() => client.modules());
  if ('refused' in modules) {
    findings.push(finding('modules', 'all', 'unseen', `${modules.refused} Grant ZohoCRM.settings.ALL.`));
    return findings;
  }
  findings.push(...(await verifyModules(rest, modules.value, description)));
  return findings;
}

/** Does anything stand in the way of setting up? */
export function isReady(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state === 'ok' || state === 'later');
}

function finding(area: Finding['area'], name: string, state: FindingState, note: string): Finding {
  return { area, name, state, note };
}

function describeOrg(org: Awaited<ReturnType<ReturnType<typeof createRestCrmClient>['org']>>): string {
  const foreign = org.currencies.filter(({ isHome, active }) => !isHome && active).map(({ isoCode }) => isoCode);
  const currencies = [org.homeCurrency, ...foreign].join(', ');
  return `${org.name}, ${org.timeZone}, ${currencies}`;
}

/** One harmless request for each group of scopes that no other check needs. */
async function verifyReach(rest: RestSender): Promise<readonly Finding[]> {
  const probes = [
    [
      'ZohoCRM.coql.READ',
      () =>
        rest.send({
          method: 'POST',
          path: '/crm/v8/coql',
          accept: [400],
          json: { select_query: 'select id from Accounts where id is not null limit 1' },
        }),
    ],
    ['ZohoCRM.bulk.ALL', () => rest.send({ method: 'GET', path: '/crm/bulk/v8/read/1', accept: [400, 404] })],
  ] as const;
  return Promise.all(
    probes.map(async ([name, ask]) => {
      const answer = await seen(ask);
      return 'refused' in answer
        ? finding('credentials', name, 'missing', `${answer.refused} Add the scope to the installer's grant.`)
        : finding('credentials', name, 'ok', 'answers');
    }),
  );
}

async function verifyRights(
  rest: RestSender,
  profileId: string,
  { rights }: OrgDescription,
): Promise<readonly Finding[]> {
  const read = await seen(() => readProfile(rest, profileId));
  if ('refused' in read) {
    return [
      finding(
        'rights',
        'profile',
        'unseen',
        `${read.refused} Nobody would have any right: the functions ask for profiles.`,
      ),
    ];
  }
  const { profile, hasAbmSection } = read.value;
  const administrator = profile.administrator
    ? finding('rights', 'installer', 'ok', `${profile.name} is an administrator's profile`)
    : finding(
        'rights',
        'installer',
        'differs',
        `${profile.name} is no administrator's profile. Use an administrator's credentials.`,
      );
  if (!hasAbmSection) {
    const note =
      'profiles have no ABM section: an administrator gives the ten rights by profile, and until then nobody has any';
    return [administrator, finding('rights', 'ABM section', 'later', note)];
  }
  const unknown = rights.filter((right) => !profile.granted.has(right));
  const section =
    unknown.length === 0
      ? finding('rights', 'ABM section', 'ok', `${rights.length} rights, all granted to this profile`)
      : finding(
          'rights',
          'ABM section',
          'differs',
          `this profile lacks ${unknown.join(', ')}. Grant them, or expect refusals that name them.`,
        );
  return [administrator, section];
}

async function verifyModules(
  rest: RestSender,
  modules: readonly ModuleMetadata[],
  description: OrgDescription,
): Promise<readonly Finding[]> {
  const fields = new Map<string, readonly FieldMetadata[]>();
  const known = new Set(modules.map(({ apiName }) => apiName));
  const wanted = ['Accounts', 'Contacts', 'Products', 'Deals', ...description.modules.map(({ apiName }) => apiName)];
  for (const module of wanted.filter((name) => known.has(name))) {
    const read = await seen(() => readFields(rest, module));
    if (!('refused' in read)) fields.set(module, read.value.map(toFieldMetadata));
  }
  const fieldsOf = (module: string): readonly FieldMetadata[] => fields.get(module) ?? [];
  for (const { subformModule } of fieldsOf('Deals')) {
    if (subformModule === null || fields.has(subformModule)) continue;
    const read = await seen(() => readFields(rest, subformModule));
    if (!('refused' in read)) fields.set(subformModule, read.value.map(toFieldMetadata));
  }
  const { missing } = suggestMapping(modules, fieldsOf);
  const mapped = missing.map((problem) =>
    finding(
      'modules',
      problem.where ?? problem.code,
      'missing',
      `${formatProblem(problem)} The wizard lets another module or field stand in.`,
    ),
  );
  const own = description.modules.flatMap((module) => {
    if (!known.has(module.apiName)) {
      const names = module.fields.map(({ apiName }) => apiName).join(', ');
      return [
        finding(
          'modules',
          module.apiName,
          'missing',
          `make the custom module with the fields ${names}: ${module.holds}.`,
        ),
      ];
    }
    return compareFields(module.apiName, module.fields, fieldsOf(module.apiName), 'missing');
  });
  return [
    ...(mapped.length > 0
      ? mapped
      : [finding('modules', 'mapping', 'ok', 'every required module and field was found')]),
    ...own,
    ...compareFields('Accounts', description.accountFields, fieldsOf('Accounts'), 'later'),
  ];
}

/** `absent` is what a field that is not there means. */
function compareFields(
  module: string,
  wanted: OrgDescription['accountFields'],
  present: readonly FieldMetadata[],
  absent: 'missing' | 'later',
): readonly Finding[] {
  return wanted.map(({ apiName, label, type }) => {
    const name = `${module}.${apiName}`;
    const field = present.find((candidate) => candidate.apiName === apiName);
    if (field === undefined) {
      const note =
        absent === 'later'
          ? 'is made with the first publication that needs it'
          : `make the field "${label}" (${type}).`;
      return finding('fields', name, absent, note);
    }
    if (field.type !== type) {
      return finding(
        'fields',
        name,
        'differs',
        `is ${field.type} and must be ${type}. Rename or remove it, so that it can be made anew.`,
      );
    }
    return finding('fields', name, 'ok', type);
  });
}

type Seen<T> = { readonly value: T } | { readonly refused: string };

/** A refusal of this one thing is an answer too; a CRM that cannot be reached or rejects the credentials is not. */
async function seen<T>(ask: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (!(error instanceof CrmError) || ABSENT.has(error.reason)) throw error;
    return { refused: `The CRM refused (${error.reason}).` };
  }
}

const ABSENT: ReadonlySet<CrmError['reason']> = new Set([
  'notAuthenticated',
  'unavailable',
  'timeout',
  'rateLimited',
  'creditsExhausted',
]);
