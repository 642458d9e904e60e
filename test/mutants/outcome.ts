/** What a run of test files came to. */
export interface Outcome {
  readonly failedTests: number;
  readonly passedTests: number;
  /** Test files that were asked for, and did not begin or did not end. */
  readonly unendedFiles: number;
  /** The names of the errors that files and groups of tests failed with outside of their tests: `TypeError`. */
  readonly errorNames: readonly string[];
}

interface WithErrors {
  readonly errors: () => readonly { readonly name?: string }[];
}

/** What vitest knows of a test file. */
interface KnownModule extends WithErrors {
  readonly moduleId: string;
  readonly state: () => string;
  readonly children: {
    readonly allTests: () => Iterable<{ readonly result: () => { readonly state: string } }>;
    readonly allSuites: () => Iterable<WithErrors>;
  };
}

interface Run {
  /** The test files that began in this run. */
  readonly begun: ReadonlySet<string>;
  /** Also those of earlier runs, with their results of then. */
  readonly modules: readonly KnownModule[];
}

/**
 * Counts the results of this run only. Vitest gives a process a minute to start. On a busy machine that can be too short: its
 * file then has no result, or still that of the mutant before.
 * @param files Those that were asked for.
 */
export function outcomeOf(files: readonly string[], { begun, modules }: Run): Outcome {
  const ran = modules.filter(({ moduleId }) => files.includes(moduleId) && begun.has(moduleId));
  const ended = ran.filter((one) => !['queued', 'pending'].includes(one.state()));
  const states = ran.flatMap((one) => [...one.children.allTests()].map((test) => test.result().state));
  const count = (state: string) => states.filter((one) => one === state).length;
  const groups = ran.flatMap((one): WithErrors[] => [one, ...one.children.allSuites()]);
  return {
    failedTests: count('failed'),
    passedTests: count('passed'),
    unendedFiles: files.length - ended.length,
    errorNames: groups.flatMap((one) => one.errors().map(({ name }) => name ?? 'Error')),
  };
}
