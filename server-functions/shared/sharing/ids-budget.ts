/** What all callers of a process may remember of ids together: 16 users of an org of 1,000,000 accounts. Bytes. */
export const MAX_REMEMBERED_ID_BYTES = 128 * 1024 * 1024;

export interface IdsBudget {
  /** Some ids are remembered; `forget` is called when they have to make room. */
  remember(bytes: number, forget: () => void): void;
}

/** Bounds by bytes what many callers hold: the oldest make room, the newest always stays. A forgotten one is read again. */
export function createIdsBudget(most: number): IdsBudget {
  const held: { readonly bytes: number; readonly forget: () => void }[] = [];
  let sum = 0;
  return {
    remember(bytes, forget) {
      held.push({ bytes, forget });
      sum += bytes;
      while (sum > most && held.length > 1) {
        const oldest = held.shift();
        sum -= oldest?.bytes ?? 0;
        oldest?.forget();
      }
    },
  };
}
