import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job } from '../ports.ts';
import { startAnswerSchema, type LocalSettings } from './settings.ts';

export interface RunningFunctions {
  readonly url: string;
  /** Of their process; undefined once the system gave none. */
  readonly pid: number | undefined;
  /** Ends the process, gently first. */
  close(): Promise<void>;
  /** Resolves when the process ends by itself. */
  readonly ended: Promise<void>;
}

/** The functions' process did not come up. */
export class FunctionsStartError extends Error {
  override readonly name = 'FunctionsStartError';
  readonly reason: 'portInUse' | 'other';

  constructor(reason: 'portInUse' | 'other', message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Time for requests under way when it is asked to end. Milliseconds. */
const PATIENCE_MS = 3_000;

/**
 * What glibc is told; other systems do not know the names. Columns come and go by the megabyte: each with pages of its own, which
 * the system has back at once, where an arena would keep them to the end of the process, and a few arenas for all threads.
 */
export const ALLOCATOR = { MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_ARENA_MAX: '2' } as const;

/**
 * Starts the functions as a process of their own. Resolves when they answer; throws `FunctionsStartError`. `onJob` hears the jobs
 * of functions that hand them on.
 */
export async function startFunctions(
  settings: LocalSettings,
  onJob: (job: Job) => void = () => undefined,
): Promise<RunningFunctions> {
  const child = fork(fileURLToPath(new URL('./functions-process.ts', import.meta.url)), [], {
    // What functions write to their standard output is log, not result.
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv: [],
    env: { ...ALLOCATOR, ...process.env },
  });
  child.on('message', (message: unknown) => {
    const answer = startAnswerSchema.parse(message);
    if (answer.kind === 'job') onJob(answer.job);
  });
  const exited = once(child, 'exit').then(() => undefined);
  const url = await answerOf(child, settings);
  return { url, pid: child.pid, ended: exited, close: () => end(child, exited) };
}

function answerOf(child: ChildProcess, settings: LocalSettings): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new FunctionsStartError('other', `the functions ended with ${code ?? 'a signal'}`)),
    );
    child.on('message', (message: unknown) => {
      const answer = startAnswerSchema.parse(message);
      if (answer.kind === 'job') return;
      if (answer.kind === 'listening') {
        resolve(answer.url);
        return;
      }
      child.kill('SIGTERM');
      reject(new FunctionsStartError(answer.reason, answer.message));
    });
    child.send(settings);
  });
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await exited;
  clearTimeout(timer);
}
