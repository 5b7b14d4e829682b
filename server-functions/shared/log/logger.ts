/** What a log line may hold. Anything else, a record's contents or a token above all, has no key to stand under. */
export interface LogFields {
  readonly dc?: string;
  readonly orgId?: string;
  readonly userId?: string;
  readonly runId?: string;
  readonly exportId?: string;
  readonly segmentId?: string;
  readonly generation?: string;
  readonly method?: string;
  readonly route?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly rows?: number;
  readonly failed?: number;
  readonly state?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly missing?: string;
  /** Of an error that is nobody's expected outcome: its class and place in our code, never its message. */
  readonly bug?: string;
  readonly place?: string;
}

export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
}

const ALLOWED: ReadonlySet<string> = new Set([
  'dc',
  'orgId',
  'userId',
  'runId',
  'exportId',
  'segmentId',
  'generation',
  'method',
  'route',
  'status',
  'ms',
  'rows',
  'failed',
  'state',
  'reason',
  'code',
  'missing',
  'bug',
  'place',
] satisfies readonly (keyof LogFields)[]);

/** Ids, codes, permission and route names; a sentence or a secret does not fit (tokens are longer and have dots). */
const SAFE_TEXT = /^[A-Za-z0-9_:/-]{0,64}$/;
/** "store.unavailable": what a refusal and a failure are named by. Letters alone, so that no token, address or amount is one. */
const CODE = /^[a-z][A-Za-z]{0,31}(?:\.[a-z][A-Za-z]{0,31})?$/;
const CODED: ReadonlySet<string> = new Set(['code', 'reason'] satisfies readonly (keyof LogFields)[]);
/** "run.failed": ours, and short. */
const EVENT = /^[a-z]+(?:\.[a-zA-Z]+)?$/;

/**
 * One JSON object a line. An allowlist twice over: keys by the table above, texts by their shape; what does not fit becomes
 * "[withheld]" (OWASP Logging Cheat Sheet). Types stop mistakes, this stops what types let through.
 */
export function createLogger(write: (line: string) => void, now: () => number): Logger {
  const log = (level: string, event: string, fields: LogFields = {}): void => {
    const safe: Record<string, unknown> = {
      at: new Date(now()).toISOString(),
      level,
      event: EVENT.test(event) ? event : '[withheld]',
    };
    for (const [key, value] of Object.entries(fields)) if (ALLOWED.has(key)) safe[key] = safeValue(key, value);
    write(`${JSON.stringify(safe)}\n`);
  };
  return { info: (event, fields) => log('info', event, fields), warn: (event, fields) => log('warn', event, fields) };
}

function safeValue(key: string, value: unknown): string | number {
  if (typeof value === 'number') return value;
  const shape = CODED.has(key) ? CODE : SAFE_TEXT;
  return typeof value === 'string' && shape.test(value) ? value : '[withheld]';
}
