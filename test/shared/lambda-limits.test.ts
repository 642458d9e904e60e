import { describe, expect, it } from 'vitest';
import { countWholeVcpus } from '../../lambdas/shared/lambda-limits.ts';
import { sourceFiles } from '../support/architecture/source-files.ts';

/** The source files whose code, without its comments, contains the text of a number. */
function writersOf(number: RegExp): string[] {
  return sourceFiles(['bin', 'lambdas', 'lib'])
    .filter(({ path }) => !path.includes('/simd/'))
    .filter(({ text }) => number.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))
    .map(({ path }) => path);
}

describe('countWholeVcpus', () => {
  it.each([
    [128, 1],
    [1769, 1],
    [3537, 1],
    [3538, 2],
    [99_999, 6],
  ])('counts for a function of %i MB: %i', (memory, vcpus) => {
    expect(countWholeVcpus(memory)).toBe(vcpus);
  });
});

describe('the figures of Lambda', () => {
  it('are each written in one source file', () => {
    expect(writersOf(/\b10_?240\b/)).toEqual(['lambdas/shared/lambda-limits.ts']);
    expect(writersOf(/\b0\.0000133334\b/)).toEqual(['lambdas/use-cases/runs/run-cost.ts']);
  });

  it('include the memory of one vCPU, which only results of earlier versions write again', () => {
    expect(writersOf(/\b1_?769\b/)).toEqual([
      'lambdas/shared/lambda-limits.ts',
      'lambdas/use-cases/publishing/embed-in-shards.ts',
    ]);
  });
});
