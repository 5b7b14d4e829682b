import type { Configuration } from '#core/configuration/configuration.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Problem } from '#core/message.ts';
import { readCurrentIntake } from '../intake/intake-manifest.ts';
import { readIntakePolicy } from '../policies/intake-policy.ts';
import { intakeOf } from '../score/techniques/plan-source.ts';
import type { FunctionPorts } from '../shared/ports.ts';

const LISTENING = ['engagement', 'voice'] as const;
const BOTH = 'both';

/**
 * Said before it is published: e-mails and notes that a technique counts on while nobody reads them, or nobody has yet. A run leaves
 * them out and gives labels all the same.
 */
export async function warnOfUnread(
  { store }: Pick<FunctionPorts, 'store'>,
  org: OrgKey,
  { techniques }: Pick<Configuration, 'techniques'>,
): Promise<readonly Problem[]> {
  const counted = LISTENING.flatMap((technique) =>
    (techniques[technique]?.sources ?? []).flatMap(({ module }) => {
      const source = intakeOf(module);
      return source === null ? [] : [{ technique, source }];
    }),
  );
  const [first] = counted;
  if (first === undefined) return [];
  const isOn = (await readIntakePolicy(store, org)).state === 'on';
  if (isOn && (await readCurrentIntake({ store }, org)) !== null) return [];
  const only = (names: readonly string[]): string => (new Set(names).size === 1 ? (names[0] ?? BOTH) : BOTH);
  const params = {
    who: only(counted.map(({ technique }) => technique)),
    what: only(counted.map(({ source }) => source)),
  };
  const where = `techniques.${first.technique}.sources`;
  return [isOn ? { code: 'sources.nothingReadYet', params, where } : { code: 'sources.readingIsOff', params, where }];
}
