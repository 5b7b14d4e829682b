import * as z from 'zod';
import { DATA_CENTRES } from '#core/crm/org-key.ts';
import { KEY_BYTES } from '../identity/sealed-text.ts';
import { zohoServers, type ZohoServers } from './zoho-servers.ts';

/** Where the guide says what to set. */
const GUIDE = 'docs/deploy-catalyst.md';

const dc = z.enum(DATA_CENTRES);
const orgId = z.string().regex(/^\d{1,19}$/);
const installationsSchema = z.array(z.strictObject({ dc, orgId, refreshToken: z.string().min(1) })).min(1);
const serversSchema = z.array(z.strictObject({ dc, apiUrl: z.url(), contentUrl: z.url(), accountsUrl: z.url() }));

export interface CatalystSettings {
  readonly table: string;
  readonly bucket: string;
  readonly jobPool: string;
  readonly jobFunction: string;
  /** Unit of the table's time-to-live attribute `ttl`; null = the table has none. */
  readonly ttlUnit: 'seconds' | 'milliseconds' | null;
  /** The functions' own origin, as registered with the CRM's accounts server. */
  readonly publicUrl: string;
  readonly widgetOrigins: readonly string[];
  readonly clientId: string;
  readonly clientSecret: string;
  /** Seals users' refresh tokens. */
  readonly key: Uint8Array;
  readonly installations: readonly z.infer<typeof installationsSchema>[number][];
  readonly servers: readonly ZohoServers[];
  /** First pause before a bulk job is asked for; null = the product's own schedule. Milliseconds. */
  readonly firstPollMs: number | null;
}

/** What is wrong with the function's environment: each variable by name, and what to do. Never a value: most are secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly variables: readonly string[];

  constructor(problems: readonly { readonly variable: string; readonly text: string }[]) {
    super(
      [
        `The function cannot start: ${problems.length === 1 ? 'a variable' : `${problems.length} variables`} of its environment must be set.`,
        ...problems.map(({ variable, text }) => `- ${variable} ${text}`),
        `Set them in the Catalyst console or in catalyst-config.json, under deployment.env_variables, and deploy again (${GUIDE}).`,
      ].join('\n'),
    );
    this.variables = problems.map(({ variable }) => variable);
  }
}

interface Variable<T> {
  readonly name: string;
  /** Used where it is not set; absent = it must be. */
  readonly fallback?: T;
  /** "is missing. ..." and "is not ...": what stands there and what to do. */
  readonly missing: string;
  readonly wrong: string;
  readonly parse: (text: string) => T | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings of the Catalyst platform from the environment. Throws `SettingsError` that names everything wrong at once. */
export function readCatalystSettings(env: Environment): CatalystSettings {
  const problems: { variable: string; text: string }[] = [];
  const read = <T>({ name, fallback, missing, wrong, parse }: Variable<T>): T | undefined => {
    const text = env[name]?.trim() ?? '';
    if (text === '') {
      if (fallback === undefined) problems.push({ variable: name, text: `is not set. ${missing}` });
      return fallback;
    }
    const value = parse(text);
    if (value === null) problems.push({ variable: name, text: `cannot be used. ${wrong}` });
    return value ?? undefined;
  };
  const name = (variable: string, missing: string, fallback?: string): string | undefined =>
    read({
      name: variable,
      ...(fallback === undefined ? {} : { fallback }),
      missing,
      wrong: 'It holds letters, digits, hyphens and underscores.',
      parse: (text) => (/^[A-Za-z0-9_-]{1,100}$/.test(text) ? text : null),
    });
  const secret = (variable: string, missing: string): string | undefined =>
    read({ name: variable, missing, wrong: '', parse: (text) => text });

  const installations = read({
    name: 'ABM_INSTALLATIONS',
    missing: 'Put the orgs here: [{"dc":"eu","orgId":"20071234567","refreshToken":"1000..."}].',
    wrong:
      'It must be a JSON list of {"dc", "orgId", "refreshToken"}; dc is com, eu, in, com.au, com.cn, jp, sa, ca or uk.',
    parse: (text) => parseJson(text, installationsSchema),
  });
  const dcs = [...new Set(installations?.map((each) => each.dc))];
  const settings = {
    table: name('ABM_TABLE', '', 'abm_items'),
    bucket: name('ABM_BUCKET', 'Create a Stratus bucket and put its name here.'),
    jobPool: name('ABM_JOB_POOL', 'Create a job pool of type Function with 512 MB and put its name here.'),
    jobFunction: name('ABM_JOB_FUNCTION', '', 'abm_jobs'),
    ttlUnit: read<CatalystSettings['ttlUnit']>({
      name: 'ABM_TABLE_TTL',
      fallback: null,
      missing: '',
      wrong: 'It is "seconds" or "milliseconds", or not set where the table has no time to live.',
      parse: (text) => (text === 'seconds' || text === 'milliseconds' ? text : null),
    }),
    publicUrl: read({
      name: 'ABM_FUNCTIONS_URL',
      missing: 'Put the address here under which browsers reach this function.',
      wrong: 'It must be an https origin without a path: map the function to the root of a domain.',
      parse: parsePublicUrl,
    }),
    widgetOrigins: read({
      name: 'ABM_WIDGET_ORIGINS',
      missing: "Put the exact origins of the widgets' pages here, separated by commas.",
      wrong: 'Each must be an origin alone: https://, a host, perhaps a port, no path.',
      parse: parseOrigins,
    }),
    clientId: secret(
      'ABM_CLIENT_ID',
      "Register a server-based client with Zoho's accounts server and put its id here.",
    ),
    clientSecret: secret('ABM_CLIENT_SECRET', 'Put the secret of the same client here.'),
    key: read({
      name: 'ABM_ENCRYPTION_KEY',
      missing: `Make one with "openssl rand -base64 ${KEY_BYTES}" and keep it: without it everybody must sign in again.`,
      wrong: `It must be ${KEY_BYTES} bytes in base64.`,
      parse: parseKey,
    }),
    installations,
    servers: read<readonly ZohoServers[]>({
      name: 'ABM_SERVERS',
      fallback: dcs.map(zohoServers),
      missing: '',
      wrong: 'It must be a JSON list of {"dc", "apiUrl", "contentUrl", "accountsUrl"}.',
      parse: (text) => parseJson(text, serversSchema),
    }),
    firstPollMs: read<number | null>({
      name: 'ABM_FIRST_POLL_MS',
      fallback: null,
      missing: '',
      wrong: 'It must be a whole number of milliseconds, at least 1.',
      parse: (text) => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : null),
    }),
  };
  if (problems.length > 0 || !isWhole(settings)) throw new SettingsError(problems);
  return settings;
}

function isWhole<T extends object>(value: T): value is T & { readonly [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.values(value).every((part) => part !== undefined);
}

/** An origin alone: the sign-in's cookie and the widgets' content policy know no path before ours. */
function parsePublicUrl(text: string): string | null {
  const bare = text.replace(/\/$/, '');
  return URL.canParse(bare) && new URL(bare).origin === bare && bare.startsWith('https://') ? bare : null;
}

function parseOrigins(text: string): readonly string[] | null {
  const origins = text.split(',').map((each) => each.trim());
  return origins.every((each) => URL.canParse(each) && new URL(each).origin === each) ? origins : null;
}

function parseKey(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === KEY_BYTES ? new Uint8Array(bytes) : null;
}

function parseJson<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
