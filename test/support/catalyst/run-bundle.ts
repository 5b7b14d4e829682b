import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import process from 'node:process';
import * as z from 'zod';
import { redirectBuckets } from './redirect-buckets.ts';

/** Plays the platform's runtime around a built function. Built itself, since Node 20 knows no TypeScript. */
const [bundle = '', fakePort, headersJson = '{}'] = process.argv.slice(2);
const headers = z.record(z.string(), z.string()).parse(JSON.parse(headersJson));
redirectBuckets(Number(fakePort));

const functionSchema = z.custom<(...args: readonly unknown[]) => Promise<void>>((value) => typeof value === 'function');
const handler = functionSchema.parse(createRequire(bundle)(bundle));

const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('serve'), prefix: z.string() }),
  z.object({
    kind: z.literal('job'),
    params: z.unknown(),
    remainingMs: z.number(),
    /** The platform's clock against this machine's. Milliseconds. */
    laterMs: z.number().default(0),
  }),
]);
const tell = (message: unknown): void => void process.send?.(message);

function serve(prefix: string): void {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    // The gateway takes Authorization away and adds headers of its own; the address keeps a part of its path.
    delete request.headers.authorization;
    request.rawHeaders = request.rawHeaders.flatMap((name, at, all) =>
      at % 2 === 0 && name.toLowerCase() !== 'authorization' ? [name, all[at + 1] ?? ''] : [],
    );
    Object.assign(request.headers, headers);
    request.url = `${prefix}${request.url ?? '/'}`;
    handler(request, response).catch((error: unknown) => tell({ kind: 'broke', message: String(error) }));
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    tell({ kind: 'listening', url: `http://127.0.0.1:${port}`, node: process.version });
  });
}

const machineNow = Date.now;

async function perform(params: unknown, remainingMs: number, laterMs: number): Promise<void> {
  Date.now = () => machineNow() + laterMs;
  const closed: string[] = [];
  const context = {
    catalystHeaders: headers,
    getMaxExecutionTimeMs: () => '900000',
    getRemainingExecutionTimeMs: () => remainingMs,
    closeWithSuccess: () => void closed.push('success'),
    closeWithFailure: () => void closed.push('failure'),
  };
  await handler({ getAllJobParams: () => params }, context).catch((error: unknown) => {
    closed.push(`threw ${String(error)}`);
  });
  tell({ kind: 'closed', closed, rssMb: peakMb() });
}

function peakMb(): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

process.on('message', (received: unknown) => {
  const message = messageSchema.parse(received);
  if (message.kind === 'serve') serve(message.prefix);
  else void perform(message.params, message.remainingMs, message.laterMs);
});
process.on('disconnect', () => process.exit(0));
tell({ kind: 'ready' });
