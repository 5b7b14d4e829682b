const FIRST_SLOTS = 1_024;

/**
 * Says of a message whether an account has had it before: one that several of its contacts have in their lists is one text of that account.
 * 16 to 32 bytes a message. `message` are 63 bits of a hash, so that their low ones are spread as they come.
 */
export function createSeenMessages(): (account: number, message: bigint) => boolean {
  // 0 = free.
  let slots = new BigInt64Array(FIRST_SLOTS);
  let held = 0;
  const placeOf = (key: bigint): number => {
    let at = Number(BigInt.asUintN(32, key)) % slots.length;
    while (slots[at] !== 0n && slots[at] !== key) at = (at + 1) % slots.length;
    return at;
  };
  return (account, message) => {
    const key = BigInt.asIntN(64, message ^ (BigInt(account + 1) << 32n));
    const at = placeOf(key);
    if (slots[at] === key) return true;
    slots[at] = key;
    if (++held * 2 > slots.length) {
      const known = slots;
      slots = new BigInt64Array(2 * known.length);
      for (const each of known) if (each !== 0n) slots[placeOf(each)] = each;
    }
    return false;
  };
}
