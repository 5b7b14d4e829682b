import { DatabaseSync } from 'node:sqlite';

/** What every write moves as well, and a sweep looks at. */
const STAMPS = 'Modified_Time, Modified_By';

/** The records that a run writes, straight from the CRM's tables: their state, how often each was written, and back to a former state. */
export class CrmRecords {
  readonly #database: DatabaseSync;
  readonly #columns: string;

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: 10_000 });
    const fields = this.#database
      .prepare("SELECT name FROM pragma_table_info('Accounts') WHERE name LIKE 'ABM\\_%' ESCAPE '\\' ORDER BY name")
      .all();
    this.#columns = fields.map(({ name }) => `"${String(name)}"`).join(', ');
    this.#database.exec(`
      CREATE TABLE kill_writes (record TEXT NOT NULL);
      CREATE TRIGGER kill_account AFTER UPDATE ON Accounts BEGIN INSERT INTO kill_writes VALUES ('account ' || NEW.id); END;
      CREATE TRIGGER kill_basis_new AFTER INSERT ON ABM_Basis BEGIN INSERT INTO kill_writes VALUES ('basis'); END;
      CREATE TRIGGER kill_basis AFTER UPDATE ON ABM_Basis BEGIN INSERT INTO kill_writes VALUES ('basis'); END;`);
  }

  /** The state to come back to. */
  remember(): void {
    this.#database.exec(`
      CREATE TABLE kill_accounts AS SELECT id, ${this.#columns}, ${STAMPS} FROM Accounts;
      CREATE UNIQUE INDEX kill_accounts_id ON kill_accounts (id);
      CREATE TABLE kill_basis AS SELECT * FROM ABM_Basis;`);
  }

  restore(): void {
    this.#database.exec(`
      BEGIN IMMEDIATE;
      UPDATE Accounts SET (${this.#columns}, ${STAMPS}) =
        (SELECT ${this.#columns}, ${STAMPS} FROM kill_accounts k WHERE k.id = Accounts.id);
      DELETE FROM ABM_Basis;
      INSERT INTO ABM_Basis SELECT * FROM kill_basis;
      DELETE FROM kill_writes;
      COMMIT;`);
  }

  *read(): Generator<[string, string], void, void> {
    const rows = (sql: string) => this.#database.prepare(sql).all();
    for (const { id, ...fields } of rows(`SELECT CAST(id AS TEXT) AS id, ${this.#columns} FROM Accounts`))
      yield [`account ${String(id)}`, JSON.stringify(fields)];
    for (const basis of rows('SELECT Name, Basis, Money_Basis FROM ABM_Basis'))
      yield [`basis ${String(basis['Name'])}`, JSON.stringify(basis)];
    for (const { record, times } of rows('SELECT record, count(*) AS times FROM kill_writes GROUP BY record'))
      yield [`writes of ${String(record)}`, String(times)];
  }

  close(): void {
    this.#database.close();
  }
}
