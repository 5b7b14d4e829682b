import { DatabaseSync } from 'node:sqlite';
import { createAccess } from '#sandbox/api/access.ts';
import { registerTextComparison } from '#sandbox/coql/compare-text.ts';
import { compileQuery } from '#sandbox/coql/compile-query.ts';
import { parseQuery } from '#sandbox/coql/parse-query.ts';
import { loadOrgStore } from '#sandbox/store/org-store.ts';
import type { SandboxSwitches } from '#sandbox/switches.ts';

export interface CoqlAnswers {
  /** First column of every row, as stored. Throws `ZohoError` where the sandbox would answer with one. */
  firstColumn(query: string, switches: SandboxSwitches): readonly unknown[];
  /** Keys of the answer's columns. */
  keys(query: string, switches: SandboxSwitches): readonly string[];
  close(): void;
}

/** The sandbox's own COQL on one of its databases, without the HTTP around it: for many queries, or many settings. */
export function openCoql(databasePath: string, user = 'administrator'): CoqlAnswers {
  const store = loadOrgStore(new DatabaseSync(databasePath, { readOnly: true }));
  registerTextComparison(store.database);
  const access = createAccess(store.org, user);
  const compile = (query: string, switches: SandboxSwitches) =>
    compileQuery(parseQuery(query, switches), store, access, switches);
  return {
    firstColumn(query, switches) {
      const { sql, parameters } = compile(query, switches);
      return store.database
        .prepare(sql)
        .all(...parameters)
        .map((row) => row['c0']);
    },
    keys: (query, switches) => compile(query, switches).columns.map(({ key }) => key),
    close: () => store.database.close(),
  };
}
