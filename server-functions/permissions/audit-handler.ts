import { CrmError } from '#core/crm/crm-error.ts';
import { formatIsoDay, parseIsoDay } from '#core/crm/days.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { encodeCell, LINE_END } from '#core/export/csv-format.ts';
import { AUDIT_DAYS, type AuditLine } from '../shared/audit/audit-line.ts';
import { readAudit } from '../shared/audit/read-audit.ts';
import { RefusedError, requireRight, type FunctionApp, type FunctionContext } from '../shared/http/function-app.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { createZoneDay } from '../shared/rest/zone-day.ts';

/** The newest ones; all of them are in the file. Lines. */
const SHOWN_LINES = 500;

const COLUMNS = ['first', 'last', 'times', 'kind', 'user', 'what', 'missing', 'route', 'subject'] as const;

/** Decisions and changes of one day, for administrators alone. */
export function addAuditRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/audit', async (c) => {
    const caller = requireRight(c, 'permissions');
    const { day, today } = dayAsked(c, caller, ports);
    const [lines, names] = await Promise.all([readAudit(ports.store, caller.org, day), namesOf(ports, caller.org)]);
    const listed = lines.filter(({ kind }) => kind !== 'use');
    const shown = listed.slice(0, SHOWN_LINES);
    return c.json({
      day,
      today,
      keptDays: AUDIT_DAYS,
      lines: shown.map((line) => ({ ...line, userName: names.get(line.userId) ?? null })),
      more: listed.length - shown.length,
    });
  });

  app.get('/v1/audit/csv', async (c) => {
    const caller = requireRight(c, 'permissions');
    const { day } = dayAsked(c, caller, ports);
    const lines = await readAudit(ports.store, caller.org, day);
    return c.body([COLUMNS.join(','), ...lines.map(toCsvLine), ''].join(LINE_END), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="abm-audit-${day}.csv"`,
    });
  });
}

function dayAsked(c: FunctionContext, { crmOrg }: Caller, { clock }: FunctionPorts): { day: string; today: string } {
  const today = formatIsoDay(createZoneDay(crmOrg.timeZone)(clock.now()));
  const day = c.req.query('day') ?? today;
  if (parseIsoDay(day) === null) throw new RefusedError(400, { code: 'request.invalid' });
  return { day, today };
}

/** As the installer sees them; a CRM that does not say leaves ids. */
async function namesOf(ports: FunctionPorts, org: OrgKey): Promise<ReadonlyMap<string, string>> {
  try {
    return await ports.userNamesFor(org);
  } catch (error) {
    if (error instanceof CrmError) return new Map();
    throw error;
  }
}

/** As the export writes texts: nothing in it is taken for a formula by a spreadsheet. */
function toCsvLine({ at, last, times, kind, userId, what, missing, route, subject }: AuditLine): string {
  const cells = [
    new Date(at).toISOString(),
    new Date(last).toISOString(),
    String(times),
    kind,
    userId,
    what,
    missing,
    route,
    subject,
  ];
  return cells.map((cell) => encodeCell(cell, { escapeFormulas: true })).join(',');
}
