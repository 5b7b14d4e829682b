import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createTextAnalyzer } from '#server-functions/shared/text/create-text-analyzer.ts';
import { readExamples } from '#server-functions/shared/text/examples.ts';
import { sentimentPeers } from '#scripts/voice/peers.ts';

/**
 * `npm run bench:voice [-- --texts 20000]`: texts a second of this thread's own time, from text to the whole verdict, beside peers that tell
 * sentiment alone. The texts are e-mails of three sentences made of the examples, no two alike. Ends with 1 under the target.
 */

/** Texts a second on one core. */
const TARGET = 1_000;

const { values } = parseArgs({ options: { texts: { type: 'string', default: '20000' } } });
const count = Number(values.texts);
console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'} x ${availableParallelism()}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`,
);
const start = performance.now();
const before = process.threadCpuUsage();
const analyzer = createTextAnalyzer({ competitors: Array.from({ length: 200 }, (_, index) => `Rival ${index}`) });
console.log(`training: ${(performance.now() - start).toFixed(0)} ms (${ownMs(before).toFixed(0)} ms of its own)`);

let slow = false;
for (const language of ['en', 'es'] as const) {
  const texts = makeTexts(language);
  const from = process.threadCpuUsage();
  let letters = 0;
  for (const text of texts) letters += analyzer.analyze(text).text.length;
  const ours = (texts.length / ownMs(from)) * 1_000;
  slow ||= ours < TARGET;
  console.log(
    `\n${language}: ${texts.length} texts of ${Math.round(letters / texts.length)} letters\n  lodestar, all      ${Math.round(ours)} texts/s`,
  );
  for (const { name, judge } of sentimentPeers(language)) {
    if (name === 'lodestar') continue;
    const since = process.threadCpuUsage();
    for (const text of texts) await judge(text);
    console.log(`  ${name.padEnd(18)} ${Math.round((texts.length / ownMs(since)) * 1_000)} texts/s (sentiment alone)`);
  }
}
console.log(
  `\nheap ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB, process ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
);
process.exitCode = slow ? 1 : 0;

function makeTexts(language: 'en' | 'es'): string[] {
  const sentences = readExamples(language).map(({ text }) => text);
  const at = (index: number): string => sentences[index % sentences.length] ?? '';
  return Array.from(
    { length: count },
    (_, index) => `${at(index * 7)} ${at(index * 13 + 5)}\n${at(index * 29 + 11)} ${index}`,
  );
}

function ownMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(since);
  return (user + system) / 1_000;
}
