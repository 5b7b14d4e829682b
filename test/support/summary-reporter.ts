import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Closes every test run with one line `N passed, N failed`. Skipped tests have lines of their own before it: each skipped
 * group, and their number. A file that does not load and an error outside tests count as failures: neither may pass quietly.
 */
export class SummaryReporter implements Reporter {
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void = console.log) {
    this.#print = print;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    let skipped = 0;
    const skippedGroups = new Set<string>();
    for (const module of modules) {
      // Errors of the file or of a group's set-up stand on no test.
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else {
          skipped += 1;
          skippedGroups.add(test.parent.type === 'suite' ? test.parent.fullName : test.fullName);
        }
      }
    }
    for (const group of skippedGroups) this.#print(`skipped: ${group}`);
    if (skipped > 0) this.#print(`${skipped} skipped`);
    this.#print(`${passed} passed, ${failed} failed`);
  }
}
