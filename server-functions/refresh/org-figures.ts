import type { Configuration } from '#core/configuration/configuration.ts';
import { modulesRead } from '../score/frozen-run.ts';
import type { GenerationRecord } from '../score/generation-record.ts';
import type { OrgFigures } from './refresh-price.ts';

/** Accounts and deals, where nobody has published a configuration yet. */
const FEWEST_MODULES = 2;

/** How large an org is, as the last run counted it. */
export function figuresOf(
  generation: Pick<GenerationRecord, 'accounts' | 'reads'> | null,
  configuration: Configuration | null,
): OrgFigures {
  const modules = configuration === null ? FEWEST_MODULES : modulesRead(configuration).length;
  if (generation === null || configuration === null) return { rows: null, modules };
  const { module } = configuration.mapping.accounts;
  const others = generation.reads.filter((read) => read.module !== module).map(({ rows }) => rows);
  return { rows: [generation.accounts, ...others], modules };
}
