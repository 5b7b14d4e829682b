import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { reportPairs, startMeasuring } from '../report.ts';

/** The same counts by a self-join; DuckDB uses all cores. */
const [folder] = process.argv.slice(2);
const start = startMeasuring();
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(
  `CREATE TABLE line AS SELECT * FROM read_csv('${join(folder, 'lines.csv').replaceAll("'", "''")}', header = true,
   columns = {basket: 'INTEGER', product: 'INTEGER'})`,
);
const read = startMeasuring();
const reader = await connection.runAndReadAll(`
  WITH pair AS (
    SELECT a.product AS one, b.product AS other, count(*) AS together
    FROM line a JOIN line b ON a.basket = b.basket AND a.product < b.product
    GROUP BY ALL
  )
  SELECT count(*)::DOUBLE, sum(together)::DOUBLE, (sum((one * 31 + other * 17)::HUGEINT * together) % 1000000007)::DOUBLE FROM pair`);
const [[pairs, together, digest]] = reader.getRows();
reportPairs(start, read, { pairs, together, digest });
