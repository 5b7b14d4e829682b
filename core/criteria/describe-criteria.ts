import type { Message } from '#core/message.ts';
import type { Criteria } from './criteria.ts';

/** The sentence as codes in reading order: conditions joined by `criteria.and` / `criteria.or`, groups by `criteria.open` / `criteria.close`. */
export function describeCriteria(_criteria: Criteria): Message[] {
  throw new Error('not built yet');
}
