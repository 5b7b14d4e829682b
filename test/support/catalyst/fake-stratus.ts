import { randomUUID } from 'node:crypto';
import { FakeRefusal } from './fake-nosql.ts';
import type { CatalystSwitches } from './switches.ts';

/** Source: Catalyst Stratus, "Upload Object": parts of 5 to 100 MB, the last one smaller, numbered 1 to 1,000. */
const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_PART_BYTES = 100 * 1024 * 1024;
const MAX_PARTS = 1_000;
/** How often an object is looked for before a completed upload shows. */
const LOOKS_UNTIL_COMPLETE = 2;

export interface FakeBucket {
  put(key: string, content: Buffer, overwrite: boolean): void;
  get(key: string): Buffer;
  details(key: string): Record<string, unknown>;
  remove(keys: readonly string[]): void;
  list(prefix: string, max: number, token: string): Record<string, unknown>;
  initiate(key: string): string;
  part(uploadId: string, number: number, content: Buffer): void;
  complete(uploadId: string): void;
  /** Behind the service's back. */
  readonly objects: Map<string, Buffer>;
  /** Uploads that were begun and not completed; the SDK has no call that ends one. */
  readonly pending: number;
}

export function createFakeBucket(switches: () => CatalystSwitches): FakeBucket {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, { readonly key: string; readonly parts: Map<number, Buffer> }>();
  const later = new Map<string, { looks: number; readonly content: Buffer }>();
  const ghosts = new Set<string>();

  const look = (key: string): Buffer => {
    const waiting = later.get(key);
    if (waiting !== undefined && ++waiting.looks > LOOKS_UNTIL_COMPLETE) {
      objects.set(key, waiting.content);
      later.delete(key);
    }
    const content = objects.get(key);
    if (content === undefined) throw new FakeRefusal(404, 'no_such_key');
    return content;
  };
  return {
    objects,
    put(key, content, overwrite) {
      if (objects.has(key) && !overwrite) throw new FakeRefusal(409, 'key_already_exists');
      objects.set(key, content);
    },
    get: look,
    details: (key) => ({ key, key_type: 'file', size: look(key).length, content_type: 'application/octet-stream' }),
    remove(keys) {
      const missing = keys.filter((key) => !objects.has(key) && !later.has(key));
      if (missing.length > 0 && switches().deleteOfMissingObject === 'notFound')
        throw new FakeRefusal(404, 'no_such_key');
      for (const key of keys) {
        if (objects.has(key) && switches().listing === 'late') ghosts.add(key);
        objects.delete(key);
        later.delete(key);
      }
    },
    list(prefix, max, token) {
      const names = [...new Set([...objects.keys(), ...ghosts])]
        .filter((key) => key.startsWith(prefix) && key > token)
        .toSorted();
      const page = names.slice(0, max);
      const truncated = page.length < names.length;
      if (!truncated) ghosts.clear();
      return {
        key_count: page.length,
        max_keys: max,
        truncated: String(truncated),
        contents: page.map((key) => ({ key, key_type: 'file', size: objects.get(key)?.length ?? 0 })),
        ...(truncated ? { next_continuation_token: page.at(-1) } : {}),
      };
    },
    initiate(key) {
      const id = randomUUID();
      uploads.set(id, { key, parts: new Map() });
      return id;
    },
    part(uploadId, number, content) {
      const upload = uploads.get(uploadId);
      if (upload === undefined || number < 1 || number > MAX_PARTS || content.length > MAX_PART_BYTES)
        throw new FakeRefusal(400, 'invalid_part');
      upload.parts.set(number, content);
    },
    complete(uploadId) {
      const upload = uploads.get(uploadId);
      if (upload === undefined) throw new FakeRefusal(404, 'no_such_upload');
      const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, content]) => content);
      if (parts.slice(0, -1).some((part) => part.length < MIN_PART_BYTES)) throw new FakeRefusal(400, 'part_too_small');
      uploads.delete(uploadId);
      const content = Buffer.concat(parts);
      if (switches().multipartCompletes === 'later') later.set(upload.key, { looks: 0, content });
      else objects.set(upload.key, content);
    },
    get pending() {
      return uploads.size;
    },
  };
}
