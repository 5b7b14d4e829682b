import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { textAt } from '#core/columns/column-table.ts';
import type { CsvSpec } from '#core/columns/csv-spec.ts';
import { createPassingDictionaries } from '#core/columns/passing-dictionaries.ts';
import { readCsv, readCsvHeader } from '#core/columns/read-csv.ts';
import { isUnjudged, type TextVerdict } from '#core/techniques/voice/verdict.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import type { Message } from '#core/message.ts';
import { createTextAnalyzer, MAX_TEXT_CHARS } from '#server-functions/shared/text/create-text-analyzer.ts';
import type { TextAnalyzer } from '#server-functions/shared/text/text-analyzer.ts';
import { InputError, systemCodeOf } from './input-error.ts';
import type { VoiceCommand } from './parse-arguments.ts';
import { readDocument } from './read-documents.ts';
import { toCsvLine } from './recommend-rows.ts';
import { createLanguageReader, createTextIds } from './text-rows.ts';
import type { CliPorts } from './run-cli.ts';
import { writeResults } from './write-results.ts';

/** Columns of a verdict, in their fixed order. */
export const VERDICT_HEADERS = ['lang', 'sentiment', 'score', 'intent', 'keywords', 'competitors'] as const;
const VOICE_HEADERS = ['id', ...VERDICT_HEADERS] as const;
/** Where a row stands, beside its columns. */
const LINE = '#line';
/** Rows analysed before they are written: some tens of kilobytes. */
const BATCH_ROWS = 256;
/** A list is typed or exported from the settings. */
const MAX_COMPETITORS = 1_000;
/** Between keywords and between names: neither holds one. */
const SEPARATOR = ';';

export interface VoiceCounts {
  readonly texts: number;
  /** In a language that is named but not judged. */
  readonly unjudged: number;
  /** About ids, and texts that are longer than what is read. */
  readonly notes: readonly Message[];
  /** The folder that was made for the results; null = it was there. */
  readonly made: string | null;
}

/** Texts of a CSV file to verdicts in another, row by row. Throws `InputError` and `CsvError`; then nothing is written. */
export async function voice(command: VoiceCommand, { folder, cancellation }: CliPorts): Promise<VoiceCounts> {
  const { file, out } = command;
  const competitors = command.competitors === null ? [] : await readCompetitors(command.competitors);
  await requireFile(file, '--file');
  if ([file, command.competitors].some((read) => read !== null && resolve(read) === resolve(out)))
    throw new InputError([{ code: 'cli.outIsData', where: out, params: {} }]);
  const encoder = new TextEncoder();
  const counts = { texts: 0, unjudged: 0 };
  let cut = 0;
  const source = relative(folder, file).startsWith('..') ? file : relative(folder, file);
  const textIds = createTextIds(source);
  const readLanguage = createLanguageReader(source);
  // A column of texts has no value twice: kept in a dictionary, all of them would be in memory at the end.
  const spec: CsvSpec = {
    source,
    lineAs: LINE,
    separator: 'auto',
    batchRows: BATCH_ROWS,
    passing: true,
    dictionaries: createPassingDictionaries(),
    columns: [
      { header: 'id', as: 'id', kind: 'text' },
      { header: 'text', as: 'text', kind: 'text' },
      { header: 'lang', as: 'lang', kind: 'text', required: false },
    ],
  };
  await requireColumns(spec, file);

  async function* rows(): AsyncGenerator<Uint8Array, void, void> {
    yield encoder.encode(`${toCsvLine(VOICE_HEADERS)}\r\n`);
    // The models are trained when the first rows have been read: a wrong file is told at once.
    let analyzer: TextAnalyzer | null = null;
    for await (const table of readCsv(chunksOf(file), spec)) {
      analyzer ??= createTextAnalyzer({ competitors });
      const [ids, texts, languages, lines] = [
        columnOf(table, 'id', 'text'),
        columnOf(table, 'text', 'text'),
        columnOf(table, 'lang', 'text'),
        columnOf(table, LINE, 'number').values,
      ];
      let verdicts = '';
      for (let row = 0; row < table.length; row++) {
        cancellation.throwIfAborted();
        const [id, text, line] = [textAt(ids, row), textAt(texts, row) ?? '', lines[row] ?? 0];
        textIds.see(id, line);
        const verdict = analyzer.analyze(text, readLanguage(textAt(languages, row), line));
        counts.texts++;
        if (text.length > MAX_TEXT_CHARS) cut++;
        if (isUnjudged(verdict)) counts.unjudged++;
        verdicts += `${toCsvLine([id, ...verdictCells(verdict)])}\r\n`;
      }
      yield encoder.encode(verdicts);
    }
  }

  const made = await writeResults(dirname(out), [{ name: basename(out), chunks: rows() }], cancellation);
  const long = cut === 0 ? [] : [{ code: 'cli.longTexts', params: { count: cut, most: MAX_TEXT_CHARS } }];
  return { ...counts, made, notes: [...textIds.notes(), ...long] };
}

/** All that the header lacks at once. Throws `InputError`, and `CsvError` where no header can be read. */
async function requireColumns(spec: CsvSpec, file: string): Promise<void> {
  const { names } = await readCsvHeader(chunksOf(file), spec);
  const missing = spec.columns.filter(({ header, required }) => required !== false && !names.includes(header));
  if (missing.length === 0) return;
  const params = { missing: missing.map(({ header }) => header).join(', '), found: names.join(', ') };
  throw new InputError([{ code: 'cli.textColumnsMissing', where: `${spec.source}:1`, params }]);
}

/** A verdict as `VERDICT_HEADERS` name it; no word of the text but its keywords. */
export function verdictCells({
  language,
  sentiment,
  score,
  intent,
  keywords,
  competitors,
}: TextVerdict): (string | number)[] {
  return [
    language,
    sentiment,
    Math.round(score * 1_000) / 1_000,
    intent,
    keywords.map((each) => `${each.keyword}:${each.sentiment}`).join(SEPARATOR),
    competitors.map(({ name }) => name).join(SEPARATOR),
  ];
}

/** One name a line; a first line that says "name" or "competitor" is a header. */
async function readCompetitors(file: string): Promise<string[]> {
  const lines = (await readDocument(file, '--competitors'))
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .replaceAll('""', '"'),
    )
    .filter((line) => line !== '');
  const names = [...new Set(/^(?:names?|competitors?)$/i.test(lines[0] ?? '') ? lines.slice(1) : lines)];
  if (names.length > MAX_COMPETITORS)
    throw new InputError([{ code: 'cli.tooManyCompetitors', where: file, params: { limit: MAX_COMPETITORS } }]);
  if (names.length === 0) throw new InputError([{ code: 'cli.noCompetitors', where: file, params: {} }]);
  return names;
}

async function requireFile(file: string, option: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found === null) throw new InputError([{ code: 'cli.fileMissing', where: file, params: { option } }]);
  if (!found.isFile()) throw new InputError([{ code: 'cli.notAFile', where: file, params: { option } }]);
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array, void, void> {
  try {
    for await (const chunk of createReadStream(file)) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('A stream without encoding gives bytes');
      yield chunk;
    }
  } catch (error) {
    const reason = systemCodeOf(error);
    if (reason === null) throw error;
    throw new InputError([{ code: 'cli.notReadable', where: file, params: { reason } }], error);
  }
}
