import { CrmError } from '#core/crm/crm-error.ts';
import { createRefreshingTokens } from '#server-functions/shared/rest/access-tokens.ts';
import { isRetryable, MAX_RETRIES } from '#server-functions/shared/rest/call-policy.ts';
import { toCrmError } from '#server-functions/shared/rest/to-crm-error.ts';
import { BULK_LIMITS } from './bulk-limits.ts';
import { CORRESPONDENCE_LIMITS } from './correspondence-limits.ts';
import type { CrmLimit } from './crm-limit.ts';
import { REQUEST_LIMITS } from './request-limits.ts';
import { WRITE_LIMITS } from './write-limits.ts';

export const CRM_LIMITS: readonly CrmLimit[] = [
  ...REQUEST_LIMITS,
  ...CORRESPONDENCE_LIMITS,
  ...WRITE_LIMITS,
  ...BULK_LIMITS,
];

const TOKEN_ENDPOINT = 'POST /oauth/v2/token';

/** What the product makes of an answer, by its own code. */
export async function judge(
  endpoint: string,
  { status, body, headers }: { readonly status: number; readonly body: unknown; readonly headers: Headers },
): Promise<CrmError> {
  if (endpoint !== TOKEN_ENDPOINT) return toCrmError(status, body, headers);
  const credentials = { accountsUrl: 'https://accounts.example', clientId: 'c', clientSecret: 's', refreshToken: 'r' };
  const fetch = async (): Promise<Response> => Response.json(body, { status });
  const refused: unknown = await createRefreshingTokens(credentials, { fetch, clock: { now: () => 0 } })
    .token()
    .catch((error: unknown) => error);
  if (refused instanceof CrmError) return refused;
  throw new Error('the answer was taken for a token');
}

/** The answer that a limit is documented to give. */
function documented({ endpoint, status, code }: CrmLimit) {
  const used = code === 'LICENSE_UTILITY_LIMIT_EXCEEDED';
  return {
    status,
    body: endpoint === TOKEN_ENDPOINT ? { error: code } : { code, details: {} },
    headers: new Headers(used ? { 'x-api-credits-remaining': '0' } : {}),
  };
}

/** What the product says or does, as one phrase of the table. */
export async function productPhrase(limit: CrmLimit): Promise<string> {
  const { row, endpoint, code, called, does } = limit;
  if (does !== undefined) return does;
  const prefix = called ? '' : 'not called; would be: ';
  if (row !== undefined) return prefix + rowPhrase(row[0], code);
  const error = await judge(endpoint, documented(limit));
  const again = isRetryable(error) ? `tries again up to ${MAX_RETRIES} times, then ` : '';
  const renewed = limit.status === 401 ? 'renews its token once, then ' : '';
  return `${prefix}${renewed}${again}stops: \`${error.reason}\``;
}

function rowPhrase(root: string, code: string): string {
  switch (root) {
    case 'data':
      return `writes the others, ends with \`rowsRefused\`, names the record and \`${code}\``;
    case 'fields':
      return code === 'DUPLICATE_DATA' ? 'goes on with the field that is there' : 'stops: `invalidField`';
    case 'resource':
      return 'stops: `jobFailed`';
    default:
      return `names \`${code}\``;
  }
}

const TITLE = `# Limits and errors of the CRM

Every documented limit and error of Zoho's API that the product meets or will meet: what brings it about, what the API answers, and what the product
says or does about it. Each line is a test that provokes it over HTTP at the sandbox (\`test/sandbox/limits\`); this page is written from the same
data by \`npm run write:limits\`, and a test compares it.
`;

/** The page, formatted as the formatter would. */
export async function limitsPage(): Promise<string> {
  const head = ['endpoint', 'when', 'answer', 'the product'];
  const rows = await Promise.all(
    CRM_LIMITS.map(async (limit) => [
      `\`${limit.endpoint}\``,
      limit.when,
      `${limit.status} \`${limit.code}\`${limit.row === undefined ? '' : ' of the row'}`,
      await productPhrase(limit),
    ]),
  );
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return `${TITLE}\n${[line(head), rule, ...rows.map(line)].join('\n')}\n`;
}
