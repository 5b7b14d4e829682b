import type { CatalystCondition, CatalystServices } from './catalyst-services.ts';

export interface ServiceNames {
  readonly table: string;
  readonly bucket: string;
}

/** What an invocation brings its credentials in: a request of Advanced I/O, or the context of a job. */
export type CredentialSource = Record<string, unknown>;

/**
 * The platform's services through Zoho's SDK, as the project's administrator: who calls is established by our own sessions and
 * never by Catalyst's users. Loaded when the first invocation comes, so that nothing else in this project needs the SDK.
 */
export async function connectServices(source: CredentialSource, names: ServiceNames): Promise<CatalystServices> {
  const [{ default: catalyst }, { default: enums }, { default: jobEnums }] = await Promise.all([
    import('zcatalyst-sdk-node'),
    import('zcatalyst-sdk-node/lib/no-sql/enum.js'),
    import('zcatalyst-sdk-node/lib/job-scheduling/enum.js'),
  ]);
  const { NoSQLOperator, NoSQLConditionGroupOperator, NoSQLReturnValue } = enums;
  const toSdk = ({ operator, group_operator, group, ...rest }: CatalystCondition): SdkCondition => ({
    ...rest,
    ...(operator === undefined ? {} : { operator: NoSQLOperator[operator] }),
    ...(group_operator === undefined ? {} : { group_operator: NoSQLConditionGroupOperator[group_operator] }),
    ...(group === undefined ? {} : { group: group.map(toSdk) }),
  });
  type SdkCondition = NonNullable<Parameters<typeof table.insertItems>[number]['condition']>;

  const app = catalyst.initialize(source, { scope: 'admin' });
  const table = app.nosql().table(names.table);
  const bucket = app.stratus().bucket(names.bucket);
  return {
    table: {
      insertItems: ({ item, condition }) => table.insertItems({ item, condition: toSdk(condition) }),
      updateItems: ({ condition, ...update }) =>
        table.updateItems({ ...update, condition: toSdk(condition), return: NoSQLReturnValue.OLD }),
      deleteItems: ({ keys, condition }) =>
        table.deleteItems({ keys, condition: toSdk(condition), return: NoSQLReturnValue.OLD }),
      fetchItem: (fetch) => table.fetchItem(fetch),
      queryTable: ({ key_condition, ...query }) => table.queryTable({ ...query, key_condition: toSdk(key_condition) }),
    },
    bucket: {
      putObject: (key, body, options) => bucket.putObject(key, body, options),
      getObject: (key) => bucket.getObject(key),
      deleteObject: (key) => bucket.deleteObject(key),
      listPagedObjects: (options) => bucket.listPagedObjects(options),
      generatePreSignedUrl: (key, action, options) => bucket.generatePreSignedUrl(key, action, options),
      initiateMultipartUpload: (key, options) => bucket.initiateMultipartUpload(key, options),
      uploadPart: (key, uploadId, body, part, options) => bucket.uploadPart(key, uploadId, body, part, options),
      completeMultipartUpload: (key, uploadId, options) => bucket.completeMultipartUpload(key, uploadId, options),
      details: (key) => bucket.object(key).getDetails(),
    },
    jobs: {
      submitJob: (job) =>
        app
          .jobScheduling()
          .job()
          .submitJob({ ...job, target_type: jobEnums.TARGET_TYPE.FUNCTION }),
    },
  };
}
