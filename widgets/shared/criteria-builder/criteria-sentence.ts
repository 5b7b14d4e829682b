import type { Criteria } from '#core/criteria/criteria.ts';
import { describeCriteria } from '#core/criteria/describe-criteria.ts';
import type { Message } from '#core/message.ts';
import type { Translator } from '../i18n/translator.ts';
import type { FieldChoice } from './edit-criteria.ts';

/** The criteria as one sentence in the viewer's language, with the org's own field and option labels. */
export function sentenceOf(criteria: Criteria, fields: readonly FieldChoice[], t: Translator): string {
  return joinWords(describeCriteria(criteria).map((message) => t.message(named(message, fields, t))));
}

/** Said conditions and the joints between them as one sentence. */
export function joinWords(words: readonly string[]): string {
  // Brackets hug their words; joints stand apart.
  return words.join(' ').replaceAll('( ', '(').replaceAll(' )', ')');
}

/** One described condition, with only the fields' labels at hand. */
export function sayCondition(message: Message, fieldLabels: Readonly<Record<string, string>>, t: Translator): string {
  const reference = String(message.params['field']);
  const field: FieldChoice = { reference, label: fieldLabels[reference] ?? reference, kind: 'text', options: [] };
  return t.message(named(message, [field], t));
}

function named(message: Message, fields: readonly FieldChoice[], t: Translator): Message {
  const field = fields.find(({ reference }) => reference === message.params['field']);
  const labelOf = (value: string): string => field?.options.find((option) => option.value === value)?.label ?? value;
  const params: Record<string, string | number | boolean | null> = {};
  const list: string[] = [];
  for (const [name, value] of Object.entries(message.params)) {
    if (/^value\d+$/.test(name)) list.push(labelOf(String(value)));
    else if (name === 'field') params[name] = field?.label ?? String(value);
    else if (name === 'value') params[name] = labelOf(String(value));
    else if (name === 'day' || name === 'fromDay' || name === 'toDay') params[name] = shownDay(value, t);
    else params[name] = typeof value === 'number' && name !== 'days' && name !== 'condition' ? t.number(value) : value;
  }
  if (list.length > 0) params['values'] = t.list(list);
  return { code: message.code, params };
}

/** ISO days of a condition, as the viewer writes dates. */
function shownDay(value: string | number | boolean | null, t: Translator): string {
  const epochMs = Date.parse(`${String(value)}T00:00:00Z`);
  return Number.isNaN(epochMs) ? String(value) : t.day(epochMs / 86_400_000);
}
