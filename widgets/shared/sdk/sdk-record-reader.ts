import type * as z from 'zod/mini';
import type { CrmClient, CrmPage } from '#core/crm/crm-client.ts';
import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import type { Timer } from '../timer.ts';
import { readAnswer } from './read-answer.ts';
import type { ZohoGlobal } from './zoho-global.ts';
import {
  fieldsSchema,
  profilesSchema,
  recordsSchema,
  toFields,
  toProfile,
  toUser,
  usersSchema,
} from './zoho-shapes.ts';

/** What the account panel needs of a `CrmClient`: the record and its deals as the user who looks. */
export type RecordReader = Pick<CrmClient, 'currentUser' | 'profile' | 'fields' | 'record' | 'query'>;

const MISSING: readonly CrmErrorReason[] = ['invalidData', 'notFound'];

/** The SDK answers nothing at all where there are no records. */
export function toPage(answer: z.infer<typeof recordsSchema> | null): CrmPage {
  return answer === null
    ? { records: [], moreRecords: false }
    : { records: answer.data, moreRecords: answer.info.more_records };
}

/** Over the Embedded SDK. Methods throw `CrmError`, time-outs included; a missing record is null. */
export function createSdkRecordReader(zoho: ZohoGlobal, timer: Timer): RecordReader {
  const { API, CONFIG, META } = zoho.CRM;
  const unreadable = (what: string): CrmError => new CrmError('unreadableAnswer', `the CRM named no ${what}`);

  return {
    async currentUser() {
      const answer = await readAnswer(() => CONFIG.getCurrentUser(), usersSchema, timer);
      const user = answer === null ? null : toUser(answer);
      if (user === null) throw unreadable('current user');
      return user;
    },
    async profile(id) {
      const answer = await readAnswer(() => API.getProfile({ ID: id }), profilesSchema, timer);
      const profile = answer === null ? null : toProfile(answer, id);
      if (profile === null) throw unreadable('profile');
      return profile;
    },
    async fields(module) {
      const answer = await readAnswer(() => META.getFields({ Entity: module }), fieldsSchema, timer);
      return answer === null ? [] : toFields(answer);
    },
    async record(module, id) {
      // The SDK's getRecord takes no field list: it answers with what the user may see.
      try {
        const answer = await readAnswer(() => API.getRecord({ Entity: module, RecordID: id }), recordsSchema, timer);
        return answer?.data[0] ?? null;
      } catch (error) {
        // Zoho answers an id that no record has with nothing, or calls it invalid data; a status tells REST's callers, not ours.
        if (error instanceof CrmError && MISSING.includes(error.reason)) return null;
        throw error;
      }
    },
    async query(selectQuery) {
      return toPage(await readAnswer(() => API.coql({ select_query: selectQuery }), recordsSchema, timer));
    },
  };
}
