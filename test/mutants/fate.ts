import type { Outcome } from './outcome.ts';

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
  /** A test file did not begin or did not end: the process that ran it is gone, or came too late on a busy machine. */
  | 'worker died'
  /** The tests fail without the mutant too. */
  | 'red before';

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

/** What is wrong with a run without a mutant; undefined if all tests ran and passed. */
export function fateBefore(outcome: Outcome): 'red before' | 'worker died' | undefined {
  const { failedTests, passedTests, unendedFiles, errorNames } = outcome;
  if (failedTests > 0 || errorNames.length > 0) return 'red before';
  if (unendedFiles > 0) return 'worker died';
  return passedTests > 0 ? undefined : 'red before';
}
