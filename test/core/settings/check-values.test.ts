import { describe, expect, it } from 'vitest';
import { describeProblem, findFault, nearestName } from '../../../lambdas/core/settings/check-values.ts';
import {
  buildDefaults,
  choice,
  describeRule,
  flag,
  number,
  numberOr,
  whole,
  wholes,
} from '../../../lambdas/core/settings/setting.ts';

const table = {
  rate: number([0, 1], 0.5, 'A rate.'),
  rows: whole([1, 10], 2, 'Rows.'),
  sizes: wholes([1, 4], 'Sizes.'),
  isOn: flag(true, 'A flag.'),
  mode: choice(['fast', 'exact'], 'exact', 'A mode.'),
  margin: numberOr('soft', [0, 1], 'soft', 'A margin.'),
};

describe('a table of settings', () => {
  it('gives its defaults in its order', () => {
    expect(JSON.stringify(buildDefaults(table))).toBe(
      '{"rate":0.5,"rows":2,"sizes":[],"isOn":true,"mode":"exact","margin":"soft"}',
    );
  });

  it('describes the values of each setting in words', () => {
    expect(Object.values(table).map(({ rule }) => describeRule(rule))).toEqual([
      'a number in [0, 1]',
      'a whole number in [1, 10]',
      'a list of whole numbers in [1, 4]',
      'true or false',
      'one of fast, exact',
      'a number in [0, 1] or soft',
    ]);
  });
});

describe('findFault', () => {
  it('accepts the ends of ranges, words and lists', () => {
    expect(findFault(table, { rate: 0, rows: 10, sizes: [1, 4], isOn: false, mode: 'fast', margin: 'soft' })).toBe(
      undefined,
    );
  });

  it.each([
    ['out-of-range', '/rate', { rate: 1.5 }, 'is 1.5, expected a number in [0, 1]'],
    ['out-of-range', '/rate', { rate: Number.NaN }, 'is null, expected a number in [0, 1]'],
    ['out-of-range', '/rows', { rows: 2.5 }, 'is 2.5, expected a whole number in [1, 10]'],
    ['out-of-range', '/sizes/1', { sizes: [1, 9] }, 'is 9, expected a whole number in [1, 4]'],
    ['out-of-range', '/mode', { mode: 'slow' }, 'is "slow", expected one of fast, exact'],
    ['wrong-type', '/sizes', { sizes: 3 }, 'is 3, expected a list of whole numbers in [1, 4]'],
    ['wrong-type', '/isOn', { isOn: 1 }, 'is 1, expected true or false'],
    ['wrong-type', '/margin', { margin: 'hard' }, 'is "hard", expected a number in [0, 1] or soft'],
    ['unknown-field', '/rat', { rat: 1 }, 'is not a setting: did you mean rate?'],
    ['unknown-field', '/colour', { colour: 1 }, 'the settings are rate, rows, sizes, isOn, mode, margin'],
    ['unknown-field', '/toString', { toString: 1 }, 'is not a setting'],
  ])('reports %s at %s for %j', (code, pointer, values, problem) => {
    const fault = findFault(table, values as Record<string, unknown>);
    expect(fault).toMatchObject({ code, pointer });
    expect(fault?.problem).toContain(problem);
  });

  it('reports places below the pointer that it is given', () => {
    expect(findFault(table, { rate: 2 }, '/features')?.pointer).toBe('/features/rate');
  });
});

describe('nearestName', () => {
  it.each([
    ['learningrate', 'learningRate'],
    ['lerningRate', 'learningRate'],
    ['batchSise', 'batchSize'],
    ['colour', undefined],
  ])('proposes for %s the name %s', (name, expected) => {
    expect(nearestName(name, ['learningRate', 'batchSize', 'seed'])).toBe(expected);
  });

  it('proposes nothing for an empty table', () => {
    expect(nearestName('rate', [])).toBe(undefined);
  });
});

describe('describeProblem', () => {
  it('shows the beginning of a long value', () => {
    expect(describeProblem('x'.repeat(100_000), 'a number').length).toBeLessThan(250);
    expect(describeProblem(undefined, 'a number')).toBe('is undefined, expected a number');
  });
});
