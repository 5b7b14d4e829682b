import type { Answer, TestSandbox } from '../start-sandbox.ts';

/** One documented limit or error of Zoho's API, and how to meet it. */
export interface CrmLimit {
  /** As documented, with `{module}` and `{id}` for what stands there. */
  readonly endpoint: string;
  /** The limit, or what is wrong. */
  readonly when: string;
  readonly status: number;
  readonly code: string;
  /** Where in a batch's answer the code stands; absent = it is the call's own. */
  readonly row?: readonly [root: string, index: number];
  /** Keys of the details that say where and how much, with their values. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Calls that the product does not make are there for what it will do. */
  readonly called: boolean;
  /** What the product does where it does not stop; absent = it follows from the answer. */
  readonly does?: string;
  provoke(sandbox: TestSandbox): Promise<Answer>;
}

type Provoke = CrmLimit['provoke'];
type Extras = Partial<Pick<CrmLimit, 'row' | 'details' | 'called' | 'does'>>;

/** Rows of one endpoint, the shortest way to write them down. */
export function limitsOf(
  endpoint: string,
  ...rows: readonly (readonly [status: number, code: string, when: string, provoke: Provoke, extras?: Extras])[]
): readonly CrmLimit[] {
  return rows.map(([status, code, when, provoke, extras]) => ({
    endpoint,
    when,
    status,
    code,
    called: true,
    provoke,
    ...extras,
  }));
}

export const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);
