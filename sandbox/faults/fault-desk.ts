import { createHash } from 'node:crypto';
import { FAULTS } from './fault-catalogue.ts';
import type { FaultEffect } from './fault-effect.ts';
import type { PlannedFault } from './fault-plan.ts';

/** A call as faults see it. */
export interface MetCall {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** `formatOrgKey`; null for a call that presents no valid token. */
  readonly org: string | null;
}

export interface FaultState {
  readonly fault: string;
  readonly on: string;
  readonly at: PlannedFault['at'];
  readonly times: number | 'always';
  /** Calls that fit the rule, and those of them that met the fault. */
  readonly seen: number;
  readonly met: number;
}

/** Which faults are planned, and which call meets which. */
export interface FaultDesk {
  /** Replaces the plan and starts counting anew. */
  plan(faults: readonly PlannedFault[]): void;
  /** The first rule whose turn it is decides; every rule that fits counts the call. */
  meet(call: MetCall): FaultEffect | null;
  state(): readonly FaultState[];
}

export function createFaultDesk(): FaultDesk {
  let rules: readonly { readonly planned: PlannedFault; readonly fits: RegExp; seen: number; met: number }[] = [];
  return {
    plan(faults) {
      rules = faults.map((planned) => ({ planned, fits: toPattern(planned.on), seen: 0, met: 0 }));
    },
    meet(call) {
      let effect: FaultEffect | null = null;
      for (const rule of rules) {
        const { planned } = rule;
        const path = planned.on.includes('?') ? call.path : (call.path.split('?', 1)[0] ?? '');
        if (!rule.fits.test(`${call.method} ${path}`) || (planned.org !== null && planned.org !== call.org)) continue;
        rule.seen++;
        if (effect !== null || rule.met >= planned.times || !isItsTurn(planned.at, rule.seen)) continue;
        rule.met++;
        effect = planned.definition.effect;
      }
      return effect;
    },
    state: () =>
      rules.map(({ planned: { definition, on, at, times }, seen, met }) => ({
        fault: definition.name,
        on,
        at,
        times: Number.isFinite(times) ? times : 'always',
        seen,
        met,
      })),
  };
}

/** For a person: what can be asked for. */
export function listFaults(): readonly { readonly fault: string; readonly description: string; readonly on: string }[] {
  return FAULTS.map(({ name, description, on }) => ({ fault: name, description, on }));
}

function isItsTurn(at: PlannedFault['at'], nth: number): boolean {
  if (typeof at === 'number') return nth >= at;
  const draw = createHash('sha256').update(`${at.seed}/${nth}`).digest().readUInt32BE(0) / 2 ** 32;
  return draw < at.rate;
}

function toPattern(on: string): RegExp {
  const [method = '*', path = ''] = on.split(' ', 2);
  const source = path
    .split(/(\*+)/)
    .map((part) =>
      part === '**' ? '.*' : part === '*' ? '[^/?]*' : part.replaceAll(/[$()+.?[\\\]^{|}]/g, String.raw`\$&`),
    )
    .join('');
  return new RegExp(`^${method === '*' ? '[A-Z]+' : method} ${source}$`);
}
