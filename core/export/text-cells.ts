import type { TextColumn } from '#core/columns/column-table.ts';
import { ByteWriter } from './byte-writer.ts';
import { escapeFormula } from './csv-format.ts';

const FIRST_KEPT_BYTES = 4096;

/** Writes the cells of one text column; each dictionary entry is escaped and encoded once, however many rows and batches use it. */
export class TextCells {
  private readonly escapeFormulas: boolean;
  private readonly mostKeptBytes: number;
  private readonly kept = new ByteWriter(FIRST_KEPT_BYTES);
  /** By code: the entry that was encoded and its place in `kept`. The text tells a foreign dictionary from a grown one. */
  private readonly texts: (string | undefined)[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly broken: boolean[] = [];

  /** Beyond `mostKeptBytes` (unique names of a huge org) entries are encoded where they are used. */
  constructor(escapeFormulas: boolean, mostKeptBytes: number) {
    this.escapeFormulas = escapeFormulas;
    this.mostKeptBytes = mostKeptBytes;
  }

  /** Writes the entry of a code that is not `NULL_CODE`. */
  write(column: TextColumn, code: number, into: ByteWriter): void {
    const text = column.dictionary.at(code);
    if (text === undefined) throw new RangeError(`A text code without a dictionary entry: ${code}`);
    if (this.texts[code] !== text) {
      if (this.kept.length >= this.mostKeptBytes) {
        into.quoted(this.safe(text));
        return;
      }
      this.keep(code, text);
    }
    into.copy(this.kept, this.starts[code]!, this.ends[code]!);
    if (this.broken[code] === true) into.brokenTexts++;
  }

  private keep(code: number, text: string): void {
    const start = this.kept.length;
    const brokenBefore = this.kept.brokenTexts;
    this.kept.quoted(this.safe(text));
    this.texts[code] = text;
    this.starts[code] = start;
    this.ends[code] = this.kept.length;
    this.broken[code] = this.kept.brokenTexts > brokenBefore;
  }

  safe(text: string): string {
    return this.escapeFormulas ? escapeFormula(text) : text;
  }
}
