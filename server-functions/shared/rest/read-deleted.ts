import * as z from 'zod';
import type { Cancellation } from '#core/cancellation.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { DeletedRequest } from '#core/crm/sliced-crm-batch.ts';
import { tooManyRows } from './bulk-read.ts';
import { toInstantText } from './query-changes.ts';
import { parseAnswer, type RestSender } from './send-rest.ts';

/** Zoho CRM API v8, deleted records. */
const PER_PAGE = 200;
/** Above it a full run costs hardly more than to list them, page by page and twice. Ids. */
const MAX_DELETED = 10_000;

const deletedAnswer = z.object({
  data: z.array(z.object({ id: z.string() })),
  info: z.object({ more_records: z.boolean().catch(false) }).catch({ more_records: false }),
});

/**
 * `SlicedCrmBatch.readDeleted`, newest first as the CRM lists them. What is deleted between two pages repeats a row, but what is
 * restored between them moves one to a page that was read: several pages are read twice, and what either shows counts.
 */
export async function readDeletedIds(
  rest: RestSender,
  { module, since }: DeletedRequest,
  cancellation?: Cancellation,
): Promise<BigInt64Array> {
  const found = new Set<string>();
  const header = { 'If-Modified-Since': toInstantText(Math.floor(since / 1_000)) };
  for (let reading = 0; reading < 2; reading++) {
    let page = 1;
    for (let more = true; more; page++) {
      cancellation?.throwIfAborted();
      const answer = await askForPage(rest, module, page, header);
      for (const { id } of answer.data) found.add(id);
      if (found.size > MAX_DELETED) throw tooManyRows(module, MAX_DELETED);
      more = answer.info.more_records && answer.data.length > 0;
    }
    if (page <= 2) break;
  }
  return BigInt64Array.from(found, BigInt).sort();
}

/** After no content, twice: what the CRM answers whenever it does says whether a gateway gives nothing to anything. Throws `CrmError`. */
export async function requireAnAnswer(rest: RestSender): Promise<void> {
  await rest.send({ method: 'GET', path: '/crm/v8/org', mustAnswer: true });
}

type Page = z.infer<typeof deletedAnswer>;
const NONE: Page = { data: [], info: { more_records: false } };

async function askForPage(
  rest: RestSender,
  module: string,
  page: number,
  headers: Readonly<Record<string, string>>,
): Promise<Page> {
  const path = `/crm/v8/${module}/deleted`;
  const query = { type: 'all', page: String(page), per_page: String(PER_PAGE) };
  const request = { method: 'GET', path, query, headers, accept: [304] } as const;
  for (let asked = 0; asked < 2; asked++) {
    const { status, body } = await rest.send(request).catch((error: unknown) => {
      if (error instanceof CrmError && error.reason === 'notFound')
        throw new CrmError('invalidModule', `the CRM lists no deleted records of ${module}`, { module }, error);
      throw error;
    });
    if (status === 304) return NONE;
    if (body !== null) return parseAnswer(deletedAnswer, body, path);
  }
  await requireAnAnswer(rest);
  return NONE;
}
