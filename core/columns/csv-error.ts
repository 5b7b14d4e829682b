import type { Problem } from '#core/message.ts';

/** Every way a CSV file can be refused, with the remedy its message names. */
export const CSV_REMEDIES = {
  /** No byte, or nothing but blank lines as far as a record may reach. */
  'csv.emptyFile': 'csv.remedy.exportAgain',
  /** UTF-16, told by its byte order mark or by its zero bytes. */
  'csv.utf16': 'csv.remedy.saveAsUtf8',
  /** A workbook, an archive or another binary file under a .csv name. */
  'csv.notText': 'csv.remedy.saveAsCsv',
  'csv.zeroByte': 'csv.remedy.exportAgain',
  'csv.invalidUtf8': 'csv.remedy.saveAsUtf8',
  'csv.lineTooLong': 'csv.remedy.checkSeparatorsAndQuotes',
  'csv.quoteNotClosed': 'csv.remedy.closeQuote',
  'csv.textAfterQuote': 'csv.remedy.doubleQuotes',
  'csv.tooFewCells': 'csv.remedy.quoteSeparators',
  'csv.tooManyCells': 'csv.remedy.quoteSeparators',
  'csv.tooManyColumns': 'csv.remedy.checkSeparatorsAndQuotes',
  'csv.missingHeader': 'csv.remedy.correctHeader',
  'csv.duplicateHeader': 'csv.remedy.renameHeader',
  'csv.unreadableId': 'csv.remedy.wholeNumberId',
  'csv.unreadableNumber': 'csv.remedy.plainNumber',
  'csv.unreadableMoney': 'csv.remedy.plainNumber',
  'csv.moneyTooLarge': 'csv.remedy.checkAmount',
  'csv.unreadableRate': 'csv.remedy.positiveRate',
  'csv.rateMissing': 'csv.remedy.addRate',
  'csv.unreadableDay': 'csv.remedy.checkDateFormat',
  'csv.unreadableBoolean': 'csv.remedy.trueOrFalse',
} as const;

export type CsvProblemCode = keyof typeof CSV_REMEDIES;

/**
 * `where` is "file:line" (the line on which the record starts, counted from 1). `params` always hold `file`, `line` and
 * `remedy`; a problem of one value also `column` (its header) and `value` (its first 60 bytes).
 */
export interface CsvProblem extends Problem {
  readonly code: CsvProblemCode;
}

/** `line` counts from 1; the remedy follows from the code. */
export function createCsvProblem(
  file: string,
  line: number,
  code: CsvProblemCode,
  details: Readonly<Record<string, string | number | boolean | null>> = {},
): CsvProblem {
  return { code, where: `${file}:${line}`, params: { ...details, file, line, remedy: CSV_REMEDIES[code] } };
}

/** A file that cannot be read: thrown by the iteration of `readCsv`, the only thing it throws of its own. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
  readonly problem: CsvProblem;

  constructor(problem: CsvProblem) {
    super(`${problem.where} ${problem.code}`);
    this.problem = problem;
  }
}
