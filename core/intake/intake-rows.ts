import type { Texts } from '#core/columns/column-table.ts';
import type { IntakeCoverage } from './coverage.ts';

/** Days up to the present one that are kept: as long as engagement looks back, and as voice of the customer does (ENG-2, VOC-2). */
export const TOUCH_WINDOW_DAYS = 365;
export const TEXT_WINDOW_DAYS = 180;

/** Ids of touch points' sources: those of the shipped recipes that read the same. */
export const INTAKE_SOURCES = ['emails', 'notes'] as const;
export type IntakeSource = (typeof INTAKE_SOURCES)[number];

/** Touch points of one source with the CRM's ids; whoever scores them knows the ordinals. Arrays are as long as `length`. */
export interface IntakeTouchPoints {
  readonly length: number;
  readonly source: IntakeSource;
  /** Of notes the CRM's id, of e-mails 63 bits of a hash of the contact and theirs, which is no number. */
  readonly recordId: BigInt64Array;
  /** Place in `TOUCHES`. */
  readonly touch: Uint8Array;
  /** `NULL_ID` = of no contact. */
  readonly contact: BigInt64Array;
  /** The contact's account when contacts were last listed; of notes else the record's. `NULL_ID` = none. */
  readonly account: BigInt64Array;
  /** Org-local epoch day. */
  readonly day: Int32Array;
  /** Org-local hour, 0 to 23; -1 = not known. */
  readonly hour: Int8Array;
}

/** Who wrote a text. */
export const TEXT_DIRECTIONS = ['inbound', 'note'] as const;
export type TextDirection = (typeof TEXT_DIRECTIONS)[number];

/** Texts with the CRM's ids, as in `IntakeTouchPoints`. What the org sent itself is not read. */
export interface IntakeTexts {
  readonly length: number;
  readonly recordId: BigInt64Array;
  /** The same in every row of one message, which stands under each contact that has it in its list; of notes the note. */
  readonly message: BigInt64Array;
  readonly contact: BigInt64Array;
  readonly account: BigInt64Array;
  readonly day: Int32Array;
  /** Place in `TEXT_DIRECTIONS`. */
  readonly direction: Uint8Array;
  /** By row; no markup. */
  readonly text: Texts;
}

/** Accounts by id, both ends included. */
export interface AccountRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** What an org's intake has read so far, as it was last published. Iterations come in pieces of some thousand rows, in no particular order. */
export interface IntakeReader {
  readonly coverage: IntakeCoverage;
  touchPoints(accounts?: AccountRange): AsyncIterable<IntakeTouchPoints>;
  texts(accounts?: AccountRange): AsyncIterable<IntakeTexts>;
}
