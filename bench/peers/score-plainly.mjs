/** The rule of facts and product (quantile type 7, decided in integers), written the short way over one array per metric. */
const LEVELS = 5;

/** `accounts`: id -> {day, count, minor}. Lines "id,r,f,m". */
export function scorePlainly(accounts, asOfDay) {
  const ids = [...accounts.keys()];
  const values = [...accounts.values()];
  const recency = scoreMetric(values.map(({ day }) => asOfDay - day));
  const frequency = scoreMetric(values.map(({ count }) => count));
  const monetary = scoreMetric(values.map(({ minor }) => minor));
  return ids.map((id, index) => [id, LEVELS + 1 - recency[index], frequency[index], monetary[index]]);
}

function scoreMetric(values) {
  const sorted = Float64Array.from(values).sort();
  const steps = [];
  for (let level = 1; level < LEVELS; level++) {
    const position = (sorted.length - 1) * level;
    const below = sorted[Math.floor(position / LEVELS)];
    const above = sorted[Math.min(Math.floor(position / LEVELS) + 1, sorted.length - 1)];
    steps.push({ below, gap: (position % LEVELS) * (above - below) });
  }
  return values.map((value) => {
    let score = 1;
    for (const { below, gap } of steps) if (LEVELS * (value - below) > gap) score++;
    return score;
  });
}

export function addDeal(accounts, id, day, amount) {
  const minor = amount === '' ? 0 : Math.round(Number(amount) * 100);
  const account = accounts.get(id);
  if (account === undefined) accounts.set(id, { day, count: 1, minor });
  else {
    if (day > account.day) account.day = day;
    account.count++;
    account.minor += minor;
  }
}

export function toDay(text) {
  return Date.parse(text) / 86_400_000;
}
