import { join } from 'node:path';
import { createVitest, type Reporter, type Vitest } from 'vitest/node';
import config from '../../vitest.config.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { type Fate, fateBefore, fateOf } from './fate.ts';
import { type Mutant, mutate } from './mutant.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** A mutant may make a test wait for what never comes. Slow tests on a busy machine need minutes. */
const TEST_MILLISECONDS = 600_000;
const POLL_MILLISECONDS = 20_000;

/**
 * Runs tests while one source file is another one. The file on the disk stays as it is: vitest sees the mutant when it
 * loads the module. One process tries many mutants, because loading the code takes longer than most tests.
 */
export class MutatingVitest {
  #mutant: Mutant | undefined;
  #isLoaded = false;
  /** The test files that began in this run. Vitest keeps the results of earlier runs too. */
  readonly #begun = new Set<string>();
  #vitest!: Vitest;

  static async start(): Promise<MutatingVitest> {
    const started = new MutatingVitest();
    await started.#start();
    return started;
  }

  /** @returns what is wrong with the tests without a mutant; undefined if they all pass. */
  async findFaultOf(tests: readonly string[]): Promise<'red before' | 'worker died' | undefined> {
    return fateBefore(await this.#run(tests));
  }

  /** Runs the tests of a mutant until one fails. They must be green without it. */
  async try(mutant: Mutant): Promise<Exclude<Fate, 'red before'>> {
    this.#mutant = mutant;
    this.#isLoaded = false;
    try {
      this.#reload(mutant);
      const outcome = await this.#run(mutant.tests);
      return fateOf(outcome, this.#isLoaded);
    } finally {
      this.#mutant = undefined;
      this.#reload(mutant);
    }
  }

  async close(): Promise<void> {
    await this.#vitest.close();
  }

  async #start(): Promise<void> {
    const mutating = {
      name: 'mutant',
      enforce: 'pre' as const,
      transform: (text: string, id: string) => this.#transform(text, id),
    };
    const limits = { testTimeout: TEST_MILLISECONDS, hookTimeout: TEST_MILLISECONDS };
    // The cache on the disk would keep a mutant under the key of the original.
    const own = {
      ...limits,
      silent: true,
      expect: { poll: { timeout: POLL_MILLISECONDS } },
      isolate: true,
      fsModuleCache: false,
    };
    const projects = config.test!.projects!.map((project) => {
      const { test } = project as { test: object };
      return { plugins: [mutating], test: { ...test, ...own } };
    });
    const reporter: Reporter = {
      onTestModuleQueued: ({ moduleId }) => void this.#begun.add(moduleId),
      onTestCaseResult: (test) => {
        if (test.result().state === 'failed') void this.#vitest.cancelCurrentRun('test-failure');
      },
    };
    this.#vitest = await createVitest(
      { root: projectRoot, config: false, watch: false, reporters: [reporter], maxWorkers: 1, fsModuleCache: false },
      { test: { projects } },
    );
  }

  /** What vitest loads in place of a file; undefined for the file itself. */
  #transform(text: string, id: string): string | undefined {
    if (this.#mutant === undefined || id.split('?')[0] !== join(projectRoot, this.#mutant.file)) return undefined;
    this.#isLoaded = true;
    return mutate(this.#mutant, text);
  }

  #reload({ file }: Mutant): void {
    this.#vitest.invalidateFile(join(projectRoot, file));
  }

  async #run(tests: readonly string[]): Promise<Outcome> {
    const paths = tests.map((test) => join(projectRoot, test));
    const found = await Promise.all(paths.map((path) => this.#vitest.getRelevantTestSpecifications([path])));
    const specifications = found.flat().filter(({ moduleId }) => paths.includes(moduleId));
    this.#begun.clear();
    const { testModules } = await this.#vitest.runTestSpecifications(specifications);
    const files = specifications.map(({ moduleId }) => moduleId);
    return outcomeOf(files, { begun: this.#begun, modules: testModules });
  }
}
