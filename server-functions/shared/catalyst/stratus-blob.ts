import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Blob, BlobInfo } from '#core/store/blob.ts';
import { StoreError } from '#core/store/store-error.ts';
import { checkItemKey, checkKeyPrefix } from '../stores/item-key.ts';
import { createCatalystCalls, failureOf, toStoreError, type CatalystCalls } from './catalyst-call.ts';
import type { CatalystServices } from './catalyst-services.ts';
import { readChecked } from './read-checked.ts';
import { uploadParts } from './upload-parts.ts';

/** Objects of one answer. Source: Catalyst Stratus, "List Objects": at most 1,000. */
const LIST_PAGE = 1_000;
/** Small objects read at a time for a listing; a function has few connections. */
const READ_AT_ONCE = 8;
/** A reader that finds content gone looks for what took its place. */
const READ_ATTEMPTS = 3;

const headSchema = z.strictObject({
  format: z.literal('lodestar.blob/1'),
  place: z.string(),
  data: z.uuid(),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
type Head = z.infer<typeof headSchema>;

export interface StratusBlobOptions {
  readonly services: () => Pick<CatalystServices, 'bucket'>;
  readonly calls?: CatalystCalls;
  /** How long to wait between looks for a completed upload. Milliseconds. */
  readonly lookEveryMs?: number;
  readonly listPage?: number;
}

export interface StratusBlob extends Blob {
  /** An address under which anybody reads the object's content for so many seconds; null when it is not there. */
  signedUrl(org: OrgKey, key: string, seconds: number): Promise<string | null>;
}

/**
 * `Blob` in one Stratus bucket. Content goes to an object of its own name, `<dc>/<org>/data/<uuid>`, which nobody ever writes
 * again; what publishes it is a small head, `<dc>/<org>/heads/<key>.json`, with size, checksum and its own place, replaced in
 * one call. So a key is whole or absent whatever breaks, and a head that was moved or copied elsewhere is refused. A write
 * that is killed leaves content without a head, which nothing reads.
 */
export function createStratusBlob(options: StratusBlobOptions): StratusBlob {
  const { services, lookEveryMs = 250, listPage = LIST_PAGE } = options;
  const calls = options.calls ?? createCatalystCalls();

  const read = async (name: string): Promise<Buffer | null> => {
    try {
      return await calls.repeated(async () => {
        const parts: Buffer[] = [];
        for await (const chunk of await services().bucket.getObject(name))
          if (chunk instanceof Buffer) parts.push(chunk);
        return Buffer.concat(parts);
      });
    } catch (error) {
      if (failureOf(error) === 'missing') return null;
      throw toStoreError(error, 'read an object');
    }
  };
  const readHead = async (org: OrgKey, key: string): Promise<Head | null> => {
    const bytes = await read(headName(org, key));
    if (bytes === null) return null;
    const parsed = headSchema.safeParse(parseJson(bytes));
    if (parsed.success && parsed.data.place === headName(org, key)) return parsed.data;
    throw new StoreError('blobDamaged', `the stored object ${key} is damaged`);
  };
  const removeObject = async (name: string): Promise<void> => {
    try {
      await calls.repeated(() => services().bucket.deleteObject(name));
    } catch (error) {
      if (failureOf(error) !== 'missing') throw toStoreError(error, 'remove an object');
    }
  };
  const publish = async (org: OrgKey, key: string, head: Head): Promise<void> => {
    const body = Buffer.from(JSON.stringify(head));
    // The same head twice is the same head: an attempt whose answer was lost may be made again.
    await calls.repeated(() =>
      services().bucket.putObject(headName(org, key), body, { overwrite: true, contentType: 'application/json' }),
    );
  };

  return {
    async write(org, key, chunks) {
      const place = headName(org, key);
      const data = randomUUID();
      const name = dataName(org, data);
      const look = (): Promise<void> => wait(lookEveryMs);
      try {
        const { bytes, sha256 } = await uploadParts({ bucket: () => services().bucket, calls, look }, name, chunks);
        // A damaged head is replaced like any other.
        const former = await readHead(org, key).catch((error: unknown) => {
          if (error instanceof StoreError && error.code === 'blobDamaged') return null;
          throw error;
        });
        await publish(org, key, { format: 'lodestar.blob/1', place, data, bytes, sha256 }).catch((error: unknown) => {
          throw toStoreError(error, 'publish an object');
        });
        // What stays behind costs room alone: no head names it.
        if (former !== null) await removeObject(dataName(org, former.data)).catch(() => undefined);
        return { key, bytes, sha256 };
      } catch (error) {
        await removeObject(name).catch(() => undefined);
        throw error;
      }
    },

    async read(org, key) {
      for (let attempt = 1; ; attempt++) {
        const head = await readHead(org, key);
        if (head === null) return null;
        try {
          const stream = await calls.repeated(() => services().bucket.getObject(dataName(org, head.data)));
          const info: BlobInfo = { key, bytes: head.bytes, sha256: head.sha256 };
          return { info, chunks: readChecked(stream, info) };
        } catch (error) {
          if (failureOf(error) !== 'missing') throw toStoreError(error, 'read an object');
          // Replaced between the two reads, or damaged for good.
          if (attempt === READ_ATTEMPTS) throw new StoreError('blobDamaged', `the content of ${key} is gone`, error);
        }
      }
    },

    async remove(org, key) {
      const head = await readHead(org, key).catch((error: unknown) => {
        if (error instanceof StoreError && error.code === 'blobDamaged') return 'damaged' as const;
        throw error;
      });
      if (head === null) return;
      await removeObject(headName(org, key));
      if (head !== 'damaged') await removeObject(dataName(org, head.data));
    },

    async list(org, prefix) {
      checkKeyPrefix(prefix);
      const start = `${rootOf(org)}/heads/`;
      const keys: string[] = [];
      let token: string | null = null;
      do {
        const page: ListedPage = await listOnce(services().bucket, calls, `${start}${prefix}`, listPage, token);
        keys.push(...page.names.map((name) => name.slice(start.length, -HEAD_SUFFIX.length)));
        token = page.next;
      } while (token !== null);
      const infos: BlobInfo[] = [];
      for (let at = 0; at < keys.length; at += READ_AT_ONCE) {
        const some = keys.slice(at, at + READ_AT_ONCE);
        const heads = await Promise.all(some.map((key) => readHead(org, key)));
        // Listed and gone meanwhile: listings may lag behind.
        heads.forEach((head, index) => {
          const key = some[index];
          if (head !== null && key !== undefined) infos.push({ key, bytes: head.bytes, sha256: head.sha256 });
        });
      }
      return infos.sort((a, b) => (a.key < b.key ? -1 : 1));
    },

    async signedUrl(org, key, seconds) {
      const head = await readHead(org, key);
      if (head === null) return null;
      const answer = await calls
        .repeated(() =>
          services().bucket.generatePreSignedUrl(dataName(org, head.data), 'GET', { expiryIn: String(seconds) }),
        )
        .catch((error: unknown) => {
          throw toStoreError(error, 'sign an address');
        });
      return z.object({ signature: z.url() }).parse(answer).signature;
    },
  };
}

const HEAD_SUFFIX = '.json';

/** A name of its own ending, so that a key may be the beginning of another one where names are shown as folders. */
function headName(org: OrgKey, key: string): string {
  checkItemKey(key);
  return `${rootOf(org)}/heads/${key}${HEAD_SUFFIX}`;
}

function dataName(org: OrgKey, id: string): string {
  return `${rootOf(org)}/data/${id}`;
}

function rootOf(org: OrgKey): string {
  if (!/^\d+$/.test(org.orgId)) throw new StoreError('invalidKey', 'org ids are digits');
  return `${org.dc}/${org.orgId}`;
}

interface ListedPage {
  readonly names: readonly string[];
  readonly next: string | null;
}

const listedSchema = z.object({
  contents: z.array(z.unknown()),
  next_continuation_token: z.string().optional(),
});
const namedSchema = z.object({ key: z.string() });

async function listOnce(
  bucket: CatalystServices['bucket'],
  calls: CatalystCalls,
  prefix: string,
  max: number,
  token: string | null,
): Promise<ListedPage> {
  const answer = await calls
    .repeated(() =>
      bucket.listPagedObjects({
        prefix,
        maxKeys: String(max),
        ...(token === null ? {} : { continuationToken: token }),
      }),
    )
    .catch((error: unknown) => {
      throw toStoreError(error, 'list objects');
    });
  const { contents, next_continuation_token: next = null } = listedSchema.parse(answer);
  // The SDK wraps each object in a class that says what it holds as JSON.
  const names = contents.map((each) => namedSchema.parse(JSON.parse(JSON.stringify(each))).key);
  return { names: names.filter((name) => name.endsWith(HEAD_SUFFIX)), next };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return null;
  }
}
