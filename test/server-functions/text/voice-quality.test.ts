import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { macroF1 } from '#scripts/voice/macro-f1.ts';
import { sentimentPeers } from '#scripts/voice/peers.ts';
import { createTextAnalyzer } from '#server-functions/shared/text/create-text-analyzer.ts';
import { describeWithSharedData, sharedDataPath } from '#test/support/shared-data.ts';

/** A thin slice of `verify:voice`: every so many rows. Floors lie some points below what the whole shows. */
const EVERY = 12;

describeWithSharedData('sentiment_uci_sentences', 'review sentences', () => {
  test('the side of a sentence is told better than by any peer', async () => {
    const rows = ['amazon_cells', 'imdb', 'yelp']
      .flatMap((name) =>
        readFileSync(sharedDataPath('sentiment_uci_sentences', `${name}_labelled.txt`), 'utf8')
          .trimEnd()
          .split('\n'),
      )
      .filter((_, index) => index % EVERY === 0);
    const results = new Map<string, number>();
    for (const { name, judge } of sentimentPeers('en')) {
      const outcomes = [];
      for (const line of rows) {
        const { score } = await judge(line.slice(0, line.lastIndexOf('\t')));
        outcomes.push({ truth: line.trimEnd().endsWith('1'), verdict: score > 0 });
      }
      const named = outcomes.map(({ truth, verdict }) => ({ truth: String(truth), verdict: String(verdict) }));
      results.set(name, macroF1(named).mean);
    }
    const { lodestar = 0, ...peers } = Object.fromEntries(results);
    expect(lodestar).toBeGreaterThan(0.8);
    expect(lodestar).toBeGreaterThan(Math.max(...Object.values(peers)));
  });
});

test.each(['en', 'es'])('business sentences of another hand, %s', (language) => {
  const file = resolve(import.meta.dirname, `../../fixtures/voice/${language}.csv`);
  const rows = z
    .array(z.object({ text: z.string(), intent: z.string(), sentiment: z.string() }))
    .parse(parse(readFileSync(file), { columns: true }))
    .filter((_, index) => index % 4 === 0);
  const analyzer = createTextAnalyzer();
  const verdicts = rows.map((row) => ({ ...row, verdict: analyzer.analyze(row.text) }));
  const intents = verdicts.map(({ intent, verdict }) => ({ truth: intent, verdict: verdict.intent }));
  const sentiments = verdicts.map(({ sentiment, verdict }) => ({ truth: sentiment, verdict: verdict.sentiment }));
  expect(macroF1(intents).mean).toBeGreaterThan(0.7);
  expect(macroF1(sentiments).mean).toBeGreaterThan(0.75);
});
