import type { Result } from '#core/result.ts';
import type { Generation, ScoreInput, ScoreRefusal } from './generation.ts';

/**
 * Records to explained labels: reads through `crm`, computes, writes nothing. Shared by the score function and the command line.
 * Throws `CrmError` (and `CsvError` from file adapters); everything else that can be foreseen is a refusal.
 */
export async function runScore(input: ScoreInput): Promise<Result<Generation, ScoreRefusal>> {
  throw new Error(`not built yet: ${input.asOfDay}`);
}
