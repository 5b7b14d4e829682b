import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { FunctionsApi } from '#sandbox/once/functions-api.ts';
import { createCrmApi } from './change-records.ts';
import type { ScaleSystem } from './scale-org.ts';
import { scoreOrg } from './score-org.ts';

/** Between two looks at the record. Milliseconds. */
const LOOK_EVERY_MS = 100;
/** More than any other account has won, so that the account leads the tab's list. */
const AMOUNT = 900_000_000;
const TODAY = '2026-06-30';

export interface WonDeal {
  /** From the deal being won to each of these, in seconds. */
  readonly inRecord: number;
  readonly inTab: number;
  readonly label: string;
}

const pickedRow = z.object({ deal: z.string(), account: z.string() });
const listAnswer = z.object({
  accounts: z.array(z.looseObject({ id: z.string() })),
});

/** An account that has bought nothing wins a deal; a sweep begins at once, as if its time had come. */
export async function winDeal(system: ScaleSystem, api: FunctionsApi): Promise<WonDeal> {
  const { deal, account } = pickDeal(system.database);
  const before = readLabel(system.database, account);
  const began = performance.now();
  const since = (): number => (performance.now() - began) / 1_000;
  await createCrmApi(system).update('Deals', [{ id: deal, Stage: 'Closed Won', Closing_Date: TODAY, Amount: AMOUNT }]);
  const run = scoreOrg(api, { kind: 'changes' });
  const inTab = (async () => {
    for (;;) {
      const { accounts } = await api.call('GET', '/v1/segments/all/accounts?page=1&sort=-wonMinor', listAnswer);
      if (accounts[0]?.id === account) return since();
      await wait(LOOK_EVERY_MS);
    }
  })();
  const inRecord = (async () => {
    for (;;) {
      const label = readLabel(system.database, account);
      if (label !== before && label !== null) return { at: since(), label };
      await wait(LOOK_EVERY_MS);
    }
  })();
  const seen = await Promise.all([inRecord, inTab, run]);
  return { inRecord: seen[0].at, inTab: seen[1], label: seen[0].label };
}

function pickDeal(database: string): z.infer<typeof pickedRow> {
  return query(database, (db) => {
    const won = "SELECT 1 FROM Deals w WHERE w.Account_Name = d.Account_Name AND w.Stage = 'Closed Won'";
    const open = "d.Stage = 'Qualification' AND d.Account_Name IS NOT NULL";
    const columns = 'CAST(d.id AS TEXT) AS deal, CAST(d.Account_Name AS TEXT) AS account';
    return pickedRow.parse(
      db.prepare(`SELECT ${columns} FROM Deals d WHERE ${open} AND NOT EXISTS (${won}) LIMIT 1`).get(),
    );
  });
}

function readLabel(database: string, account: string): string | null {
  return query(database, (db) => {
    const row = db.prepare('SELECT ABM_RFM_Label AS label FROM Accounts WHERE id = ?').get(BigInt(account));
    return z.object({ label: z.nullable(z.string()) }).parse(row).label;
  });
}

function query<T>(database: string, ask: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(database, { readOnly: true });
  try {
    return ask(db);
  } finally {
    db.close();
  }
}
