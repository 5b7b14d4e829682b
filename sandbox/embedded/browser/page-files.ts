import { failure, type CallOutcome } from './call-outcome.ts';
import type { CrmRest } from './perform-call.ts';
import { isObject } from './wire.ts';

type CallData = Readonly<Record<string, unknown>>;
/** An attachment belongs to a record that the user can see: its module and id are names, never addresses. */
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;
const ID = /^[0-9]{1,19}$/;

/**
 * The CRM's file store as far as a widget sees it: what it uploads it can fetch again by id, and an attachment needs a record
 * that is there. Kept by the page, since the sandbox's API has no files; gone with it.
 */
export function createPageFiles(rest: CrmRest): (data: CallData) => Promise<CallOutcome> {
  const files = new Map<string, File>();
  const keep = (file: File, message: string): CallOutcome => {
    const id = crypto.randomUUID().replaceAll('-', '');
    files.set(id, file);
    return {
      ok: true,
      data: { data: [{ code: 'SUCCESS', details: { name: file.name, id }, message, status: 'success' }] },
    };
  };

  return async (data) => {
    if (data['type'] === 'DOWNLOAD_FILE') {
      const input = isObject(data['APIData']) ? data['APIData'] : {};
      const file = files.get(String(input['id']));
      return file === undefined ? failure('INVALID_DATA', 'there is no such file') : { ok: true, data: file };
    }
    const file = fileIn(data['FileData'] ?? data['APIData']);
    if (file === null) return failure('MANDATORY_NOT_FOUND', 'the call brings no file');
    if (data['type'] === 'UPLOAD_FILE') return keep(file, 'file uploaded successfully');
    const { Entity: entity, RelatedID: id } = data;
    if (typeof entity !== 'string' || !NAME.test(entity) || !ID.test(String(id)))
      return failure('INVALID_DATA', 'a name or id of the call is not one');
    const { status, body } = await rest('GET', `/${entity}/${String(id)}?fields=id`);
    if (status >= 400) return { ok: false, data: body };
    return status === 204
      ? failure('INVALID_DATA', 'the id given seems to be invalid')
      : keep(file, 'attachment uploaded successfully');
  };
}

/** The file itself, or in `File`, or in `File.Content`, as callers write it. */
function fileIn(value: unknown): File | null {
  if (value instanceof File) return value;
  if (!isObject(value)) return null;
  return fileIn(value['File'] ?? value['Content']);
}
