import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EncoderParameters } from '../../../lambdas/core/encoder/encoder-parameters.ts';
import { interpolateParameters } from '../../../lambdas/core/encoder/interpolate-parameters.ts';

const D = 2;
const H = 3;
const COUNT = 4 * D + D + 2 * D * H + H;

/** Parameters of every kind from a list of numbers. */
function parametersOf(numbers: readonly number[]): EncoderParameters {
  const left = [...numbers];
  const take = (count: number) => Float32Array.from(left.splice(0, count));
  const [table, dense] = [take(4 * D), take(D)];
  return { D, table, dense, hidden: { H, inner: take(D * H), bias: take(H), outer: take(H * D) } };
}

function listAll({ table, dense, hidden }: EncoderParameters): number[] {
  return [table, dense, hidden!.inner, hidden!.bias, hidden!.outer].flatMap((values) => [...values]);
}

const numbers = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: COUNT, maxLength: COUNT });

describe('interpolateParameters', () => {
  it('gives exactly the ends at shares of 0 and 1', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const [first, last] = [parametersOf(a), parametersOf(b)];
        expect(interpolateParameters(first, last, 0)).toEqual(first);
        expect(interpolateParameters(first, last, 1)).toEqual(last);
      }),
    );
  });

  it('gives (1 - share) first + share last of every parameter, and changes neither end', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (a, b, share) => {
        const [first, last] = [parametersOf(a), parametersOf(b)];
        const expected = listAll(first).map((one, i) => Math.fround((1 - share) * one + share * listAll(last)[i]!));
        expect(listAll(interpolateParameters(first, last, share))).toEqual(expected);
        expect([first, last]).toEqual([parametersOf(a), parametersOf(b)]);
      }),
    );
  });

  it('gives these numbers', () => {
    const first = { D, table: Float32Array.of(1, 2), dense: Float32Array.of(0, -4) };
    const last = { D, table: Float32Array.of(3, 2), dense: Float32Array.of(1, 4) };
    expect(interpolateParameters(first, last, 0.25)).toEqual({
      D,
      table: Float32Array.of(1.5, 2),
      dense: Float32Array.of(0.25, -2),
    });
  });
});
