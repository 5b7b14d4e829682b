type Input = Readonly<Record<string, unknown>>;
type Call = (input?: Input) => Promise<unknown>;
/** Sends `data` as one `CRM_EVENT`; settles with the host's answer. */
export type SendCall = (data: Input) => Promise<unknown>;

/**
 * `ZOHO.CRM` and `zrc` as the published SDK offers them: what each call sends stands in `PROTOCOL_CALLS`. Traps of Zoho's script
 * are kept: properties hung on the caller's own array, a frozen payload losing them, `getLayouts({LayoutId})` dropping the id.
 */
export function createSdkCalls(send: SendCall) {
  const crm: SendCall = (data) => send({ ...data, sdkVersion: '1' });
  const read: Call = (APIData) => crm({ category: 'READ', APIData });
  const create =
    (type: string, action?: 'UPSERT'): Call =>
    (input = {}) => {
      const { Entity, APIData, Trigger, duplicate_check_fields: duplicates } = input;
      hang(APIData, Trigger === undefined ? {} : { trigger: Trigger });
      hang(APIData, action === undefined ? {} : { action });
      hang(APIData, Array.isArray(duplicates) ? { duplicate_check_fields: duplicates.join(',') } : {});
      return crm({ category: 'CREATE', type, Entity, APIData });
    };
  const meta =
    (type: string, single = type): Call =>
    ({ Entity, Id } = {}) =>
      crm({ category: 'META', type: Id === undefined ? type : single, Entity, Id });
  const config = (type: string) => (nameSpace?: unknown) => crm({ category: 'CONFIG', type, nameSpace });
  const ui =
    (place: string, verb: string): Call =>
    (data) =>
      crm({ category: 'UI', action: { [place]: verb }, data });
  const http =
    (verb: string): Call =>
    (data) =>
      crm({ category: 'CONNECTOR', nameSpace: `wget.${verb}`, type: 'CONNECTOR_API', data });

  const CRM = {
    API: {
      getRecord: read,
      getAllRecords: read,
      getRelatedRecords: read,
      insertRecord: create('RECORD'),
      upsertRecord: create('RECORD', 'UPSERT'),
      addNotes: ({ Entity, RecordID, Title, Content }: Input = {}) =>
        crm({ category: 'CREATE', type: 'NOTES', Entity, RelatedID: RecordID, APIData: { Title, Content } }),
      attachFile: ({ Entity, RecordID, File }: Input = {}) =>
        crm({ category: 'CREATE', type: 'ATTACHMENT', Entity, RelatedID: RecordID, APIData: { File } }),
      updateRecord: ({ Entity, APIData, Trigger }: Input = {}) => {
        hang(APIData, Trigger === undefined ? {} : { trigger: Trigger });
        return crm({ category: 'UPDATE', type: 'RECORD', Entity, APIData });
      },
      deleteRecord: ({ Entity, RecordID }: Input = {}) => crm({ category: 'DELETE', type: 'RECORD', Entity, RecordID }),
      updateRelatedRecords: ({ Entity, RecordID, RelatedList, RelatedRecordID, APIData }: Input = {}) =>
        crm({ category: 'UPDATE', type: 'RELATED_RECORD', Entity, RecordID, RelatedList, RelatedRecordID, APIData }),
      delinkRelatedRecord: ({ Entity, RecordID, RelatedList, RelatedRecordID }: Input = {}) =>
        crm({ category: 'DELETE', type: 'RELATED_RECORD', Entity, RecordID, RelatedList, RelatedRecordID }),
      searchRecord: ({ Entity, Type, Query, page, per_page, delay }: Input = {}) =>
        crm({ category: 'SEARCH', Entity, Type, Query, page, per_page, delay }),
      coql: (APIData?: Input) => crm({ category: 'QUERY', APIData }),
      getUser: ({ ID }: Input = {}) => crm({ category: 'USER', ID }),
      getAllUsers: ({ Type, page, per_page }: Input = {}) => crm({ category: 'USER', Type, page, per_page }),
      getAllProfiles: () => crm({ category: 'PROFILES', type: 'GET_ALL_PROFILES' }),
      getProfile: ({ ID }: Input = {}) => crm({ category: 'PROFILES', type: 'GET_PROFILE', ID }),
      updateProfile: ({ ID, APIData }: Input = {}) => crm({ category: 'UPDATE', type: 'PROFILE', ID, APIData }),
      getOrgVariable: config('VARIABLE'),
      uploadFile: (FileData?: unknown) => crm({ category: 'FILES', type: 'UPLOAD_FILE', FileData }),
      getFile: (APIData?: Input) => crm({ category: 'FILES', type: 'DOWNLOAD_FILE', APIData }),
    },
    META: {
      getFields: meta('FIELD_LIST'),
      getModules: meta('MODULE_LIST'),
      getAssignmentRules: meta('ASSIGNMENT_RULES'),
      getLayouts: meta('LAYOUTS', 'LAYOUT'),
      getRelatedList: meta('RELATED_LIST'),
      getCustomViews: meta('CUSTOM_VIEWS', 'CUSTOM_VIEW'),
    },
    CONFIG: {
      getOrgInfo: () => config('ORG')(),
      getCurrentUser: () => config('CURRENT_USER')(),
      getOrgLevelInfo: () => config('ORG_LEVEL_INFO')(),
      getUserPreference: () => config('USER_PREFERENCE')(),
    },
    FUNCTIONS: {
      execute: (name: unknown, input: Input = {}) =>
        crm({
          category: 'FUNCTIONS_EXECUTE',
          customFunctionName: name,
          data: { data: { arguments: input['arguments'], auth_type: 'oauth' } },
        }),
    },
    CONNECTION: {
      invoke: (name: unknown, input: Input = {}) => {
        const { url, method, param_type, parameters = {}, headers = {} } = input;
        const request = {
          url,
          method,
          param_type,
          parameters: JSON.stringify(parameters),
          headers: JSON.stringify(headers),
        };
        return crm({ category: 'CRM_CONNECTION', connectionName: name, data: { data: request } });
      },
    },
    CONNECTOR: {
      invokeAPI: (nameSpace: unknown, data?: unknown) =>
        crm({ category: 'CONNECTOR', nameSpace, type: 'CONNECTOR_API', data }),
      authorize: (nameSpace: unknown) => crm({ category: 'CONNECTOR', nameSpace, type: 'CONNECTOR_AUTHORIZE' }),
    },
    HTTP: { get: http('get'), post: http('post'), put: http('put'), patch: http('patch'), delete: http('delete') },
    UI: {
      Resize: (data?: Input) => crm({ category: 'UI', action: 'RESIZE', data }),
      Popup: { close: ui('popup', 'CLOSE'), closeReload: ui('popup', 'CLOSE_RELOAD') },
      Record: { open: ui('record', 'OPEN'), edit: ui('record', 'EDIT') },
      WebTab: { open: ui('webTab', 'OPEN') },
    },
    BLUEPRINT: { proceed: (data?: unknown) => crm({ category: 'CRM_BLUEPRINT', data: JSON.stringify(data ?? {}) }) },
    WIZARD: { post: (data?: unknown) => crm({ category: 'CRM_WIZARD', data: JSON.stringify(data ?? {}) }) },
  };
  return { CRM, zrc: createZrc(send) };
}

/** SDK 1.5's. It asks for the CRM's address once, before its first request. */
function createZrc(send: SendCall) {
  let parent: Promise<unknown> | null = null;
  async function request(method: string, url: string, options: Input = {}): Promise<unknown> {
    parent ??= send({ category: 'GET_PARENT_URL' });
    await parent;
    const { headers = {}, body, params, connection } = options;
    const requestConfig = {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(params === undefined ? {} : { params }),
      ...(connection === undefined ? {} : { connection }),
    };
    return await send({ category: 'ZRC_REQUEST', url, options, requestConfig, zrcVersion: '1.0' });
  }
  const verb = (method: string) => (url: string, options?: Input) => request(method, url, options);
  return { get: verb('GET'), post: verb('POST'), put: verb('PUT'), patch: verb('PATCH'), delete: verb('DELETE') };
}

/** Extra properties on the caller's own object or array: they survive structured clone alone. */
function hang(payload: unknown, extras: Input): void {
  if (typeof payload === 'object' && payload !== null && Object.isExtensible(payload)) Object.assign(payload, extras);
}
