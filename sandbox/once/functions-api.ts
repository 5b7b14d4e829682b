import * as z from 'zod';

/** The functions refused or broke; `code` is theirs. */
export class FunctionsApiError extends Error {
  override readonly name = 'FunctionsApiError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(`${status} ${code}${detail}`);
    this.status = status;
    this.code = code;
  }
}

const refusalSchema = z.object({
  code: z.string(),
  missing: z.string().optional(),
  problems: z.array(z.object({ code: z.string(), where: z.string() })).optional(),
});

export interface FunctionsApi {
  call<T>(method: 'GET' | 'POST' | 'PUT', path: string, schema: z.ZodType<T>, body?: unknown): Promise<T>;
  download(path: string): Promise<{ readonly bytes: Uint8Array; readonly digest: string | null }>;
}

/** The functions over HTTP as one user: what a widget would do. Throws `FunctionsApiError`. */
export function createFunctionsApi(url: string, dc: string, accessToken: string): FunctionsApi {
  const request = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        'x-crm-dc': dc,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return response;
    const refusal = refusalSchema.safeParse(await response.json().catch(() => null));
    if (!refusal.success) throw new FunctionsApiError(response.status, 'unreadable', '');
    const { code, missing, problems = [] } = refusal.data;
    const places = problems.map((problem) => ` ${problem.where} ${problem.code}`).join(';');
    throw new FunctionsApiError(
      response.status,
      code,
      `${missing === undefined ? '' : ` (missing ${missing})`}${places}`,
    );
  };
  return {
    call: async (method, path, schema, body) => schema.parse(await (await request(method, path, body)).json()),
    async download(path) {
      const response = await request('GET', path);
      return { bytes: new Uint8Array(await response.arrayBuffer()), digest: response.headers.get('repr-digest') };
    },
  };
}
