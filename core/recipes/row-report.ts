import type { CountedProblem } from '#core/crm/crm-batch.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';

/** Different values that a report names per kind of problem; the rest is counted together. */
export const MAX_EXAMPLES = 20;

/**
 * What became of a file's rows. No row is left out: `rowsIn = rowsPlaced + rowsReported`, and a reported row is kept with the
 * value that could not be placed empty. One row may have several problems.
 */
export interface RecipeTableReport {
  readonly role: ModuleRole;
  /** Null where the accounts were taken from the deals. */
  readonly file: string | null;
  readonly rowsIn: number;
  readonly rowsPlaced: number;
  readonly rowsReported: number;
  /**
   * `recipe.unknownReference` {column, value, to, suggestion}, `recipe.unknownStage` {column, value, suggestion},
   * `recipe.noAccount`, `recipe.noStage`, `recipe.noName` {column}; beyond `MAX_EXAMPLES` values `recipe.moreUnknown`
   * {column, of}. `where` is the first row's "file:line", `count` the rows.
   */
  readonly problems: readonly CountedProblem[];
  /**
   * Done as the recipe says, and said: `recipe.aliasUsed` {column, value, meant}, `recipe.assumedWon` {stage}. And columns of the
   * recipe that the file lacks and can do without: `recipe.columnsMissing` {columns}, `recipe.namesMissing` {column,
   * instead}, `recipe.idsMissing` {column}, `recipe.idsUnknown` {column, to, field}; `count` is 0, since they concern no single row.
   */
  readonly notes: readonly CountedProblem[];
}

type Params = CountedProblem['params'];

/** Counts equal problems, keeping the first place and a bounded number of values. */
export class ProblemCounter {
  private readonly file: string;
  private readonly counted = new Map<string, { code: string; where: string; params: Params; count: number }>();
  private readonly examples = new Map<string, number>();

  constructor(file: string) {
    this.file = file;
  }

  /** `params` is asked once per new entry; `subject` is the value or, where there is none, null. */
  add(code: string, column: string, subject: string | null, line: number, params: () => Params): void {
    const key = `${code}\0${column}\0${subject ?? ''}`;
    const known = this.counted.get(key);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const group = `${code}\0${column}`;
    const examples = this.examples.get(group) ?? 0;
    if (examples >= MAX_EXAMPLES) {
      this.addMore(code, column, line);
      return;
    }
    this.examples.set(group, examples + 1);
    this.counted.set(key, { code, where: `${this.file}:${line}`, params: { column, ...params() }, count: 1 });
  }

  private addMore(of: string, column: string, line: number): void {
    const key = `recipe.moreUnknown\0${column}\0${of}`;
    const known = this.counted.get(key);
    if (known === undefined) {
      this.counted.set(key, {
        code: 'recipe.moreUnknown',
        where: `${this.file}:${line}`,
        params: { column, of },
        count: 1,
      });
    } else known.count++;
  }

  /** In the order in which the problems were first seen. */
  list(): readonly CountedProblem[] {
    return [...this.counted.values()];
  }
}
