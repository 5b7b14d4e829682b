import * as z from 'zod';
import type { CatalystSwitches } from './switches.ts';

/** Source: Catalyst NoSQL, "Components": 400 KB an item; "Insert Items": 25 at once; "Query Table": 100 at once. */
const MAX_ITEM_BYTES = 400 * 1024;
const MAX_WRITES = 25;
const MAX_QUERIED = 100;

const typedValue = z.record(z.string(), z.unknown());
const itemSchema = z.record(z.string(), typedValue);
type Item = z.infer<typeof itemSchema>;

interface Condition {
  attribute?: string[] | undefined;
  operator?: string | undefined;
  value?: Record<string, unknown> | undefined;
  function?: { function_name: 'attribute_exists'; args: { attribute_path: string[] }[] } | undefined;
  negate?: boolean | undefined;
  group_operator?: 'AND' | 'OR' | undefined;
  group?: Condition[] | undefined;
}
const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.strictObject({
    attribute: z.array(z.string()).length(1).optional(),
    operator: z.enum(['equals', 'greater_than', 'greater_equal', 'less_than', 'begins_with']).optional(),
    value: typedValue.optional(),
    function: z
      .strictObject({
        function_name: z.literal('attribute_exists'),
        args: z.array(z.strictObject({ attribute_path: z.array(z.string()).length(1) })),
      })
      .optional(),
    negate: z.boolean().optional(),
    group_operator: z.enum(['AND', 'OR']).optional(),
    group: z.array(conditionSchema).optional(),
  }),
);
const returned = z.enum(['NEW', 'OLD', 'NULL']).default('NULL');
const insertSchema = z.array(
  z.strictObject({ item: itemSchema, condition: conditionSchema.optional(), return: returned }),
);
const updateSchema = z.array(
  z.strictObject({
    keys: itemSchema,
    condition: conditionSchema.optional(),
    return: returned,
    update_attributes: z.array(
      z.strictObject({
        operation_type: z.enum(['PUT', 'DELETE']),
        attribute_path: z.array(z.string()).length(1),
        update_value: typedValue.optional(),
      }),
    ),
  }),
);
const deleteSchema = z.array(
  z.strictObject({ keys: itemSchema, condition: conditionSchema.optional(), return: returned }),
);
const fetchSchema = z.strictObject({ keys: z.array(itemSchema), consistent_read: z.boolean().default(false) });
const querySchema = z.strictObject({
  key_condition: conditionSchema,
  limit: z.int().min(1).max(MAX_QUERIED),
  forward_scan: z.boolean(),
  consistent_read: z.boolean().default(false),
  start_key: itemSchema.optional(),
});

export interface FakeTable {
  /** The `data` of an answer; throws `FakeRefusal`. */
  call(method: string, action: 'item' | 'fetch' | 'query', body: unknown): Record<string, unknown>;
  /** Removes what the table's time to live says, as the platform does some time or other. */
  sweep(nowMs: number, unit: 'seconds' | 'milliseconds'): void;
  readonly size: number;
}

