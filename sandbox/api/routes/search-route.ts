import { compileCriterion } from '../../coql/compile-criterion.ts';
import { createFieldScope } from '../../coql/field-scope.ts';
import type { Criterion } from '../../coql/query.ts';
import type { Parameter } from '../../coql/to-parameter.ts';
import { parseSearchCriteria } from '../../search/parse-search-criteria.ts';
import type { ZohoDataType } from '../../schema/field-definition.ts';
import type { StoredModule } from '../../store/stored-metadata.ts';
import { visibleFields } from '../access.ts';
import { MAX_PAGED_RECORDS } from '../list-records.ts';
import { MAX_PER_PAGE, readCount, readFieldNames } from '../read-parameters.ts';
import { readRecords, selectFields } from '../read-records.ts';
import type { ApiApp, ApiContext } from '../request-context.ts';
import { invalidData, requiredParameter, ZohoError } from '../zoho-error.ts';
import { viewable } from './record-routes.ts';

const MIN_WORD = 2;
const WORD_TYPES: readonly ZohoDataType[] = ['text', 'email', 'phone', 'website', 'picklist', 'autonumber'];

/**
 * `GET /{module}/search` by `criteria`, `email`, `phone` or `word`; of several the first in this order counts. Reaches 2,000
 * records; 204 when there are none. How Zoho's word index splits texts is not documented: a word is found anywhere in a text.
 * Not modelled: that Zoho finds a record only some time after it was written.
 */
export function addSearchRoute(app: ApiApp): void {
  app.get('/crm/v8/:module/search', (c) => {
    const module = viewable(c);
    const { context } = c.env;
    const perPage = readCount(c, 'per_page', MAX_PER_PAGE, MAX_PER_PAGE);
    const page = readCount(c, 'page', 1, Number.MAX_SAFE_INTEGER);
    if (page * perPage > MAX_PAGED_RECORDS)
      throw new ZohoError(400, 'DISCRETE_PAGINATION_LIMIT_EXCEEDED', 'a search reaches no further', {
        limit: MAX_PAGED_RECORDS,
        param_name: 'page',
      });
    const parameters: Parameter[] = [];
    const where = compileSearch(c, module, parameters);
    const records = readRecords(context, {
      module,
      fields: selectFields(context, module, readFieldNames(c, false)),
      tail: `WHERE ${where} ORDER BY t0.id LIMIT ? OFFSET ?`,
      parameters: [...parameters, perPage + 1, (page - 1) * perPage],
    });
    const data = records.slice(0, perPage);
    if (data.length === 0) return c.body(null, 204);
    const info = { per_page: perPage, count: data.length, page, more_records: records.length > data.length };
    return c.json({ data, info });
  });
}

function compileSearch(c: ApiContext, module: StoredModule, parameters: Parameter[]): string {
  const { context } = c.env;
  const scope = createFieldScope(context.store(), context.access, module, 0);
  const criterion = readSearch(c, module);
  return criterion === null ? '0' : compileCriterion(criterion, scope, context.switches, parameters);
}

/** null = the module has no field of the kind that is searched. */
function readSearch(c: ApiContext, module: StoredModule): Criterion | null {
  const criteria = c.req.query('criteria');
  if (criteria !== undefined) return parseSearchCriteria(criteria);
  const fieldsOf = (...types: readonly ZohoDataType[]) =>
    visibleFields(c.env.context.access, module).filter((field) => types.includes(field.data_type));
  const anyOf = (names: readonly { readonly api_name: string }[], toCriterion: (path: string) => Criterion) =>
    names
      .map((field) => toCriterion(field.api_name))
      .reduce<Criterion | null>((left, right) => (left === null ? right : { kind: 'or', left, right }), null);
  const email = c.req.query('email');
  const phone = c.req.query('phone');
  const exact = email ?? phone;
  if (exact !== undefined)
    return anyOf(fieldsOf(email === undefined ? 'phone' : 'email'), (path) => ({
      kind: 'compare',
      path,
      operator: '=',
      value: { kind: 'text', value: exact },
    }));
  const word = c.req.query('word');
  if (word === undefined) throw requiredParameter('criteria');
  if (word.length < MIN_WORD) throw invalidData('invalid data', { param_name: 'word', minimum_length: MIN_WORD });
  const like = { kind: 'text', value: `%${word}%` } as const;
  // A picklist may refuse `like` by its switch; the index of words is another thing.
  const types = WORD_TYPES.filter((type) => type !== 'picklist' || c.env.context.switches.picklistLike === 'supported');
  return anyOf(fieldsOf(...types), (path) => ({ kind: 'like', path, negated: false, value: like }));
}
