import { formatIsoDay, parseIsoDay } from '#core/crm/days.ts';
import { can, type Action } from '#core/permissions/can.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { readCurrentGeneration } from '../score/load-generation.ts';
import { readLatestRun } from '../score/latest-run.ts';
import { shownRun } from '../score/shown-run.ts';
import type { FunctionApp } from '../shared/http/function-app.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { createZoneDay } from '../shared/rest/zone-day.ts';

/** Who is signed in, to which org, what they may, and how fresh the labels are. For everybody whom the CRM vouches for. */
export function addSessionRoutes(app: FunctionApp, ports: FunctionPorts): void {
  app.get('/v1/session', async (c) => {
    const caller = c.get('caller');
    const { org, crmOrg } = caller;
    const [configuration, generation, run] = await Promise.all([
      readConfiguration(ports.store, org),
      readCurrentGeneration(ports, org),
      readLatestRun(ports, org),
    ]);
    const home = crmOrg.currencies.find((currency) => currency.isHome);
    const accounts = configuration?.mapping.accounts.module ?? 'Accounts';
    const mayView = can(caller, 'view').allowed || can(caller, 'setup').allowed;
    return c.json({
      user: { name: caller.userName },
      org: {
        name: crmOrg.name,
        currency: crmOrg.homeCurrency,
        minorDigits: home?.decimalPlaces ?? 2,
        timeZone: crmOrg.timeZone,
      },
      today: formatIsoDay(createZoneDay(crmOrg.timeZone)(ports.clock.now())),
      rights: {
        setup: right(caller, 'setup'),
        view: right(caller, 'view'),
        createSegments: right(caller, 'createSegments'),
        editSegments: right(caller, 'editSegments'),
        deleteSegments: right(caller, 'deleteSegments'),
        exportAccounts: right(caller, { export: accounts }),
      },
      configured: configuration !== null,
      freshness:
        generation === null
          ? null
          : {
              asOfDay: parseIsoDay(generation.value.asOf),
              publishedAt: generation.value.publishedAt,
              generation: generation.value.id,
            },
      run: mayView && run !== null ? await shownRun(ports, caller, run) : null,
    });
  });
}

function right(caller: Caller, action: Action): true | { readonly missing: string } {
  const decision = can(caller, action);
  return decision.allowed ? true : { missing: decision.missing };
}
