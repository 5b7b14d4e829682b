import * as z from 'zod/mini';
import type { CrmRest } from '#sandbox/embedded/browser/perform-call.ts';

/** A call that the CRM refused; `code` is Zoho's. */
export class CrmFailure extends Error {
  override readonly name = 'CrmFailure';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const words = z.catch(z.nullable(z.string()), null);

const userSchema = z.object({
  id: z.string(),
  full_name: z.string(),
  email: words,
  profile: z.object({ name: z.string() }),
  language: z.string(),
  locale: z.string(),
  time_zone: z.string(),
});
export type CurrentUser = z.infer<typeof userSchema>;

const orgSchema = z.object({ company_name: z.string(), iso_code: z.catch(z.string(), 'USD') });
export type OrgInfo = z.infer<typeof orgSchema>;

const moduleSchema = z.object({ api_name: z.string(), singular_label: z.string(), plural_label: z.string() });
export type ModuleInfo = z.infer<typeof moduleSchema>;

const fieldSchema = z.object({
  api_name: z.string(),
  field_label: z.string(),
  data_type: z.string(),
  custom_field: z.catch(z.boolean(), false),
  lookup: z.catch(z.object({ module: z.optional(z.object({ api_name: words })) }), {}),
  pick_list_values: z.catch(
    z.array(z.object({ actual_value: z.string(), display_value: z.string(), colour_code: words })),
    [],
  ),
});
export type FieldInfo = z.infer<typeof fieldSchema>;

const rowSchema = z.looseObject({ id: z.optional(z.string()) });
export type Row = z.infer<typeof rowSchema>;
const rowsSchema = z.object({
  data: z.array(rowSchema),
  info: z.catch(z.object({ more_records: z.boolean() }), { more_records: false }),
});

export interface RowPage {
  readonly rows: readonly Row[];
  readonly more: boolean;
}

const failureSchema = z.object({ code: z.string(), message: z.catch(z.string(), '') });

/** The CRM's REST API as one user, as the pages need it. Methods reject with `CrmFailure`. */
export interface CrmApi {
  readonly rest: CrmRest;
  currentUser(): Promise<CurrentUser>;
  org(): Promise<OrgInfo>;
  modules(): Promise<readonly ModuleInfo[]>;
  fields(module: string): Promise<readonly FieldInfo[]>;
  select(query: string): Promise<RowPage>;
  /** null = there is no such record. */
  record(module: string, id: string): Promise<Row | null>;
  related(module: string, id: string, list: string, fields: readonly string[]): Promise<RowPage>;
  setLanguage(userId: string, language: string): Promise<void>;
}

export function createCrmApi(accessToken: string): CrmApi {
  const rest: CrmRest = async (method, path, body) => {
    const response = await fetch(`/crm/v8${path}`, {
      method,
      headers: { Authorization: `Zoho-oauthtoken ${accessToken}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? null : JSON.parse(text),
      headers: Object.fromEntries(response.headers),
    };
  };
  /** null = an empty answer. */
  async function ask<T extends z.ZodMiniType>(
    schema: T,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<z.infer<T> | null> {
    const answer = await rest(method, path, body);
    if (answer.status === 204) return null;
    if (answer.status >= 400) {
      const failure = failureSchema.safeParse(answer.body);
      throw failure.success
        ? new CrmFailure(failure.data.code, failure.data.message)
        : new CrmFailure('INTERNAL_ERROR', '');
    }
    return schema.parse(answer.body);
  }
  async function one<T extends z.ZodMiniType>(schema: T, key: string, path: string): Promise<z.infer<T>> {
    const answer = await ask(z.record(z.string(), z.unknown()), 'GET', path);
    return schema.parse(z.array(z.unknown()).parse(answer?.[key])[0]);
  }
  const toPage = (answer: z.infer<typeof rowsSchema> | null): RowPage => ({
    rows: answer?.data ?? [],
    more: answer?.info.more_records ?? false,
  });
  return {
    rest,
    currentUser: () => one(userSchema, 'users', '/users?type=CurrentUser'),
    org: () => one(orgSchema, 'org', '/org'),
    modules: async () =>
      (await ask(z.object({ modules: z.array(moduleSchema) }), 'GET', '/settings/modules'))?.modules ?? [],
    fields: async (module) => {
      const path = `/settings/fields?module=${encodeURIComponent(module)}`;
      return (await ask(z.object({ fields: z.array(fieldSchema) }), 'GET', path))?.fields ?? [];
    },
    select: async (query) => toPage(await ask(rowsSchema, 'POST', '/coql', { select_query: query })),
    record: async (module, id) => {
      const answer = await ask(rowsSchema, 'GET', `/${encodeURIComponent(module)}/${encodeURIComponent(id)}`);
      return answer?.data[0] ?? null;
    },
    related: async (module, id, list, fields) => {
      const path = `/${encodeURIComponent(module)}/${encodeURIComponent(id)}/${encodeURIComponent(list)}`;
      return toPage(
        await ask(rowsSchema, 'GET', `${path}?fields=${fields.map(encodeURIComponent).join(',')}&per_page=200`),
      );
    },
    setLanguage: async (userId, language) => {
      const users = [{ language, locale: language }];
      await ask(z.unknown(), 'PUT', `/users/${encodeURIComponent(userId)}`, { users });
    },
  };
}
