import { describe, expect, it } from 'vitest';
import { outcomeOf } from './outcome.ts';

/** A test file as vitest knows it. */
const moduleWith = (
  moduleId: string,
  { tests = ['passed'], state = 'passed', errors = [] as { name?: string }[] } = {},
) => ({
  moduleId,
  state: () => state,
  errors: () => errors,
  children: { allTests: () => tests.map((one) => ({ result: () => ({ state: one }) })), allSuites: () => [] },
});

const run = (modules: ReturnType<typeof moduleWith>[], begun = modules.map(({ moduleId }) => moduleId)) => ({
  modules,
  begun: new Set(begun),
});

describe('the outcome of a run', () => {
  it('counts the tests of the files that were asked for, and their errors', () => {
    const a = moduleWith('a', {
      tests: ['passed', 'failed', 'skipped'],
      state: 'failed',
      errors: [{ name: 'TypeError' }, {}],
    });
    const other = moduleWith('other', { tests: ['failed'], state: 'failed' });
    expect(outcomeOf(['a', 'b'], run([a, moduleWith('b'), other]))).toEqual({
      failedTests: 1,
      passedTests: 2,
      unendedFiles: 0,
      errorNames: ['TypeError', 'Error'],
    });
  });

  it.each(['queued', 'pending'])('counts a file that is still %s as one that did not end', (state) => {
    expect(outcomeOf(['a', 'b'], run([moduleWith('a'), moduleWith('b', { state })])).unendedFiles).toBe(1);
  });

  it('counts a file without a result as one that did not end', () => {
    expect(outcomeOf(['a', 'b'], run([moduleWith('a')]))).toMatchObject({ passedTests: 1, unendedFiles: 1 });
  });

  it('takes nothing from an earlier run of a file that did not begin in this one', () => {
    const before = moduleWith('b', { tests: ['failed', 'passed'], state: 'failed', errors: [{ name: 'Error' }] });
    expect(outcomeOf(['a', 'b'], run([moduleWith('a'), before], ['a']))).toEqual({
      failedTests: 0,
      passedTests: 1,
      unendedFiles: 1,
      errorNames: [],
    });
  });
});
