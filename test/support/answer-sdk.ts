import type { PanelWorld, ZohoRecord } from './panel-world.ts';

/** How the CRM page answers a call: resolved or rejected with `data`. */
export interface SdkAnswer {
  readonly ok: boolean;
  readonly data: unknown;
}

const refuse = (code: string): SdkAnswer => ({
  ok: false,
  data: { code, message: code.toLowerCase(), details: {}, status: 'error' },
});
const SELECT = /^select ([\w, ]+) from (\w+) where (.+?)(?: order by ([\w, ]+))? limit (\d+)$/;
/** COQL's own most (Zoho CRM API v8). */
const MOST_ROWS = 2_000;

/** Answers the panel's calls about a world, in Zoho's shapes; `data` is what the SDK sends for a call per its published code. */
export function answerSdk(world: PanelWorld, data: unknown): SdkAnswer {
  const call = objectOf(data);
  const input = objectOf(call['APIData']);
  switch (call['category']) {
    case 'CONFIG':
      return { ok: true, data: { users: [world.user] } };
    case 'PROFILES':
      return { ok: true, data: { profiles: [world.profile] } };
    case 'META': {
      const fields = world.fields[String(call['Entity'])];
      return fields === undefined ? refuse('NO_PERMISSION') : { ok: true, data: { fields } };
    }
    case 'READ': {
      const found = (world.records[String(input['Entity'])] ?? []).find(({ id }) => id === input['RecordID']);
      return { ok: true, data: found === undefined ? '' : { data: [found] } };
    }
    case 'QUERY':
      return answerQuery(world, String(input['select_query']));
    case 'UI':
      return { ok: true, data: true };
    default:
      return refuse('NOT_SUPPORTED');
  }
}

function answerQuery(world: PanelWorld, query: string): SdkAnswer {
  const [, columns = '', module = '', where = '', , limit = '0'] = SELECT.exec(query) ?? [];
  const records = world.records[module];
  if (columns === '' || Number(limit) > MOST_ROWS) return refuse('SYNTAX_ERROR');
  if (records === undefined) return refuse('INVALID_QUERY');
  const fields = world.fields[module];
  if (fields === undefined) return refuse('NO_PERMISSION');
  const names = columns.split(', ');
  const unknown = names.some((name) => name !== 'id' && fields.every(({ api_name }) => api_name !== name));
  if (unknown) return refuse('INVALID_QUERY');
  const matching = records.filter((record) => holds(record, where));
  const latest = matching.toSorted((a, b) => String(b['Closing_Date']).localeCompare(String(a['Closing_Date'])));
  if (matching.length === 0) return { ok: true, data: '' };
  const rows = latest
    .slice(0, Number(limit))
    .map((record) => Object.fromEntries(names.map((name) => [name, record[name]])));
  return { ok: true, data: { data: rows, info: { count: rows.length, more_records: latest.length > rows.length } } };
}

function holds(record: ZohoRecord, where: string): boolean {
  const equals = /^(\w+) = '([^']*)'$/.exec(where);
  if (equals !== null) {
    const value = record[equals[1] ?? ''];
    return (typeof value === 'object' && value !== null ? objectOf(value)['id'] : value) === equals[2];
  }
  const list = /^id in \((.+)\)$/.exec(where)?.[1] ?? '';
  return list.split(', ').includes(`'${record.id}'`);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
