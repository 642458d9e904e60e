/** What became of a mutant. Only `killed` is good. */
export type Fate =
  /** A test failed, or a file that is green without the mutant failed before its first test. */
  | 'killed'
  /** All tests passed. */
  | 'survived'
  /** No test loaded the file, so nothing was tried. */
  | 'not loaded'
  /** No test ran, or the mutant is no valid program. */
  | 'not run'
  /** A test file did not end: the process that ran it is gone, usually for lack of memory. */
  | 'worker died'
  /** The tests fail without the mutant too. */
  | 'red before';

/** What a run of test files came to. */
export interface Outcome {
  readonly failedTests: number;
  readonly passedTests: number;
  /** Test files that began, or were to begin, and did not end. */
  readonly unendedFiles: number;
  /** The names of the errors that files and groups of tests failed with outside of their tests: `TypeError`. */
  readonly errorNames: readonly string[];
}

/** Errors of a program that is not valid: they say nothing about the guard. */
const INVALID_PROGRAM = ['SyntaxError', 'ReferenceError'];

/** What became of a mutant whose tests are green without it. @param isLoaded Whether a test has loaded the mutant */
export function fateOf(outcome: Outcome, isLoaded: boolean): Exclude<Fate, 'red before'> {
  const { failedTests, passedTests, unendedFiles, errorNames } = outcome;
  if (failedTests > 0) return 'killed';
  if (unendedFiles > 0) return 'worker died';
  if (!isLoaded) return 'not loaded';
  if (errorNames.some((name) => INVALID_PROGRAM.includes(name))) return 'not run';
  if (errorNames.length > 0) return 'killed';
  return passedTests > 0 ? 'survived' : 'not run';
}

/** Whether all tests ran and passed. */
export function isGreen({ failedTests, passedTests, unendedFiles, errorNames }: Outcome): boolean {
  return failedTests === 0 && passedTests > 0 && unendedFiles === 0 && errorNames.length === 0;
}
