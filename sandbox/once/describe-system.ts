import { formatCountedProblem } from '#server-functions/shared/messages/format-message.ts';
import { listFaults, type FaultState } from '../faults/fault-desk.ts';
import type { MainJobResult } from './main-job.ts';
import type { ImportReport, LocalSystem } from './start-local.ts';

/** Addresses and tokens for a person who wants to try it. The tokens are good for the sandbox alone. */
export function describeSystem({ sandbox, functions, widgets }: LocalSystem): string {
  const users = sandbox.tokens.map(
    ({ dc, orgId, user, profile, accessToken }) =>
      `  ${`${dc}/${orgId}`.padEnd(16)} ${user.padEnd(14)} ${profile.padEnd(14)} ${accessToken}`,
  );
  return [
    '',
    `Open the CRM:     ${sandbox.url}/   (the menu at the top right changes user, language and theme)`,
    '',
    `Sandbox CRM       ${sandbox.url}   (pages, Zoho CRM REST v8, bulk, OAuth)`,
    `Widgets           ${widgets?.url ?? 'not started'}`,
    `Server functions  ${functions.url}`,
    '',
    'Access tokens (they open this sandbox and nothing else):',
    `  ${'org'.padEnd(16)} ${'user'.padEnd(14)} ${'profile'.padEnd(14)} token`,
    ...users,
    '',
    `Try: curl -H "Authorization: Zoho-oauthtoken ${sandbox.tokens[0]?.accessToken ?? ''}" ${sandbox.url}/crm/v8/org`,
    ...planned(sandbox.faults()),
    'Ctrl-C stops it.',
    '',
  ].join('\n');
}

function planned(faults: readonly FaultState[]): readonly string[] {
  return faults.map(({ fault, on, times }) => `Fault ${fault}: ${on}, ${times === 'always' ? times : `${times} x`}`);
}

/** What came of the planned faults; one that no call met is said, for nothing was then tried. */
export function describeMet(faults: readonly FaultState[]): readonly string[] {
  return faults.map(({ fault, on, seen, met }) =>
    met > 0
      ? `Fault ${fault}: met by ${met} of ${seen} calls (${on})`
      : `Fault ${fault}: NEVER MET, so nothing was tried: ${seen === 0 ? 'no call was' : `${seen} calls were, none in its turn:`} ${on}`,
  );
}

/** All that `--fault` and `POST /sandbox/faults` know. */
export function describeFaults(): string {
  const faults = listFaults();
  const width = Math.max(...faults.map(({ fault }) => fault.length));
  return faults.map(({ fault, description, on }) => `${fault.padEnd(width)}  ${description} (${on})\n`).join('');
}

/** What the files had that could not be placed, and what was read as the recipe says. */
export function describeImport(report: ImportReport): string {
  const lines = report.tables.flatMap(({ role, file, rowsIn, rowsReported, problems, notes }) => [
    `${file ?? role}: ${rowsIn} rows read${rowsReported === 0 ? '' : `, ${rowsReported} with something that could not be placed`}`,
    ...[...problems, ...notes].map((problem) => `  ${formatCountedProblem(problem)}`),
  ]);
  return lines.join('\n');
}

export function describeResult(result: MainJobResult): string {
  const counts = (labels: Readonly<Record<string, number>>): string =>
    Object.entries(labels)
      .map(([label, accounts]) => `${label} ${accounts}`)
      .join(', ');
  return [
    `Accounts ${result.accounts}, deals ${result.deals}`,
    `RFM: ${counts(result.labels.rfm)}`,
    `Firmographics: ${counts(result.labels.firmographics)}`,
    `Segment "${result.segment.name}": ${result.segment.accounts} accounts`,
    `Export: ${result.export.rows} rows in ${result.export.file}`,
    `${result.seconds} s, peak memory ${result.peakRssMb} MiB, ${result.credits.spent} API credits (least possible ${result.credits.least})`,
  ].join('\n');
}
