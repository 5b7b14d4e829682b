/** Largest id a 64-bit column holds. */
export const MAX_ID = 2n ** 63n - 1n;

/** Signed base 36 to an integer of any size; null unless it is the shortest lower-case spelling of one. */
export function parseBase36(text: string): bigint | null {
  if (!/^-?[0-9a-z]{1,14}$/.test(text)) return null;
  let value = 0n;
  const digits = text.startsWith('-') ? text.slice(1) : text;
  for (const digit of digits) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  const signed = text.startsWith('-') ? -value : value;
  return signed.toString(36) === text ? signed : null;
}

/** The same for what must be a safe integer. */
export function parseBase36Integer(text: string): number | null {
  const value = parseBase36(text);
  if (value === null) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : null;
}
