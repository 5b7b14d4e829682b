/** Whether a text is an id of the CRM, which fits 64 bits. */
export function isRecordId(text: string): boolean {
  return /^\d{1,18}$/.test(text) || (/^\d{19}$/.test(text) && BigInt(text) <= MAX_ID);
}

const MAX_ID = 2n ** 63n - 1n;
