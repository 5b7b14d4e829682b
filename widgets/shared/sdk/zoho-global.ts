/**
 * What of Zoho's global `ZOHO` the widgets use, written from the wire protocol (Zoho Embedded App SDK, published source). Every answer is
 * `unknown`: it may be an object, a JSON text or a rejection, and is parsed before anything reads it.
 */
export interface ZohoGlobal {
  readonly embeddedApp: {
    on(eventName: string, handler: (data: unknown) => void): void;
    init(): Promise<unknown>;
  };
  readonly CRM: {
    readonly API: {
      getRecord(query: { Entity: string; RecordID: string }): Promise<unknown>;
      getRelatedRecords(query: {
        Entity: string;
        RecordID: string;
        RelatedList: string;
        page: number;
        per_page: number;
      }): Promise<unknown>;
      coql(query: { select_query: string }): Promise<unknown>;
      getProfile(query: { ID: string }): Promise<unknown>;
    };
    readonly META: {
      getFields(query: { Entity: string }): Promise<unknown>;
      getModules(): Promise<unknown>;
    };
    readonly CONFIG: {
      getCurrentUser(): Promise<unknown>;
      getOrgInfo(): Promise<unknown>;
    };
    readonly UI: {
      Resize(size: { height: string; width: string }): Promise<unknown>;
      readonly Record: { open(target: { Entity: string; RecordID: string }): Promise<unknown> };
    };
  };
}

declare global {
  // The SDK script makes it; absent when that script could not be loaded.
  var ZOHO: ZohoGlobal | undefined;
}

/** The one place that touches the global. null = the SDK's script did not load. */
export function findZohoGlobal(): ZohoGlobal | null {
  return globalThis.ZOHO ?? null;
}
