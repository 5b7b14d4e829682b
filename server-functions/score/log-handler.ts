import * as z from 'zod';
import { pathId, RefusedError, requireRight, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import type { LogEntry } from '../shared/runs/run-log.ts';
import { readRun } from './read-run.ts';
import { REQUESTED_BY_SCHEDULE, type RunRow } from './run-row.ts';

const formatSchema = z.enum(['json', 'text']).catch('json');

/** What a run did, unit by unit, for those who set up: as JSON, or as a text file to keep (`?format=text`). */
export function addRunLogRoute(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/runs/:id/log', async (c) => {
    const { org } = requireRight(c, 'setup');
    const item = await readRun(ports, org, pathId(c, 'run.unknown'));
    if (item === null) throw new RefusedError(404, { code: 'run.unknown' });
    const { id, log, kind, requestedBy, fullBecause, repaired, difference } = item.value;
    if (formatSchema.parse(c.req.query('format')) === 'json') {
      const about = { kind, scheduled: requestedBy === REQUESTED_BY_SCHEDULE, fullBecause, repaired, difference };
      return c.json({ log: { run: id, about, ...log } });
    }
    c.header('content-type', 'text/plain; charset=utf-8');
    c.header('content-disposition', `attachment; filename="lodestar-${id}.log.txt"`);
    return c.body(formatLog(item.value));
  });
}

/** One line a unit: when, what, how many, how long. Words are the steps' own names: the file goes to whoever is asked for help. */
function formatLog({ id, kind, state, reason, fullBecause, owed, repaired, difference, log }: RunRow): string {
  const lines = [
    [id, kind, state, ...(reason === null ? [] : [reason])].join(' '),
    ...(fullBecause === null ? [] : [`read in full: ${fullBecause}`]),
    ...(difference === null ? [] : [`otherwise than sweeps had left it: ${JSON.stringify(difference)}`]),
    ...(owed === null ? [] : [`not written to the CRM: ${owed.accounts}, until the next full run: ${owed.waiting}`]),
    ...(repaired === null || repaired === 0 ? [] : [`edited by hand and repaired: ${repaired}`]),
    ...log.first.map(formatEntry),
    ...(log.dropped === 0 ? [] : [`... ${log.dropped} more`]),
    ...log.last.map(formatEntry),
  ];
  return `${lines.join('\n')}\n`;
}

function formatEntry({ step, from, to, rows, credits, retries, worker, note }: LogEntry): string {
  const seconds = ((Date.parse(to) - Date.parse(from)) / 1_000).toFixed(1);
  const facts = [
    from,
    step,
    `${seconds} s`,
    ...(rows === null ? [] : [`${rows} rows`]),
    ...(credits === null ? [] : [`${credits} credits`]),
    ...(retries === 0 ? [] : [`${retries} retries`]),
    `worker ${worker}`,
    ...(note === null ? [] : [note]),
  ];
  return facts.join('  ');
}
