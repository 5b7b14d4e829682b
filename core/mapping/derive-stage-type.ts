import { NULL_CODE, type TextColumn } from '#core/columns/column-table.ts';
import type { ChoiceOption, StageType } from '#core/crm/metadata.ts';

/** Dictionary of every derived column: its codes are these indexes. */
export const STAGE_TYPES: readonly StageType[] = ['open', 'won', 'lost'];

/**
 * The `stageType` column of deals: what each deal's stage means, whatever the org calls it. Rows keep their order; a stage
 * that is empty or unknown to the options (a deleted stage) is empty. Matches stored values exactly, as the CRM compares.
 */
export function deriveStageType(stages: TextColumn, options: readonly ChoiceOption[]): TextColumn {
  const typeOfStage = new Map<string, number>();
  for (const option of options)
    if (option.stageType !== null) typeOfStage.set(option.actual, STAGE_TYPES.indexOf(option.stageType));
  const typeOfCode = Int32Array.from(stages.dictionary, (stage) => typeOfStage.get(stage) ?? NULL_CODE);
  const codes = new Int32Array(stages.codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = stages.codes[row]!;
    codes[row] = code === NULL_CODE ? NULL_CODE : typeOfCode[code]!;
  }
  return { kind: 'text', codes, dictionary: STAGE_TYPES };
}
