import { DEFAULT_SWITCHES, switchesSchema, type SandboxSwitches } from '#sandbox/switches.ts';

const ENTRIES: readonly (readonly [name: string, values: readonly string[]])[] = Object.entries(
  switchesSchema.shape,
).map(([name, { options }]) => [name, options] as const);

/** One switch away from the defaults, for each value that a switch can have beside its default. */
export const SINGLE_SWITCHES: readonly (readonly [setting: string, switches: SandboxSwitches])[] = ENTRIES.flatMap(
  ([name, [, ...others]]) =>
    others.map((value) => [`${name}: ${value}`, switchesSchema.parse({ ...DEFAULT_SWITCHES, [name]: value })] as const),
);

/** Every switch on its last value. */
export const OTHER_WAY: SandboxSwitches = switchesSchema.parse(
  Object.fromEntries(ENTRIES.map(([name, values]) => [name, values.at(-1)])),
);
