export const DAMAGES = ['flip', 'truncate', 'grow', 'empty'] as const;
/** One bit flipped, the last byte gone or one added, nothing left. */
export type Damage = (typeof DAMAGES)[number];

/** What a failing disk, or somebody with access to it, makes of stored bytes. */
export function damageBytes(content: Uint8Array, how: Damage): Buffer {
  switch (how) {
    case 'flip':
      return Buffer.concat([Buffer.from([(content[0] ?? 0) ^ 1]), content.subarray(1)]);
    case 'truncate':
      return Buffer.from(content.subarray(0, -1));
    case 'grow':
      return Buffer.concat([content, Buffer.from('x')]);
    case 'empty':
      return Buffer.alloc(0);
  }
}
