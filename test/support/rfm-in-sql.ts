/**
 * RFM with five levels and the preset labels, written once more in SQL over the sandbox's raw tables: percentiles by the
 * integer form of R's type 7 (RFM-4), labels by RFM-5. `:asOf` is the day. Amounts are converted at
 * each deal's own rate, in whole minor units, half away from zero. Valid where every metric has at least five distinct values.
 */
export function rfmLabelsSql(wonStages: readonly string[]): string {
  const stages = wonStages.map((stage) => `'${stage.replaceAll("'", "''")}'`).join(', ');
  return `
WITH purchases AS (
  SELECT Account_Name AS account, Closing_Date AS day,
    CASE WHEN Amount IS NULL THEN 0 ELSE CAST(round(100 * Amount / coalesce(nullif(Exchange_Rate, 0), 1)) AS INTEGER) END AS minor
  FROM Deals
  WHERE Stage IN (${stages}) AND Closing_Date <= :asOf AND Account_Name IN (SELECT id FROM Accounts)
), metrics AS (
  SELECT account, CAST(julianday(:asOf) - julianday(max(day)) AS INTEGER) AS days, count(*) AS deals, sum(minor) AS minor
  FROM purchases GROUP BY account
), sorted AS (
  SELECT *, count(*) OVER () AS n,
    row_number() OVER (ORDER BY days) - 1 AS rank_r, row_number() OVER (ORDER BY deals) - 1 AS rank_f,
    row_number() OVER (ORDER BY minor) - 1 AS rank_m
  FROM metrics
), cuts AS (
  SELECT j.value AS j, (n - 1) * j.value / 5 AS i, (n - 1) * j.value % 5 AS rem FROM (SELECT DISTINCT n FROM sorted), json_each('[1,2,3,4]') AS j
), breaks AS (
  SELECT cuts.j, cuts.rem,
    (SELECT days FROM sorted WHERE rank_r = cuts.i) AS r_low, (SELECT days FROM sorted WHERE rank_r = cuts.i + 1) AS r_high,
    (SELECT deals FROM sorted WHERE rank_f = cuts.i) AS f_low, (SELECT deals FROM sorted WHERE rank_f = cuts.i + 1) AS f_high,
    (SELECT minor FROM sorted WHERE rank_m = cuts.i) AS m_low, (SELECT minor FROM sorted WHERE rank_m = cuts.i + 1) AS m_high
  FROM cuts
), raw AS (
  SELECT account, days, deals, minor,
    5 - (SELECT count(*) FROM breaks WHERE 5 * (days - r_low) > rem * (r_high - r_low)) AS r,
    1 + (SELECT count(*) FROM breaks WHERE 5 * (deals - f_low) > rem * (f_high - f_low)) AS f,
    1 + (SELECT count(*) FROM breaks WHERE 5 * (minor - m_low) > rem * (m_high - m_low)) AS m
  FROM sorted
), scored AS (
  -- Rule 5: a tie that leaves the best F or M, or the worst R, empty gives it to the accounts at that extreme.
  SELECT account,
    CASE WHEN days = (SELECT max(days) FROM raw) AND (SELECT min(r) FROM raw) > 1 THEN 1 ELSE r END AS r,
    CASE WHEN deals = (SELECT max(deals) FROM raw) AND (SELECT max(f) FROM raw) < 5 THEN 5 ELSE f END AS f,
    CASE WHEN minor = (SELECT max(minor) FROM raw) AND (SELECT max(m) FROM raw) < 5 THEN 5 ELSE m END AS m
  FROM raw
), labelled AS (
  SELECT Accounts.id, CASE
    WHEN r IS NULL THEN 'none'
    WHEN r >= 4 AND f >= 4 AND m >= 4 THEN 'champions'
    WHEN r >= 3 AND f >= 3 THEN 'loyal'
    WHEN r >= 4 AND f = 1 THEN 'new'
    WHEN r >= 3 AND f <= 2 THEN 'promising'
    WHEN r <= 2 AND f >= 4 AND m >= 4 THEN 'cant-lose'
    WHEN r <= 2 AND f >= 3 THEN 'at-risk'
    WHEN r = 2 THEN 'hibernating'
    ELSE 'lost' END AS label
  FROM Accounts LEFT JOIN scored ON scored.account = Accounts.id
)
SELECT label, count(*) AS accounts FROM labelled GROUP BY label`;
}

/** FIR-1's preset. */
export const FIRMOGRAPHICS_SQL = `
SELECT CASE WHEN Employees IS NULL THEN 'none' WHEN Employees >= 1000 THEN 'large' WHEN Employees >= 250 THEN 'medium'
  WHEN Employees >= 50 THEN 'small' ELSE 'micro' END AS label, count(*) AS accounts
FROM Accounts GROUP BY 1`;
