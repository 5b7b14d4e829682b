import { tableFromArrays, tableFromIPC, tableToIPC, Table, type Field } from '@uwdata/flechette';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLUMNS_FORMAT, decodeColumns, encodeColumns } from '#core/columns/arrow-columns.ts';
import { checksum } from '#core/columns/checksum.ts';
import { NULL_DAY, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { cellsOf } from '#test/support/csv-text.ts';

interface Row {
  readonly id: bigint;
  readonly code: number;
  readonly n: number;
  readonly minor: number;
  readonly day: number;
  readonly flag: number;
}

const DICTIONARY = ['Acme', 'Bolt & Söhne', '', '\u{1F600}', 'unused at first'];
const rows = fc.array(
  fc.record({
    id: fc.oneof(fc.constant(0n), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    code: fc.integer({ min: -1, max: DICTIONARY.length - 1 }),
    n: fc.oneof(fc.constant(NaN), fc.double()),
    minor: fc.oneof(fc.constant(NaN), fc.maxSafeInteger()),
    day: fc.oneof(fc.constant(NULL_DAY), fc.integer()),
    flag: fc.integer({ min: 0, max: 2 }),
  }),
  { maxLength: 40 },
);

function tableOf(values: readonly Row[]): ColumnTable {
  // One entry more than the table has rows: what lies behind its length must not be written.
  const padded = [...values, { id: 1n, code: 0, n: 1, minor: 1, day: 1, flag: 1 }];
  return {
    length: values.length,
    columns: new Map<string, Column>([
      ['id', { kind: 'id', values: BigInt64Array.from(padded, ({ id }) => id) }],
      ['crm:Name', { kind: 'text', codes: Int32Array.from(padded, ({ code }) => code), dictionary: DICTIONARY }],
      ['n', { kind: 'number', values: Float64Array.from(padded, ({ n }) => n) }],
      ['amount', { kind: 'money', minor: Float64Array.from(padded, ({ minor }) => minor) }],
      ['day', { kind: 'day', days: Int32Array.from(padded, ({ day }) => day) }],
      ['flag', { kind: 'boolean', values: Uint8Array.from(padded, ({ flag }) => flag) }],
    ]),
  };
}

const SAMPLE = tableOf([
  { id: 5n, code: 1, n: 1.5, minor: 100, day: 3, flag: 1 },
  { id: 0n, code: -1, n: NaN, minor: NaN, day: NULL_DAY, flag: 2 },
  { id: -7n, code: 3, n: -0.25, minor: -1, day: -4, flag: 0 },
]);

function decoded(bytes: Uint8Array): ColumnTable {
  const result = decodeColumns(bytes);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Seals a stream of somebody else's as ours are sealed. */
function seal(stream: Uint8Array | null): Uint8Array {
  const body = stream ?? new Uint8Array(0);
  const trailer = new DataView(new ArrayBuffer(16));
  for (const [index, letter] of [...'LODESTAR'].entries()) trailer.setUint8(index, letter.charCodeAt(0));
  trailer.setUint32(8, checksum(body), true);
  return Uint8Array.from([...body, ...new Uint8Array(trailer.buffer)]);
}

test('every table comes back equal, empty values and order of columns included', () => {
  fc.assert(
    fc.property(rows, (values) => {
      const table = tableOf(values);
      const back = decoded(encodeColumns(table));
      expect(back.length).toBe(table.length);
      expect([...back.columns].map(([key, { kind }]) => [key, kind])).toEqual(
        [...table.columns].map(([key, { kind }]) => [key, kind]),
      );
      for (const key of table.columns.keys()) expect(cellsOf(back, key)).toEqual(cellsOf(table, key));
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('what no row uses is not in the bytes', () => {
  const bytes = encodeColumns(SAMPLE);
  const text = Buffer.from(bytes).toString('utf8');
  expect(text).toContain('Bolt & Söhne');
  expect(text).not.toContain('unused at first');
  expect(text).not.toContain('Acme');
});

test('any Arrow reader sees the values, with nulls for the empty ones', () => {
  const arrow = tableFromIPC(encodeColumns(SAMPLE), { useBigInt: true, useDate: false });
  expect(arrow.toArray().map((row) => ({ ...row }))).toEqual([
    { id: 5n, 'crm:Name': 'Bolt & Söhne', n: 1.5, amount: 100, day: 3 * 86_400_000, flag: true },
    { id: null, 'crm:Name': null, n: null, amount: null, day: null, flag: null },
    { id: -7n, 'crm:Name': '\u{1F600}', n: -0.25, amount: -1, day: -4 * 86_400_000, flag: false },
  ]);
});

test('bytes at an odd place in memory are read too', () => {
  const bytes = encodeColumns(SAMPLE);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect(cellsOf(decoded(shifted.subarray(3)), 'id')).toEqual([5n, null, -7n]);
});

test('any damage is a problem and never an exception', () => {
  const bytes = encodeColumns(SAMPLE);
  const change = fc.oneof(
    fc
      .tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }))
      .map(([at, flip]) => bytes.map((byte, index) => (index === at ? byte ^ flip : byte))),
    fc.nat(bytes.length - 1).map((length) => bytes.slice(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 40 }).map((more) => Uint8Array.from([...bytes, ...more])),
    fc.uint8Array({ maxLength: 200 }),
  );
  fc.assert(
    fc.property(change, (damaged) => {
      // The last four bytes are zeros that nothing depends on.
      fc.pre(damaged.length !== bytes.length || damaged.subarray(0, -4).some((byte, index) => byte !== bytes[index]));
      const result = decodeColumns(damaged, 'generation 7');
      expect(result.ok).toBe(false);
      if (!result.ok) {
        expect(['columns.notOurs', 'columns.damaged']).toContain(result.error.code);
        expect(result.error.where).toBe('generation 7');
      }
    }),
    { numRuns: propertyRuns(1_000) },
  );
});

test('Arrow streams of others are not ours, sealed or not', () => {
  const foreign = tableToIPC(tableFromArrays({ id: [1, 2] }), { format: 'stream' });
  expect(decodeColumns(foreign ?? new Uint8Array(0))).toMatchObject({ ok: false, error: { code: 'columns.notOurs' } });
  expect(decodeColumns(seal(foreign))).toMatchObject({
    ok: false,
    error: { code: 'columns.unknownFormat', params: { format: null } },
  });
  expect(decodeColumns(seal(Uint8Array.of(255, 255, 255, 255, 1, 0, 0)))).toMatchObject({
    ok: false,
    error: { code: 'columns.damaged' },
  });
});

function sealedTable(change: (field: Field) => Field, format: string): Uint8Array {
  const arrow = tableFromIPC(encodeColumns(SAMPLE), { useBigInt: true });
  const schema = {
    ...arrow.schema,
    fields: arrow.schema.fields.map(change),
    metadata: new Map([['lodestar.format', format]]),
  };
  return seal(tableToIPC(new Table(schema, arrow.children), { format: 'stream' }));
}

test('a later version is refused by name, before its columns are looked at', () => {
  expect(decodeColumns(sealedTable((field) => field, COLUMNS_FORMAT)).ok).toBe(true);
  expect(decodeColumns(sealedTable((field) => field, 'lodestar.columns/2'))).toMatchObject({
    ok: false,
    error: { code: 'columns.unknownFormat', params: { format: 'lodestar.columns/2', expected: COLUMNS_FORMAT } },
  });
});

test.each(['id', 'text', 'number', 'money', 'day', 'boolean', 'unheard of'])(
  'columns that claim to be %s and are not are refused',
  (kind) => {
    const claimed = sealedTable(
      (field) => ({ ...field, metadata: new Map([['lodestar.kind', kind]]) }),
      COLUMNS_FORMAT,
    );
    expect(decodeColumns(claimed)).toMatchObject({ ok: false, error: { code: 'columns.damaged' } });
  },
);

test('codes that point outside their dictionary are refused', () => {
  const broken: ColumnTable = {
    length: 1,
    columns: new Map<string, Column>([['name', { kind: 'text', codes: Int32Array.of(0), dictionary: ['only'] }]]),
  };
  const arrow = tableFromIPC(encodeColumns(broken), { useBigInt: true });
  const batch = arrow.getChild('name').data[0];
  if (batch === undefined) throw new Error('One batch');
  batch.values = Int32Array.of(9);
  const schema = { ...arrow.schema, metadata: new Map([['lodestar.format', COLUMNS_FORMAT]]) };
  expect(decodeColumns(seal(tableToIPC(new Table(schema, arrow.children), { format: 'stream' })))).toMatchObject({
    ok: false,
    error: { code: 'columns.damaged', params: { column: 'name' } },
  });
});

test('a table without columns is a mistake of the caller', () => {
  expect(() => encodeColumns({ length: 0, columns: new Map() })).toThrow(RangeError);
});
