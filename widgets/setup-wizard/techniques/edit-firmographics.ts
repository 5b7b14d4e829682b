import type { Criteria } from '#core/criteria/criteria.ts';
import {
  MAX_LABELS,
  MIN_LABELS,
  type FirmographicsLabel,
  type FirmographicsSettings,
} from '#core/techniques/firmographics/settings.ts';
import { freshLabel, moveBy, removeAt, replaceAt } from './edit-labels.ts';

export function editFirmographicsLabel(
  { labels }: FirmographicsSettings,
  index: number,
  edit: (label: FirmographicsLabel) => FirmographicsLabel,
): FirmographicsSettings {
  return { labels: replaceAt(labels, index, edit) };
}

/** `by` -1 = earlier, which wins more accounts (TEC-1). */
export function moveFirmographicsLabel(
  { labels }: FirmographicsSettings,
  index: number,
  by: -1 | 1,
): FirmographicsSettings {
  return { labels: moveBy(labels, index, by) };
}

/** FIR-1: never under `MIN_LABELS`. */
export function removeFirmographicsLabel({ labels }: FirmographicsSettings, index: number): FirmographicsSettings {
  return { labels: labels.length <= MIN_LABELS ? labels : removeAt(labels, index) };
}

/** FIR-1: never over `MAX_LABELS`. Starts from the criteria given, since a label without any would take every account. */
export function addFirmographicsLabel({ labels }: FirmographicsSettings, criteria: Criteria): FirmographicsSettings {
  if (labels.length >= MAX_LABELS) return { labels };
  return { labels: [...labels, { ...freshLabel(labels), criteria }] };
}
