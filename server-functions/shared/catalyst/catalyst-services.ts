import type { Readable } from 'node:stream';

/** An item of Catalyst's NoSQL in its own notation: every value under the letter of its type. */
export type CatalystItem = Record<string, { S: string } | { N: string }>;

/** Zoho's notation, as far as it is used. Source: Catalyst NoSQL, "Insert Items", "Update Items", "Query Table". */
export interface CatalystCondition {
  readonly attribute?: string[];
  readonly operator?: 'EQUALS' | 'GREATER_THAN' | 'GREATER_EQUAL';
  readonly value?: { S: string };
  readonly function?: { readonly function_name: 'attribute_exists'; readonly args: { attribute_path: string[] }[] };
  readonly negate?: boolean;
  readonly group_operator?: 'AND';
  readonly group?: CatalystCondition[];
}

export interface CatalystAttributeUpdate {
  readonly operation_type: 'PUT' | 'DELETE';
  readonly attribute_path: string[];
  readonly update_value?: { S: string } | { N: string };
}

/**
 * The calls of Zoho's SDK that the adapters use, and nothing else. Answers are `unknown`: they are parsed where they are
 * read. What is thrown may be an `Error` or a plain object with `statusCode` (zcatalyst-sdk-node 3.4.0).
 */
export interface CatalystTable {
  insertItems(value: { item: CatalystItem; condition: CatalystCondition }): Promise<unknown>;
  /** Asks for the former item too. */
  updateItems(value: {
    keys: CatalystItem;
    condition: CatalystCondition;
    update_attributes: CatalystAttributeUpdate[];
  }): Promise<unknown>;
  /** Likewise. */
  deleteItems(value: { keys: CatalystItem; condition: CatalystCondition }): Promise<unknown>;
  fetchItem(value: { keys: CatalystItem[]; consistent_read: boolean }): Promise<unknown>;
  queryTable(value: {
    key_condition: CatalystCondition;
    limit: number;
    forward_scan: boolean;
    consistent_read: boolean;
  }): Promise<unknown>;
}

export interface CatalystBucket {
  putObject(key: string, body: Buffer, options: { overwrite: boolean; contentType: string }): Promise<unknown>;
  getObject(key: string): Promise<Readable>;
  deleteObject(key: string): Promise<unknown>;
  listPagedObjects(options: { prefix: string; maxKeys: string; continuationToken?: string }): Promise<unknown>;
  generatePreSignedUrl(key: string, action: 'GET', options: { expiryIn: string }): Promise<unknown>;
  initiateMultipartUpload(key: string, options: { overwrite: boolean; contentType: string }): Promise<unknown>;
  uploadPart(
    key: string,
    uploadId: string,
    body: Buffer,
    partNumber: number,
    options: { overwrite: boolean; contentLength: number },
  ): Promise<boolean>;
  completeMultipartUpload(key: string, uploadId: string, options: { overwrite: boolean }): Promise<boolean>;
  /** Size and time of one object. */
  details(key: string): Promise<unknown>;
}

export interface CatalystJobs {
  submitJob(job: {
    job_name: string;
    jobpool_name: string;
    target_name: string;
    params: Record<string, string>;
    job_config: { number_of_retries: number; retry_interval: number };
  }): Promise<unknown>;
}

/** What one invocation may reach: the platform gives credentials with each. */
export interface CatalystServices {
  readonly table: CatalystTable;
  readonly bucket: CatalystBucket;
  readonly jobs: CatalystJobs;
}
