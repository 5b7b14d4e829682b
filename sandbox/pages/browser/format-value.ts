import type { FieldInfo, Row } from './crm-api.ts';
import type { Viewer } from './viewer.ts';

/** A cell, ready to be shown as text; `null` = the field is empty. */
export type Shown =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'chip'; readonly text: string; readonly colour: string }
  | { readonly kind: 'record'; readonly text: string; readonly module: string; readonly id: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const NUMBERS = ['integer', 'bigint', 'double', 'currency', 'percent'];

export function isNumeric(field: FieldInfo): boolean {
  return NUMBERS.includes(field.data_type);
}

/** Shows one field of a record as the viewer reads it. Values come from people: addresses are links only where that is safe. */
export function formatValue(field: FieldInfo, row: Row, viewer: Viewer): Shown | null {
  const value = row[field.api_name];
  if (value === null || value === undefined || value === '') return null;
  const text = (shown: string): Shown => ({ kind: 'text', text: shown });
  if (typeof value === 'boolean') return text(value ? viewer.t.yes : viewer.t.no);
  if (Array.isArray(value)) return text(value.map(String).join(', '));
  if (typeof value === 'object') return formatReference(field, value);
  if (typeof value === 'number') return text(formatNumber(field, value, row, viewer));
  if (typeof value !== 'string') return null;
  switch (field.data_type) {
    case 'picklist':
      return formatChoice(field, value);
    case 'date':
      return text(formatDate(value, viewer));
    case 'datetime':
      return text(formatInstant(value, viewer));
    case 'email':
      return { kind: 'link', text: value, href: `mailto:${encodeURIComponent(value)}` };
    case 'phone':
      return { kind: 'link', text: value, href: `tel:${encodeURIComponent(value)}` };
    case 'website':
      return formatWebsite(value);
    default:
      return text(value);
  }
}

function formatReference(field: FieldInfo, value: object): Shown | null {
  const name: unknown = Reflect.get(value, 'name');
  const id: unknown = Reflect.get(value, 'id');
  const shown = typeof name === 'string' && name !== '' ? name : typeof id === 'string' ? id : null;
  if (shown === null) return null;
  const module = field.lookup.module?.api_name ?? null;
  if (field.data_type === 'lookup' && module !== null && module !== 'se_module' && typeof id === 'string') {
    return { kind: 'record', text: shown, module, id };
  }
  return { kind: 'text', text: shown };
}

function formatChoice(field: FieldInfo, value: string): Shown {
  const option = field.pick_list_values.find((each) => each.actual_value === value);
  const text = option?.display_value ?? value;
  const colour = option?.colour_code ?? null;
  return colour !== null && /^#[0-9a-f]{6}$/i.test(colour) ? { kind: 'chip', text, colour } : { kind: 'text', text };
}

function formatNumber(field: FieldInfo, value: number, row: Row, viewer: Viewer): string {
  if (field.data_type === 'percent')
    return new Intl.NumberFormat(viewer.locale, { style: 'percent', maximumFractionDigits: 2 }).format(value / 100);
  if (field.data_type !== 'currency') return viewer.number(value);
  const stated = row['Currency'];
  const currency = typeof stated === 'string' && /^[A-Z]{3}$/.test(stated) ? stated : viewer.org.iso_code;
  const whole = Number.isInteger(value) ? { maximumFractionDigits: 0 } : {};
  return new Intl.NumberFormat(viewer.locale, { style: 'currency', currency, ...whole }).format(value);
}

function formatDate(value: string, viewer: Viewer): string {
  const day = Date.parse(`${value}T00:00:00Z`);
  if (Number.isNaN(day)) return value;
  return new Intl.DateTimeFormat(viewer.locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(day);
}

function formatInstant(value: string, viewer: Viewer): string {
  const instant = Date.parse(value);
  if (Number.isNaN(instant)) return value;
  const { time_zone: timeZone } = viewer.user;
  return new Intl.DateTimeFormat(viewer.locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(instant);
}

function formatWebsite(value: string): Shown {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `https://${value}`);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return { kind: 'text', text: value };
  return { kind: 'link', text: value.replace(/^https?:\/\/(?:www\.)?/i, ''), href: url.href };
}
