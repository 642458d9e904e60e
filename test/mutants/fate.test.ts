import { describe, expect, it } from 'vitest';
import { fateBefore, fateOf } from './fate.ts';
import type { Outcome } from './outcome.ts';

const passed: Outcome = { failedTests: 0, passedTests: 3, unendedFiles: 0, errorNames: [] };

describe('the fate of a mutant', () => {
  it.each([
    ['killed', 'a test fails', { failedTests: 1 }],
    ['killed', 'a test fails before the worker dies', { failedTests: 1, unendedFiles: 1 }],
    ['killed', 'a file fails before its first test', { passedTests: 0, errorNames: ['ValidationFailed'] }],
    ['killed', 'a group of tests fails before its first test', { errorNames: ['Error'] }],
    ['not run', 'it is no valid program', { passedTests: 0, errorNames: ['ReferenceError'] }],
    ['not run', 'there is no test', { passedTests: 0 }],
    ['worker died', 'a file does not end', { unendedFiles: 1 }],
    ['survived', 'all tests pass', {}],
  ])('is "%s" if %s', (fate, _what, outcome) => {
    expect(fateOf({ ...passed, ...outcome }, true)).toBe(fate);
  });

  it('is "not loaded" if tests pass, or fail to begin, without the mutant', () => {
    expect(fateOf(passed, false)).toBe('not loaded');
    expect(fateOf({ ...passed, errorNames: ['Error'] }, false)).toBe('not loaded');
  });
});

describe('a run without a mutant', () => {
  it.each([
    [undefined, 'all tests pass', {}],
    ['red before', 'a test fails', { failedTests: 1 }],
    ['red before', 'a test fails before the worker dies', { failedTests: 1, unendedFiles: 1 }],
    ['red before', 'a file fails before its first test', { errorNames: ['Error'] }],
    ['red before', 'there is no test', { passedTests: 0 }],
    ['worker died', 'a file does not end', { unendedFiles: 1 }],
    ['worker died', 'no file begins', { passedTests: 0, unendedFiles: 1 }],
  ])('is "%s" if %s', (fate, _what, outcome) => {
    expect(fateBefore({ ...passed, ...outcome })).toBe(fate);
  });
});
