/**
 * The calls of the Embedded SDK as data: which messages exist, and which keys each carries. The host performs calls by this
 * table, and a test holds every message that the widgets and the SDK client send against it, so that neither grows an
 * extension of the protocol. Source: messages of SDK 1.2, and of 1.5 for zrc.
 */
export interface ProtocolCall {
  /** The SDK's own name of the call, `|` between names that send the same. */
  readonly name: string;
  readonly event: 'CRM_EVENT' | 'ZDK_EVENT';
  /** Keys whose values tell the call from others. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Keys it may carry beside those. */
  readonly keys: readonly string[];
}

/** On every call of SDK 1.2. */
const SDK_VERSION = 'sdkVersion';

function call(name: string, fixed: Readonly<Record<string, string>>, keys: readonly string[] = []): ProtocolCall {
  return { name, event: 'CRM_EVENT', fixed, keys: [...keys, SDK_VERSION] };
}

const meta = (name: string, type: string) => call(name, { category: 'META', type }, ['Entity', 'Id']);
const config = (name: string, type: string) => call(name, { category: 'CONFIG', type }, ['nameSpace']);

export const PROTOCOL_CALLS: readonly ProtocolCall[] = [
  { name: 'init', event: 'ZDK_EVENT', fixed: { action: 'get_zdk_url' }, keys: [SDK_VERSION] },
  call('getRecord|getAllRecords|getRelatedRecords', { category: 'READ' }, ['APIData']),
  call('insertRecord|upsertRecord', { category: 'CREATE', type: 'RECORD' }, ['Entity', 'APIData']),
  call('addNotes', { category: 'CREATE', type: 'NOTES' }, ['Entity', 'APIData', 'RelatedID']),
  call('attachFile', { category: 'CREATE', type: 'ATTACHMENT' }, ['Entity', 'APIData', 'RelatedID']),
  call('updateRecord', { category: 'UPDATE', type: 'RECORD' }, ['Entity', 'APIData']),
  call('deleteRecord', { category: 'DELETE', type: 'RECORD' }, ['Entity', 'RecordID']),
  call('updateRelatedRecords', { category: 'UPDATE', type: 'RELATED_RECORD' }, [
    'Entity',
    'RecordID',
    'APIData',
    'RelatedList',
    'RelatedRecordID',
  ]),
  call('delinkRelatedRecord', { category: 'DELETE', type: 'RELATED_RECORD' }, [
    'Entity',
    'RecordID',
    'RelatedList',
    'RelatedRecordID',
  ]),
  call('updateProfile', { category: 'UPDATE', type: 'PROFILE' }, ['ID', 'APIData']),
  call('searchRecord', { category: 'SEARCH' }, ['Entity', 'Type', 'Query', 'page', 'per_page', 'delay']),
  call('coql', { category: 'QUERY' }, ['APIData']),
  call('getUser|getAllUsers', { category: 'USER' }, ['ID', 'Type', 'page', 'per_page']),
  call('getAllProfiles', { category: 'PROFILES', type: 'GET_ALL_PROFILES' }),
  call('getProfile', { category: 'PROFILES', type: 'GET_PROFILE' }, ['ID']),
  meta('getFields', 'FIELD_LIST'),
  meta('getModules', 'MODULE_LIST'),
  meta('getAssignmentRules', 'ASSIGNMENT_RULES'),
  meta('getLayouts', 'LAYOUTS'),
  meta('getLayouts', 'LAYOUT'),
  meta('getRelatedList', 'RELATED_LIST'),
  meta('getCustomViews', 'CUSTOM_VIEWS'),
  meta('getCustomViews', 'CUSTOM_VIEW'),
  config('getOrgInfo', 'ORG'),
  config('getCurrentUser', 'CURRENT_USER'),
  config('getOrgLevelInfo', 'ORG_LEVEL_INFO'),
  config('getUserPreference', 'USER_PREFERENCE'),
  config('getOrgVariable', 'VARIABLE'),
  call('FUNCTIONS.execute', { category: 'FUNCTIONS_EXECUTE' }, ['customFunctionName', 'data']),
  call('CONNECTION.invoke', { category: 'CRM_CONNECTION' }, ['connectionName', 'data']),
  call('CONNECTOR.invokeAPI|HTTP', { category: 'CONNECTOR', type: 'CONNECTOR_API' }, ['nameSpace', 'data']),
  call('CONNECTOR.authorize', { category: 'CONNECTOR', type: 'CONNECTOR_AUTHORIZE' }, ['nameSpace', 'data']),
  call('UI', { category: 'UI' }, ['action', 'data']),
  call('uploadFile', { category: 'FILES', type: 'UPLOAD_FILE' }, ['FileData', 'APIData']),
  call('getFile', { category: 'FILES', type: 'DOWNLOAD_FILE' }, ['APIData']),
  call('BLUEPRINT.proceed', { category: 'CRM_BLUEPRINT' }, ['data']),
  call('WIZARD.post', { category: 'CRM_WIZARD' }, ['data']),
  call('zrc', { category: 'GET_PARENT_URL' }),
  call('zrc', { category: 'ZRC_REQUEST' }, ['url', 'options', 'requestConfig', 'zrcVersion']),
];

/** The row of a call's `data`, or undefined: no call of the SDK. Keys beside the fixed ones are not looked at. */
export function findCall(
  event: ProtocolCall['event'],
  data: Readonly<Record<string, unknown>>,
): ProtocolCall | undefined {
  return PROTOCOL_CALLS.find(
    (row) => row.event === event && Object.entries(row.fixed).every(([key, value]) => data[key] === value),
  );
}