export class FakeRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** One NoSQL table with partition key `org` and sort key `key`, as Zoho's pages describe it. */
export function createFakeTable(switches: () => CatalystSwitches): FakeTable {
  const items = new Map<string, Item>();
  // What a read that does not ask for consistency may see.
  let stale = new Map<string, Item>();
  const change = (act: () => void): void => {
    stale = new Map(items);
    act();
  };
  const find = (keys: Item): [string, Item | undefined] => {
    const name = nameOf(keys);
    return [name, items.get(name)];
  };
  const mismatch = (): { status: string } => ({ status: switches().mismatchStatus });

  return {
    call(method, action, body) {
      if (action === 'fetch') {
        const { keys, consistent_read } = fetchSchema.parse(body);
        const source = consistent_read ? items : stale;
        const found = keys.flatMap((each) => {
          const item = source.get(nameOf(each));
          return item === undefined ? [] : [{ item }];
        });
        return found.length === 0 && switches().emptyRead === 'noList' ? { size: 0 } : { size: 1, get: found };
      }
      if (action === 'query') return query(querySchema.parse(body));
      if (method === 'POST') return { size: 0, create: bounded(insertSchema.parse(body)).map(insert) };
      if (method === 'PUT') return { size: 0, update: bounded(updateSchema.parse(body)).map(update) };
      if (method === 'DELETE') return { size: 0, delete: bounded(deleteSchema.parse(body)).map(remove) };
      throw new FakeRefusal(405, 'INVALID_METHOD');
    },
    sweep(nowMs, unit) {
      const due = unit === 'seconds' ? nowMs / 1_000 : nowMs;
      for (const [name, { ttl }] of items)
        if (ttl !== undefined && Number(ttl['N']) <= due) change(() => items.delete(name));
    },
    get size() {
      return items.size;
    },
  };

  function insert({ item, condition }: z.infer<typeof insertSchema>[number]): Record<string, unknown> {
    const [name, present] = find(item);
    if (Buffer.byteLength(JSON.stringify(item)) > MAX_ITEM_BYTES) throw new FakeRefusal(400, 'INVALID_INPUT');
    const ignored = present === undefined && switches().insertOfMissing === 'conditionIgnored';
    if (condition !== undefined && !ignored && !holds(condition, present)) return mismatch();
    change(() => items.set(name, item));
    return { status: 'Success' };
  }

  function update({ keys, condition, update_attributes, ...ask }: z.infer<typeof updateSchema>[number]) {
    const [name, present] = find(keys);
    const ignored = present === undefined && switches().updateOfMissing === 'creates';
    if (!ignored && (present === undefined || (condition !== undefined && !holds(condition, present))))
      return mismatch();
    const next: Item = { ...keys, ...present };
    for (const { operation_type, attribute_path, update_value } of update_attributes) {
      const path = attribute_path[0] ?? '';
      if (operation_type === 'DELETE') delete next[path];
      else next[path] = update_value ?? {};
    }
    change(() => items.set(name, next));
    return { status: 'Success', ...(ask.return === 'OLD' && present !== undefined ? { old_item: present } : {}) };
  }

  function remove({ keys, condition, ...ask }: z.infer<typeof deleteSchema>[number]) {
    const [name, present] = find(keys);
    if (present === undefined) return switches().deleteOfMissing === 'success' ? { status: 'Success' } : mismatch();
    if (condition !== undefined && !holds(condition, present)) return mismatch();
    change(() => items.delete(name));
    return { status: 'Success', ...(ask.return === 'OLD' ? { old_item: present } : {}) };
  }

  function query({ key_condition, limit, consistent_read }: z.infer<typeof querySchema>): Record<string, unknown> {
    const conditions = key_condition.group ?? [key_condition];
    const partition = conditions.find(({ attribute }) => attribute?.[0] === 'org');
    if (partition?.operator !== 'equals') throw new FakeRefusal(400, 'INVALID_INPUT');
    const found = [...(consistent_read ? items : stale).values()]
      .filter((item) => holds(key_condition, item))
      .sort((a, b) => Buffer.compare(Buffer.from(textOf(a['key'])), Buffer.from(textOf(b['key']))));
    const page = found.slice(0, Math.min(limit, switches().queryPage));
    const last = page.at(-1);
    return {
      size: page.length,
      get: page.map((item) => ({ item })),
      ...(page.length < found.length && last !== undefined
        ? { start_key: { org: last['org'], key: last['key'] } }
        : {}),
    };
  }
}

function bounded<T>(writes: T[]): T[] {
  if (writes.length === 0 || writes.length > MAX_WRITES) throw new FakeRefusal(400, 'INVALID_INPUT');
  return writes;
}

function holds(condition: Condition, item: Item | undefined): boolean {
  const met = meets(condition, item);
  return condition.negate === true ? !met : met;
}

function meets(condition: Condition, item: Item | undefined): boolean {
  if (condition.group !== undefined) {
    const each = (part: Condition): boolean => holds(part, item);
    return condition.group_operator === 'OR' ? condition.group.some(each) : condition.group.every(each);
  }
  if (condition.function !== undefined)
    return condition.function.args.every((arg) => item?.[arg.attribute_path[0] ?? ''] !== undefined);
  const present = item?.[condition.attribute?.[0] ?? ''];
  if (present === undefined) return false;
  const order = Buffer.compare(Buffer.from(textOf(present)), Buffer.from(textOf(condition.value)));
  switch (condition.operator) {
    case 'equals':
      return order === 0;
    case 'greater_than':
      return order > 0;
    case 'greater_equal':
      return order >= 0;
    case 'less_than':
      return order < 0;
    case 'begins_with':
      return textOf(present).startsWith(textOf(condition.value));
    default:
      throw new FakeRefusal(400, 'INVALID_INPUT');
  }
}

function nameOf(keys: Item): string {
  const [org, key] = [textOf(keys['org']), textOf(keys['key'])];
  if (org === '' || key === '') throw new FakeRefusal(400, 'INVALID_INPUT');
  return `${org} ${key}`;
}

function textOf(value: Record<string, unknown> | undefined): string {
  return typeof value?.['S'] === 'string' ? value['S'] : '';
}
