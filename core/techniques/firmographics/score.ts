import type { ColumnTable } from '#core/columns/column-table.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { combineMasks } from '#core/criteria/evaluate-tree.ts';
import { NO_LABEL } from '#core/labels/label.ts';
import type { Message } from '#core/message.ts';
import { hashSettings } from '../settings-hash.ts';
import { FIRMOGRAPHICS_BASIS_FORMAT, type FirmographicsBasis } from './basis.ts';
import type { FirmographicsSettings } from './settings.ts';

/** One row an account, index = ordinal. */
export interface FirmographicsScores {
  /** Index into the settings' labels; `NO_LABEL` outside the population too. */
  readonly label: Int16Array;
  /** Per label, per account: bit n - 1 is set where its condition n holds. */
  readonly conditionBits: readonly Uint32Array[];
  readonly basis: FirmographicsBasis;
  /** Accounts per label, in the settings' order. */
  readonly labelCounts: readonly number[];
  /** Accounts inside the population that no label takes. */
  readonly withoutLabel: number;
  readonly warnings: readonly Message[];
}

/**
 * FIR-1: the first label whose criteria hold takes the account (TEC-1). `table` has one row an account and a column for every
 * referenced field; throws when one is missing or of the wrong kind, which `checkCriteria` reports beforehand.
 */
export function scoreFirmographics({
  table,
  population,
  settings,
  asOfDay,
  minorDigits,
}: {
  readonly table: ColumnTable;
  /** 1 where the account is inside the global criteria. */
  readonly population: Uint8Array;
  readonly settings: FirmographicsSettings;
  readonly asOfDay: number;
  readonly minorDigits: number;
}): FirmographicsScores {
  const { length } = table;
  const label = new Int16Array(length).fill(NO_LABEL);
  const labelCounts = settings.labels.map(() => 0);
  const conditionBits = settings.labels.map(({ criteria }, index) => {
    const compiled = compileCriteria(criteria, { asOfDay, minorDigits });
    const masks = compiled.conditionMasks(table);
    const holds = combineMasks(compiled.tree, masks, length);
    for (let ordinal = 0; ordinal < length; ordinal++) {
      if (holds[ordinal] !== 1 || population[ordinal] !== 1 || label[ordinal] !== NO_LABEL) continue;
      label[ordinal] = index;
      labelCounts[index]!++;
    }
    return packBits(masks, length);
  });

  let inside = 0;
  for (let ordinal = 0; ordinal < length; ordinal++) inside += population[ordinal] === 1 ? 1 : 0;
  const withoutLabel = inside - labelCounts.reduce((sum, count) => sum + count, 0);
  const warnings = settings.labels
    .filter((_, index) => labelCounts[index] === 0)
    .map(({ id }) => ({ code: 'firmographics.emptyLabel', params: { label: id } }));
  const basis: FirmographicsBasis = {
    format: FIRMOGRAPHICS_BASIS_FORMAT,
    technique: 'firmographics',
    asOfDay,
    minorDigits,
    settingsHash: hashSettings(settings),
    population: inside,
    labels: settings.labels.map(({ id, criteria }) => ({ id, criteria })),
  };
  return { label, conditionBits, basis, labelCounts, withoutLabel, warnings };
}

/** At most 25 conditions (SET-4), so one 32-bit word a label holds them all. */
function packBits(masks: readonly Uint8Array[], length: number): Uint32Array {
  const bits = new Uint32Array(length);
  masks.forEach((mask, condition) => {
    for (let ordinal = 0; ordinal < length; ordinal++) bits[ordinal]! |= mask[ordinal]! << condition;
  });
  return bits;
}
