import type { ZohoGlobal } from '#widgets/shared/sdk/zoho-global.ts';
import type { SdkAnswer } from './answer-sdk.ts';

export interface FakeZoho {
  readonly zoho: ZohoGlobal;
  /** What each call sent, in order. */
  readonly calls: readonly unknown[];
  /** Hands an event to whoever registered for it. */
  tell(eventName: string, data: unknown): void;
}

interface FakeZohoOptions {
  /** How `init()` ends; by default at once. */
  readonly init?: () => Promise<unknown>;
  readonly answer?: (data: unknown) => SdkAnswer | Promise<SdkAnswer>;
}

/** Zoho's global without a page around it: sends what the SDK sends, keeps only the first handler of an event, never times out. */
export function createFakeZoho({ init = () => Promise.resolve(), answer }: FakeZohoOptions = {}): FakeZoho {
  const handlers = new Map<string, (data: unknown) => void>();
  const calls: unknown[] = [];
  const call = async (data: unknown): Promise<unknown> => {
    calls.push(data);
    if (answer === undefined) return await new Promise(() => undefined);
    const outcome = await answer(data);
    // The SDK rejects with a plain object, not an Error (Zoho Embedded App SDK, published source).
    if (!outcome.ok) return await Promise.reject(outcome.data);
    return outcome.data;
  };
  const zoho: ZohoGlobal = {
    embeddedApp: {
      on: (eventName, handler) => void (handlers.has(eventName) || handlers.set(eventName, handler)),
      init,
    },
    CRM: {
      API: {
        getRecord: (APIData) => call({ category: 'READ', APIData }),
        getRelatedRecords: (APIData) => call({ category: 'READ', APIData }),
        coql: (APIData) => call({ category: 'QUERY', APIData }),
        getProfile: ({ ID }) => call({ category: 'PROFILES', type: 'GET_PROFILE', ID }),
      },
      META: {
        getFields: ({ Entity }) => call({ category: 'META', type: 'FIELD_LIST', Entity }),
        getModules: () => call({ category: 'META', type: 'MODULE_LIST' }),
      },
      CONFIG: {
        getCurrentUser: () => call({ category: 'CONFIG', type: 'CURRENT_USER' }),
        getOrgInfo: () => call({ category: 'CONFIG', type: 'ORG' }),
      },
      UI: {
        Resize: (data) => call({ category: 'UI', action: 'RESIZE', data }),
        Record: { open: (data) => call({ category: 'UI', action: { record: 'OPEN' }, data }) },
      },
    },
  };
  return { zoho, calls, tell: (eventName, data) => handlers.get(eventName)?.(data) };
}
