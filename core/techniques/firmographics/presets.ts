import type { Criteria } from '#core/criteria/criteria.ts';
import type { FirmographicsSettings } from './settings.ts';

const employees = (...conditions: readonly { operator: 'atLeast' | 'lessThan'; number: number }[]): Criteria => ({
  conditions: conditions.map(({ operator, number }) => ({ field: 'employees', operator, number })),
  pattern: '',
});

/** FIR-1: by employees. An empty field fails every comparison, so an unknown size has no label. Colours as in the RFM preset. */
export function presetFirmographicsSettings(): FirmographicsSettings {
  const label = (id: string, en: string, es: string, colour: string, criteria: Criteria) => ({
    id,
    names: { en, es },
    colour,
    optionId: null,
    criteria,
  });
  return {
    labels: [
      label('large', 'Large', 'Grande', '#8B5FD0', employees({ operator: 'atLeast', number: 1_000 })),
      label(
        'medium',
        'Medium',
        'Mediana',
        '#2F72D6',
        employees({ operator: 'atLeast', number: 250 }, { operator: 'lessThan', number: 1_000 }),
      ),
      label(
        'small',
        'Small',
        'Pequeña',
        '#0E8FA3',
        employees({ operator: 'atLeast', number: 50 }, { operator: 'lessThan', number: 250 }),
      ),
      label('micro', 'Micro', 'Micro', '#A8701A', employees({ operator: 'lessThan', number: 50 })),
    ],
  };
}
