import { createHash } from 'node:crypto';
import * as z from 'zod';
import { StoreError } from '#core/store/store-error.ts';
import { failureOf, toStoreError, type CatalystCalls } from './catalyst-call.ts';
import type { CatalystBucket } from './catalyst-services.ts';

/** Parts are 5 to 100 MB (Catalyst Stratus, "Upload Object"); one is in memory at a time. Bytes. */
const PART_BYTES = 8 * 1024 * 1024;
/** "Part number must be between 1 and 1000": at most 8 GB. Source: zcatalyst-sdk-node 3.4.0. */
const MAX_PARTS = 1_000;
/** Completing is answered 202, "accepted": the object is looked for until it shows, ten seconds at the usual pace. */
const MAX_LOOKS = 40;

const startedSchema = z.object({ upload_id: z.string().min(1) });
const detailsSchema = z.object({ size: z.coerce.number() });

export interface Upload {
  readonly bucket: () => CatalystBucket;
  readonly calls: CatalystCalls;
  /** Pauses before the next look. */
  readonly look: () => Promise<void>;
}

/**
 * Writes chunks under a name that nobody has used before: at once when they fit into one part, in parts otherwise. What the
 * chunks throw passes unchanged and nothing is completed; they never reach the SDK as a stream, since it ends an upload
 * whose source failed as if it were whole. Throws `StoreError` for the platform.
 */
export async function uploadParts(
  upload: Upload,
  name: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  let part = Buffer.alloc(0);
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let uploadId: string | null = null;
  let number = 0;

  const send = async (content: Buffer): Promise<void> => {
    uploadId ??= await begin(upload, name);
    number += 1;
    if (number > MAX_PARTS) throw new StoreError('storageFull', `an object holds at most ${MAX_PARTS} parts`);
    await sendPart(upload, name, uploadId, content, number);
  };
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    // A copy: the writer may use its buffer again.
    pending.push(Buffer.from(chunk));
    pendingBytes += chunk.length;
    if (pendingBytes < PART_BYTES) continue;
    part = Buffer.concat(pending);
    let at = 0;
    for (; part.length - at >= PART_BYTES; at += PART_BYTES) await send(part.subarray(at, at + PART_BYTES));
    pending = [part.subarray(at)];
    pendingBytes = part.length - at;
  }
  const rest = Buffer.concat(pending);
  if (uploadId === null) await putWhole(upload, name, rest);
  else {
    if (rest.length > 0) await send(rest);
    await complete(upload, name, uploadId, bytes);
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function putWhole({ bucket, calls }: Upload, name: string, content: Buffer): Promise<void> {
  // A name of its own: the second attempt writes the same bytes again.
  const options = { overwrite: true, contentType: 'application/octet-stream' };
  await calls
    .repeated(() => bucket().putObject(name, content, options))
    .catch((error: unknown) => {
      throw toStoreError(error, 'write an object');
    });
}

async function begin({ bucket, calls }: Upload, name: string): Promise<string> {
  const options = { overwrite: true, contentType: 'application/octet-stream' };
  const answer = await calls
    .repeated(() => bucket().initiateMultipartUpload(name, options))
    .catch((error: unknown) => {
      throw toStoreError(error, 'begin an upload');
    });
  return startedSchema.parse(answer).upload_id;
}

async function sendPart({ bucket, calls }: Upload, name: string, id: string, part: Buffer, n: number): Promise<void> {
  const taken = await calls
    .repeated(() => bucket().uploadPart(name, id, part, n, { overwrite: true, contentLength: part.length }))
    .catch((error: unknown) => {
      throw toStoreError(error, 'take a part');
    });
  if (!taken) throw new StoreError('unavailable', 'Catalyst did not take a part');
}

async function complete(upload: Upload, name: string, uploadId: string, bytes: number): Promise<void> {
  const { bucket, calls, look } = upload;
  let failure: unknown = null;
  await calls
    .once(() => bucket().completeMultipartUpload(name, uploadId, { overwrite: true }))
    .catch((error: unknown) => {
      // It may have been completed all the same: the object itself tells.
      if (failureOf(error) !== 'inDoubt') throw toStoreError(error, 'complete an upload');
      failure = error;
    });
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    try {
      const { size } = detailsSchema.parse(await calls.repeated(() => bucket().details(name)));
      if (size === bytes) return;
      throw new StoreError('blobDamaged', `${size} of ${bytes} bytes arrived`);
    } catch (error) {
      if (failureOf(error) !== 'missing') throw toStoreError(error, 'show an object');
    }
    await look();
  }
  throw toStoreError(failure, 'complete an upload');
}
