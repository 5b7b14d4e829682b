import { GENERATION_COLUMNS } from '../score/generation.ts';

/** Columns of a snapshot beside the account fields: what one account's deals come to, before anything is labelled. */
export const SNAPSHOT_COLUMNS = {
  included: GENERATION_COLUMNS.included,
  lastDay: 'snapshot:lastDay',
  /** Thousandths of a unit. */
  ticks: 'snapshot:ticks',
  monetary: 'snapshot:monetary',
  won: GENERATION_COLUMNS.won,
  pipeline: GENERATION_COLUMNS.pipeline,
} as const;
