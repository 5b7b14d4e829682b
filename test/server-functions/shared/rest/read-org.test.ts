import { expect, test } from 'vitest';
import { createPresentedToken } from '#server-functions/shared/rest/access-tokens.ts';
import { readOrg } from '#server-functions/shared/rest/read-metadata.ts';
import { createRestSender } from '#server-functions/shared/rest/send-rest.ts';
import { createZoneDay } from '#server-functions/shared/rest/zone-day.ts';

/** A CRM whose org says that it is in this zone. */
function crmIn(timeZone: string) {
  const org = { id: '1', zgid: '2', company_name: 'A', iso_code: 'EUR', mc_status: false, time_zone: timeZone };
  return createRestSender({
    fetch: async () => Response.json({ org: [org] }),
    apiUrl: 'https://crm.example',
    tokens: createPresentedToken('t'),
  });
}

test.each(['Europe/Madrid', 'Asia/Kathmandu'])('%s is a zone that days are counted in', async (zone) => {
  const { timeZone } = await readOrg(crmIn(zone));
  expect(createZoneDay(timeZone)(Date.UTC(2026, 5, 30, 23))).toBe(Date.UTC(2026, 6, 1) / 86_400_000);
});

test.each(['GMT+05:45 Nepal', 'Mars/Olympus', ''])('days of an org in "%s" are counted in UTC', async (zone) => {
  const { timeZone } = await readOrg(crmIn(zone));
  expect(timeZone).toBe('UTC');
});
