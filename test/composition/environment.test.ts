import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  choiceVariable,
  isStartedInAdvance,
  memoryMegabytes,
  numberVariable,
  objectVariable,
  requiredVariable,
} from '../../lambdas/composition/environment.ts';
import { environmentDefaults } from '../../lambdas/shared/environment-defaults.ts';

afterEach(() => vi.unstubAllEnvs());

/** Expects the error that names the variable and what it should be. */
function expectInvalid(read: () => unknown, name: string, message: string): void {
  expect(read).toThrow(
    expect.objectContaining({ code: 'invalid-variable', variable: name, message: expect.stringContaining(message) }),
  );
}

describe('requiredVariable', () => {
  it('returns the value, and names a variable that is missing or empty', () => {
    vi.stubEnv('SOME_TABLE', 'products');
    expect(requiredVariable('SOME_TABLE')).toBe('products');
    vi.stubEnv('SOME_TABLE', '');
    expect(() => requiredVariable('SOME_TABLE')).toThrow(
      expect.objectContaining({ code: 'missing-variable', variable: 'SOME_TABLE' }),
    );
  });
});

describe('numberVariable', () => {
  const read = () => numberVariable('LIVE_RECHECK_SECONDS');

  it('returns the number, or the default without the variable', () => {
    vi.stubEnv('LIVE_RECHECK_SECONDS', undefined);
    expect(read()).toBe(environmentDefaults.LIVE_RECHECK_SECONDS);
    vi.stubEnv('LIVE_RECHECK_SECONDS', '0.5');
    expect(read()).toBe(0.5);
  });

  it.each(['', 'soon', '-1', 'Infinity'])('rejects %j with the value', (value) => {
    vi.stubEnv('LIVE_RECHECK_SECONDS', value);
    expectInvalid(read, 'LIVE_RECHECK_SECONDS', `is ${JSON.stringify(value)}, expected a number of at least 0`);
  });
});

describe('objectVariable', () => {
  it('returns the object, or undefined without the variable', () => {
    expect(objectVariable('SOME_SHAPE')).toBeUndefined();
    vi.stubEnv('SOME_SHAPE', '{"dimensions": 4}');
    expect(objectVariable('SOME_SHAPE')).toEqual({ dimensions: 4 });
  });

  it.each(['{', 'null', '[1]', '"x"'])('rejects %j with the value', (value) => {
    vi.stubEnv('SOME_SHAPE', value);
    expectInvalid(
      () => objectVariable('SOME_SHAPE'),
      'SOME_SHAPE',
      `is ${JSON.stringify(value)}, expected a JSON object`,
    );
  });
});

describe('memoryMegabytes', () => {
  const name = 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE';

  it('returns the memory of the function, or undefined outside Lambda', () => {
    vi.stubEnv(name, undefined);
    expect(memoryMegabytes()).toBeUndefined();
    vi.stubEnv(name, '1769');
    expect(memoryMegabytes()).toBe(1769);
  });

  it.each(['0', '1.5', 'much'])('rejects %j with the value', (value) => {
    vi.stubEnv(name, value);
    expectInvalid(memoryMegabytes, name, `is "${value}", expected a whole number from 1`);
  });
});

describe('choiceVariable', () => {
  const read = () => choiceVariable('SOME_MODE', ['slow', 'quick']);

  it('returns the choice, or the first one without the variable', () => {
    expect(read()).toBe('slow');
    vi.stubEnv('SOME_MODE', 'quick');
    expect(read()).toBe('quick');
  });

  it('rejects another value with the choices', () => {
    vi.stubEnv('SOME_MODE', 'fast');
    expectInvalid(read, 'SOME_MODE', 'is "fast", expected slow or quick');
  });
});

describe('isStartedInAdvance', () => {
  it('holds for provisioned concurrency alone', () => {
    const isIn = (type: string | undefined) => {
      vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', type);
      return isStartedInAdvance();
    };
    expect([undefined, 'on-demand', 'provisioned-concurrency'].map(isIn)).toEqual([false, false, true]);
  });
});
