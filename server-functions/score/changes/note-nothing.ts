import type { RunContext, RunInputs } from '../run-context.ts';
import type { ChangesCursor } from './changes-cursor.ts';
import { noteSwept } from './find-beginning.ts';
import type { FormerLedger } from './former-ledger.ts';
import { nextWatermark } from './watermark.ts';

/** Nothing is published where nothing changed; the next run need not ask for the same time again. */
export function noteNothing(
  { ports, org }: Pick<RunContext, 'ports' | 'org'>,
  { record }: FormerLedger,
  changes: ChangesCursor,
  { frozen }: RunInputs,
): Promise<void> {
  return noteSwept(ports, org, {
    generation: record.id,
    sweptAt: frozen.now,
    watermark: nextWatermark(changes, frozen.now),
    surplus: changes.surplus,
  });
}
