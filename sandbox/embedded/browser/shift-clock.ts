/**
 * Gives this page the sandbox's time. The sandbox lives on a day of its own so that its numbers stay the same, while a CRM's
 * users share the CRM's clock: without this, labels counted today would look months old. Only calls without arguments change.
 */
export function shiftClock(offsetMs: number): void {
  const RealDate = Date;
  const now = (): number => RealDate.now() + offsetMs;
  globalThis.Date = new Proxy(RealDate, {
    construct(target, values, newTarget) {
      const made: unknown = Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget);
      return made instanceof RealDate ? made : new RealDate(now());
    },
    apply: () => new RealDate(now()).toString(),
    get(target, key): unknown {
      return key === 'now' ? now : Reflect.get(target, key);
    },
  });
}
