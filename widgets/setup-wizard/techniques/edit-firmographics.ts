import type { Criteria } from '#core/criteria/criteria.ts';
import {
  MAX_LABELS,
  MIN_LABELS,
  type FirmographicsLabel,
  type FirmographicsSettings,
} from '#core/techniques/firmographics/settings.ts';
import { freeId, freeName } from './edit-rfm.ts';

export function editFirmographicsLabel(
  { labels }: FirmographicsSettings,
  index: number,
  edit: (label: FirmographicsLabel) => FirmographicsLabel,
): FirmographicsSettings {
  return { labels: labels.map((label, at) => (at === index ? edit(label) : label)) };
}

/** `by` -1 = earlier, which wins more accounts (TEC-1). */
export function moveFirmographicsLabel(
  { labels }: FirmographicsSettings,
  index: number,
  by: -1 | 1,
): FirmographicsSettings {
  const moved = labels[index];
  const to = index + by;
  if (moved === undefined || to < 0 || to >= labels.length) return { labels };
  const rest = labels.filter((_, at) => at !== index);
  return { labels: [...rest.slice(0, to), moved, ...rest.slice(to)] };
}

/** FIR-1: never under `MIN_LABELS`. */
export function removeFirmographicsLabel({ labels }: FirmographicsSettings, index: number): FirmographicsSettings {
  return { labels: labels.length <= MIN_LABELS ? labels : labels.filter((_, at) => at !== index) };
}

/** FIR-1: never over `MAX_LABELS`. Starts from the criteria given, since a label without any would take every account. */
export function addFirmographicsLabel({ labels }: FirmographicsSettings, criteria: Criteria): FirmographicsSettings {
  if (labels.length >= MAX_LABELS) return { labels };
  const number = labels.length + 1;
  const added: FirmographicsLabel = {
    id: freeId(labels.map(({ id }) => id)),
    names: {
      en: freeName(
        'Label',
        number,
        labels.map(({ names }) => names.en),
      ),
      es: freeName(
        'Etiqueta',
        number,
        labels.map(({ names }) => names.es),
      ),
    },
    colour: '#75777C',
    optionId: null,
    criteria,
  };
  return { labels: [...labels, added] };
}
