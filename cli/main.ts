import process from 'node:process';
import { openCsvCrmBatch } from './csv-crm-batch.ts';
import { EXIT_CODE } from './exit-code.ts';
import { runCli } from './run-cli.ts';

const interruption = new AbortController();
// The run stops at its next batch and removes what it had begun to write; a second signal ends it at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());

// Whoever reads the output may stop early ("| head"): there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT_CODE.done);
});

try {
  process.exitCode = await runCli(process.argv.slice(2), {
    // npm runs scripts in the repository's folder and says here where the person stands.
    folder: process.env['INIT_CWD'] ?? process.cwd(),
    print: (line) => process.stdout.write(`${line}\n`),
    warn: (line) => process.stderr.write(`${line}\n`),
    terminal: process.stdout.isTTY,
    openData: openCsvCrmBatch,
    clock: { now: Date.now },
    cancellation: interruption.signal,
  });
} catch (error) {
  process.stderr.write(
    interruption.signal.aborted ? 'Interrupted; nothing was written.\n' : `Unforeseen failure: ${describe(error)}\n`,
  );
  process.exitCode = EXIT_CODE.failed;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
