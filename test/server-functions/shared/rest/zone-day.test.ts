import { expect, test } from 'vitest';
import { dayFromCivil } from '#core/crm/days.ts';
import { createZoneDay, knownZone } from '#server-functions/shared/rest/zone-day.ts';

const NEW_YEAR_IN_UTC = Date.UTC(2026, 0, 1, 0, 30);

test('each zone has its own day at the same instant, asked first or again', () => {
  const dayIn = (zone: string): number => createZoneDay(zone)(NEW_YEAR_IN_UTC);
  for (let round = 0; round < 2; round++) {
    expect(dayIn('Europe/Madrid')).toBe(dayFromCivil(2026, 1, 1));
    expect(dayIn('America/Mexico_City')).toBe(dayFromCivil(2025, 12, 31));
    expect(dayIn('Pacific/Kiritimati')).toBe(dayFromCivil(2026, 1, 1));
    expect(() => createZoneDay('Nowhere/At_All')).toThrow(RangeError);
    expect(knownZone('Nowhere/At_All')).toBe('UTC');
  }
});
