import { describe, expect, it } from 'vitest';
import { readFuzzArguments } from './fuzz-arguments.ts';

describe('the arguments of npm run fuzz', () => {
  it('are the number of inputs and the seed', () => {
    expect(readFuzzArguments(['500', '7'])).toEqual({ runs: 500, seed: 7 });
  });

  it('are 100,000 inputs and a seed of the time by default', () => {
    expect(readFuzzArguments([])).toEqual({ runs: 100_000, seed: expect.any(Number) });
  });

  it.each([
    [['many'], 'RUNS is "many", expected a whole number from 1 to'],
    [['1.5'], 'RUNS is "1.5"'],
    [['0'], 'RUNS is "0"'],
    [['-3'], 'RUNS is "-3"'],
    [['1e3'], 'RUNS is "1e3"'],
    [['10', 'abc'], 'SEED is "abc", expected a whole number from 0 to'],
    [['10', '99999999999'], 'SEED is "99999999999"'],
    [['10', '1', '2'], '2 is one argument too many'],
  ])('are refused: %j', (words, message) => {
    expect(() => readFuzzArguments(words)).toThrow(message);
  });
});
