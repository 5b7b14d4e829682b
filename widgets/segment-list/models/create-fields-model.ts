import type { Backend } from '#widgets/shared/backend/backend.ts';
import { fieldsAnswerSchema, type FieldsAnswer } from './answers.ts';
import { ask } from '#widgets/shared/backend/ask.ts';
import { createRemote, type Remote } from './remote.ts';

/** What the viewer may use in criteria; it also gives sentences about criteria their names. */
export function createFieldsModel(backend: Backend): Remote<FieldsAnswer> {
  return createRemote((signal) =>
    ask(backend, { method: 'GET', path: '/v1/fields?module=accounts', signal }, fieldsAnswerSchema),
  );
}
