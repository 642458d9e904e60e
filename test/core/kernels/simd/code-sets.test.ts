import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodeSets, type Codes } from '../../../../lambdas/core/kernels/simd/code-sets.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';

const widths = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;

/** A view of codes in memory of the kernels, or in other memory. */
function codesIn(sets: CodeSets, isHeld: boolean, width: 1 | 2 | 4, codes: readonly number[]): Codes {
  const Type = widths[width];
  const bytes = isHeld ? sets.allocate(codes.length * width) : new Uint8Array(codes.length * width);
  const view = new Type(bytes.buffer as ArrayBuffer, bytes.byteOffset, codes.length);
  view.set(codes);
  return view;
}

function setOf(codes: Codes, passes: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(codes.length / 8));
  for (let row = 0; row < codes.length; row++) bits[row >> 3]! |= passes[codes[row]!]! << (row & 7);
  return bits;
}

describe('CodeSets', () => {
  const sets = new CodeSets();

  it('finds the rows that a test of each code finds, in codes of each width and in every memory', () => {
    const cases = fc.record({
      width: fc.constantFrom(1 as const, 2 as const, 4 as const),
      isHeld: fc.boolean(),
      rows: fc.oneof(fc.nat(40), fc.constantFrom(65_535, 65_536, 65_537, 131_080)),
      values: fc.constantFrom(1, 2, 20, 255),
      // A set of a few ranges, and one of many, are found in two ways.
      passing: fc.constantFrom('none', 'all', 'one', 'range', 'edges', 'every other', 'any'),
      seed: fc.nat(999),
    });
    fc.assert(
      fc.property(cases, ({ width, isHeld, rows, values, passing, seed }) => {
        const random = new CounterRandom(seed, 'codes');
        const codes = codesIn(
          sets,
          isHeld,
          width,
          Array.from({ length: rows }, () => random.integer(values + 1)),
        );
        const from = random.integer(values + 1);
        const tests: Readonly<Record<typeof passing, (code: number) => boolean>> = {
          none: () => false,
          all: () => true,
          one: (code) => code === from,
          range: (code) => code >= from && code <= from + 5,
          edges: (code) => code === 0 || code === values,
          'every other': (code) => code % 2 === 0,
          any: () => random.integer(2) === 1,
        };
        const passes = Uint8Array.from({ length: values + 1 }, (_, code) => Number(tests[passing](code)));
        const bits = new Uint8Array(Math.ceil(rows / 8)).fill(0xff);
        sets.find(codes, passes, bits);
        expect(Buffer.compare(bits, setOf(codes, passes))).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [2, 60_000],
    [4, 90_000],
  ] as const)('finds large codes of %i bytes', (width, values) => {
    const codes = codesIn(sets, true, width, [0, 1, 32_767, 32_768, values - 1, values, 5, 255, 256]);
    for (const step of [1, 2, 30_000]) {
      const passes = Uint8Array.from({ length: values + 1 }, (_, code) => Number(code >= 255 && code % step === 0));
      const bits = new Uint8Array(2);
      sets.find(codes, passes, bits);
      expect(bits).toEqual(setOf(codes, passes));
    }
  });

  it('gives other memory for more codes than its own can have', () => {
    expect(sets.allocate(2 ** 31).buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(sets.allocate(2 ** 31).buffer).toBeInstanceOf(ArrayBuffer);
  });
});
