/** Checks of plain JSON for a page that has no room for schemas: each says of a value that it has the type, and nothing else. */
export type Guard<T> = (value: unknown) => value is T;

/** Exactly these keys, each of its kind; a guard that takes undefined makes its key optional. */
export function isShape<T extends object>(guards: { readonly [K in keyof T]-?: Guard<T[K]> }): Guard<T> {
  const names = new Set(Object.keys(guards));
  const all: [string, (value: unknown) => boolean][] = Object.entries(guards);
  return (value): value is T => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const fields = new Map<string, unknown>(Object.entries(value));
    return [...fields.keys()].every((name) => names.has(name)) && all.every(([name, is]) => is(fields.get(name)));
  };
}

export function isList<T>(is: Guard<T>, most = Number.POSITIVE_INFINITY): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.length <= most && value.every((each) => is(each));
}

export function isOneOf<const T extends string | boolean | null | undefined>(...values: readonly T[]): Guard<T> {
  return (value): value is T => values.some((each) => each === value);
}

export function isEither<A, B>(one: Guard<A>, other: Guard<B>): Guard<A | B> {
  return (value): value is A | B => one(value) || other(value);
}

export function isText(most: number): Guard<string> {
  return (value): value is string => typeof value === 'string' && value.length <= most;
}

export function isWhole(least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): Guard<number> {
  return (value): value is number => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
}
