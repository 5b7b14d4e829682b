import type { ColumnTable } from '#core/columns/column-table.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { WorkPorts } from '../../shared/ports.ts';
import { createParts, type Parts } from '../../shared/runs/parts.ts';
import { LEDGER_PREFIX } from './ledger-manifest.ts';

export type LedgerKind = 'deals' | 'owners' | 'evidence' | 'inputs' | 'samples';

/**
 * Objects of ledgers, named `<writer>/<kind>/<content>`: the same content of the same writer is the same object, and no other
 * run ever writes under that name, so that what nobody names any more can be removed.
 */
export interface LedgerObjects {
  write(kind: LedgerKind, table: ColumnTable): Promise<string>;
  writeText(kind: LedgerKind, text: string): Promise<string>;
  /** Throws `StoreError` `blobDamaged` where it is gone or another one. */
  read(name: string): Promise<ColumnTable>;
  readText(name: string): Promise<string>;
}

/** `writer` is the generation that new objects are written for. */
export function createLedgerObjects({ blob }: Pick<WorkPorts, 'blob'>, org: OrgKey, writer: string): LedgerObjects {
  const partsOf = (folder: string): Parts => createParts(blob, org, `${LEDGER_PREFIX}${folder}`);
  const split = (name: string): readonly [folder: string, content: string] => {
    const at = name.lastIndexOf('/');
    return [name.slice(0, at), name.slice(at + 1)];
  };
  return {
    write: async (kind, table) => `${writer}/${kind}/${await partsOf(`${writer}/${kind}`).writeTable(table)}`,
    writeText: async (kind, text) => `${writer}/${kind}/${await partsOf(`${writer}/${kind}`).write(Buffer.from(text))}`,
    read(name) {
      const [folder, content] = split(name);
      return partsOf(folder).readTable(content);
    },
    async readText(name) {
      const [folder, content] = split(name);
      return new TextDecoder().decode(await partsOf(folder).read(content));
    },
  };
}
