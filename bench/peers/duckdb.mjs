import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { reportMeasured, startMeasuring } from '../report.ts';

/** The same rule as one SQL statement; DuckDB uses all cores. */
const [folder, asOf] = process.argv.slice(2);
const start = startMeasuring();

const connection = await (await DuckDBInstance.create(':memory:')).connect();
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
const reader = await connection.runAndReadAll(`
  WITH account AS MATERIALIZED (
    SELECT Account_Name AS id, date_diff('day', max(Closing_Date), DATE ${quoted(asOf)}) AS days, count(*) AS count,
           coalesce(sum(CAST(Amount * 100 AS BIGINT)), 0)::BIGINT AS minor
    FROM read_csv(${quoted(join(folder, 'deals.csv'))}, header = true, columns = {Id: 'BIGINT', Deal_Name: 'VARCHAR',
      Account_Name: 'BIGINT', Amount: 'DECIMAL(18,2)', Closing_Date: 'DATE', Stage: 'VARCHAR'})
    WHERE Stage = 'Closed Won' AND Account_Name IS NOT NULL AND Closing_Date <= DATE ${quoted(asOf)}
    GROUP BY Account_Name
  ), sorted AS MATERIALIZED (
    SELECT list_sort(list(days)) AS d, list_sort(list(count)) AS c, list_sort(list(minor)) AS m, count(*) AS n FROM account
  ), steps AS MATERIALIZED (
    SELECT n, ${['d', 'c', 'm']
      .flatMap((list) =>
        [1, 2, 3, 4].flatMap((level) => [
          `${list}[(n - 1) * ${level} // 5 + 1] AS ${list}${level}`,
          `((n - 1) * ${level} % 5) * (${list}[least((n - 1) * ${level} // 5 + 2, n)] - ${list}[(n - 1) * ${level} // 5 + 1]) AS ${list}gap${level}`,
        ]),
      )
      .join(', ')} FROM sorted
  )
  SELECT id::VARCHAR AS id, ${[
    ['5 - (', 'd', 'days', ') AS r'],
    ['1 + (', 'c', 'count', ') AS f'],
    ['1 + (', 'm', 'minor', ') AS m'],
  ]
    .map(
      ([before, list, value, after]) =>
        before +
        [1, 2, 3, 4].map((level) => `(5 * (${value} - ${list}${level}) > ${list}gap${level})::INT`).join(' + ') +
        after,
    )
    .join(', ')}
  FROM account, steps`);
const rows = reader.getRows();

reportMeasured(start, () => rows.map((cells) => cells.join(',')));
