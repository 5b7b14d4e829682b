import { closeSync, openSync, readSync } from 'node:fs';

/** A power of two, so that no value of eight bytes lies in two of them. Bytes. */
const BLOCK_BYTES = 64 * 1024;
/** Four megabytes: a few for each column that is read in turn. Blocks. */
const MAX_BLOCKS = 64;

/** Files that nobody can read any more. */
const gone = new FinalizationRegistry<number>(closeSync);

interface Block {
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the file has of it. */
  readonly length: number;
}

/** A file of which only the blocks last asked for are in memory. Throws RangeError on what lies behind its end. */
export class BlockFile {
  private readonly file: number;
  /** In the order of their last use. */
  private readonly blocks = new Map<number, Block>();
  private current: Block = { number: -1, bytes: new Uint8Array(0), length: 0 };
  /** Of the block that was last sought; good until the next question. */
  data = new DataView(this.current.bytes.buffer);

  constructor(path: string) {
    this.file = openSync(path, 'r');
  }

  /** Where in `data` that byte of the file stands. */
  seek(at: number): number {
    const number = Math.floor(at / BLOCK_BYTES);
    if (number !== this.current.number) this.load(number);
    const start = at - number * BLOCK_BYTES;
    if (start >= this.current.length) throw new RangeError(`nothing lies at ${at}`);
    return start;
  }

  /** Fills `into` from there; large pieces do not pass through the blocks. */
  read(at: number, into: Uint8Array): void {
    for (let done = 0; done < into.length;) {
      const rest = into.subarray(done);
      let count: number;
      if (rest.length >= BLOCK_BYTES) count = readSync(this.file, rest, 0, rest.length, at + done);
      else {
        const start = this.seek(at + done);
        const part = this.current.bytes.subarray(start, Math.min(this.current.length, start + rest.length));
        rest.set(part);
        count = part.length;
      }
      if (count === 0) throw new RangeError(`nothing lies at ${at + done}`);
      done += count;
    }
  }

  close(): void {
    closeSync(this.file);
  }

  /** For who cannot know when the last one has read: it is closed once nobody has it any more. */
  closeWhenGone(): void {
    gone.register(this, this.file);
  }

  private load(number: number): void {
    let found = this.blocks.get(number);
    if (found === undefined) {
      const [oldest] = this.blocks.size < MAX_BLOCKS ? [] : this.blocks.values();
      if (oldest !== undefined) this.blocks.delete(oldest.number);
      const bytes = oldest?.bytes ?? new Uint8Array(BLOCK_BYTES);
      found = { number, bytes, length: readSync(this.file, bytes, 0, BLOCK_BYTES, number * BLOCK_BYTES) };
    } else this.blocks.delete(number);
    this.blocks.set(number, found);
    this.current = found;
    this.data = new DataView(found.bytes.buffer, found.bytes.byteOffset, found.length);
  }
}
