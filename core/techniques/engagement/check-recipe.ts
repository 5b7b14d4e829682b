import type { ColumnKind } from '#core/columns/column-table.ts';
import { checkCriteria } from '#core/criteria/check-criteria.ts';
import { CRM_PREFIX } from '#core/mapping/field-reference.ts';
import type { Problem } from '#core/message.ts';
import type { TouchField, TouchPointRecipe } from './recipe.ts';
import { SILENCE, touchNumber, WAITING_CHANNELS } from './touches.ts';

const KINDS: Readonly<Record<TouchField['kind'], ColumnKind>> = {
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  instant: 'day',
  reference: 'id',
};

/** How the fields of a recipe stand in tables, keyed as criteria name them. */
export function touchFieldKinds({ fields }: Pick<TouchPointRecipe, 'fields'>): ReadonlyMap<string, ColumnKind> {
  return new Map(fields.map(({ field, kind }) => [CRM_PREFIX + field, KINDS[kind]]));
}

type Source = Pick<TouchPointRecipe, 'fields' | 'contact' | 'account' | 'file'>;

interface CheckedSource {
  readonly problems: Problem[];
  /** Adds a problem where the field is not listed or of another kind. */
  readonly expect: (field: string, kind: TouchField['kind'], where: string) => void;
}

/** What sources of touch points and of texts have in common: fields told apart, somebody whom a record is about, a file in the folder. */
export function checkSource({ fields, contact, account, file }: Source, prefix: string): CheckedSource {
  const problems: Problem[] = [];
  const kinds = new Map<string, TouchField['kind']>();
  for (const [index, { field, kind }] of fields.entries()) {
    if (kinds.has(field))
      problems.push({ code: 'touchPoints.fieldTwice', params: { field }, where: `${prefix}fields[${index}].field` });
    kinds.set(field, kind);
  }
  const expect: CheckedSource['expect'] = (field, kind, where) => {
    const found = kinds.get(field);
    if (found === undefined) problems.push({ code: 'touchPoints.unknownField', params: { field }, where });
    else if (found !== kind)
      problems.push({ code: 'touchPoints.wrongKind', params: { field, kind: found, expected: kind }, where });
  };
  if (contact !== null) expect(contact, 'reference', `${prefix}contact`);
  if (account !== null) expect(account, 'reference', `${prefix}account`);
  if (contact === null && account === null)
    problems.push({ code: 'touchPoints.nobody', params: {}, where: `${prefix}contact` });
  // Files lie beside each other in the folder that the person named, and nowhere else.
  if (/^(?:[A-Za-z]:|[/\\])|(?:^|[/\\])\.\.(?:[/\\]|$)|\p{Cc}/u.test(file))
    problems.push({ code: 'recipe.fileOutsideFolder', params: { file }, where: `${prefix}file` });
  return { problems, expect };
}

/** What the schema cannot see: fields that are not there or of another kind, responses that the channel does not have. `at` starts every `where`. */
export function checkTouchPointRecipe(recipe: TouchPointRecipe, at = ''): Problem[] {
  const prefix = at === '' ? '' : `${at}.`;
  const { events, channel } = recipe;
  const { problems, expect } = checkSource(recipe, prefix);
  const columns = touchFieldKinds(recipe);
  for (const [index, event] of events.entries()) {
    const where = `${prefix}events[${index}]`;
    expect(event.at, 'instant', `${where}.at`);
    if (touchNumber(channel, event.response) < 0)
      problems.push({
        code: 'touchPoints.unknownResponse',
        params: { channel, response: event.response },
        where: `${where}.response`,
      });
    if (event.response === SILENCE && WAITING_CHANNELS.some((each) => each === channel))
      problems.push({ code: 'touchPoints.silenceIsDerived', params: { channel }, where: `${where}.response` });
    problems.push(...checkCriteria(event.when, columns, `${where}.when`));
  }
  return problems;
}
