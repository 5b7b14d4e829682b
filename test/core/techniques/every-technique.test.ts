import { expect, test } from 'vitest';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { TECHNIQUES } from '#core/labels/label.ts';
import { propertyRuns, propertySeed, RUNS_VARIABLE } from '#test/support/property-runs.ts';
import { TECHNIQUE_TRIALS } from '#test/support/technique-trials/all-trials.ts';
import { DAYS, FIRST_DAY, LAST_DAY } from '#test/support/technique-trials/technique-trial.ts';

/**
 * What is promised of every technique, asked of each in the same way. `npm run verify:evidence` asks it of 10,000 accounts,
 * `npm run verify:as-of` on 10,000 days (fewer where a day takes long); both print what they looked at.
 */
const say = process.env[RUNS_VARIABLE] === undefined ? () => undefined : console.log;
/** More companies would take hours and show nothing else. */
const MOST_COMPANIES = 10_000;

test('each technique is tried', () => {
  expect(new Set(TECHNIQUE_TRIALS.map(({ technique }) => technique))).toEqual(new Set(TECHNIQUES));
});

test.each(TECHNIQUE_TRIALS)('evidence: what is stored gives the label of each random account: $name', (trial) => {
  const accounts = propertyRuns(700);
  const seed = propertySeed();
  const { labels, storedAt, relabel } = trial.company(accounts, seed).scoreAsOf(LAST_DAY, 'all');
  const wrong: unknown[] = [];
  const given = new Map<string | null, number>();
  let inside = 0;
  let characters = 0;
  for (let ordinal = 0; ordinal < accounts; ordinal++) {
    const stored = storedAt(ordinal);
    const label = labels[ordinal] ?? null;
    if (stored === null) {
      if (label !== null || ordinal % 17 !== 16) wrong.push({ seed, ordinal, label });
      continue;
    }
    inside++;
    characters += stored.length;
    given.set(label, (given.get(label) ?? 0) + 1);
    const again = relabel(stored);
    if (again !== label && wrong.length < 5) wrong.push({ seed, ordinal, label, again, stored });
  }
  say(
    `${trial.name}: ${inside} of ${accounts} accounts inside, ${Math.round(characters / inside)} characters on average; ` +
      [...given].map(([label, count]) => `${label ?? 'no label'} ${count}`).join(', '),
  );
  expect(wrong).toEqual([]);
  // Labels that are never given would prove nothing.
  expect(given.size).toBeGreaterThan(3);
  expect(characters / inside).toBeLessThan(110);
});

test.each(TECHNIQUE_TRIALS)('as of: later records change nothing, whatever the day: $name', (trial) => {
  const companies = Math.max(2, Math.ceil(Math.min(propertyRuns(30), MOST_COMPANIES) / trial.cost));
  const seed = propertySeed();
  const random = createRandom(seed);
  let different = 0;
  for (let run = 0; run < companies; run++) {
    const [company, day] = [trial.company(trial.leastAccounts, seed + run), FIRST_DAY + Math.floor(random() * DAYS)];
    const [all, known] = [company.scoreAsOf(day, 'all'), company.scoreAsOf(day, 'datedByThen')];
    expect({ seed: seed + run, day, told: all.told }).toEqual({ seed: seed + run, day, told: known.told });
    const last = company.scoreAsOf(LAST_DAY, 'all');
    if (all.labels.some((label, ordinal) => label !== last.labels[ordinal])) different++;
  }
  say(`${trial.name}: ${companies} companies of ${trial.leastAccounts} accounts, each as of a random day`);
  // The days matter: most companies had other labels then.
  expect(different).toBeGreaterThan(companies / 2);
});
