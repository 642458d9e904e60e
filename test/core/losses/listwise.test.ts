import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceKernels } from '../../../lambdas/core/kernels/reference-kernels.ts';
import { simdKernels } from '../../../lambdas/core/kernels/simd/simd-kernels.ts';
import { infoNceLoss } from '../../../lambdas/core/losses/info-nce.ts';
import { type ListwiseOptions, listwiseLoss, listwiseSlopes } from '../../../lambdas/core/losses/listwise.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

const kernels = referenceKernels('float64');
const [B, C, D] = [3, 5, 4];

function normals(length: number, seed = 1): Float64Array {
  const random = new CounterRandom(seed, 'listwise test');
  return Float64Array.from({ length }, () => random.normal());
}

const options: ListwiseOptions = {
  temperature: 0.5,
  targets: {
    offsets: Int32Array.of(0, 2, 3, 5),
    columns: Int32Array.of(1, 3, 0, 4, 2),
    chances: Float32Array.of(0.75, 0.25, 1, 0.5, 0.5),
  },
  selfColumns: Int32Array.of(0, 1, -1),
  logQ: Float64Array.of(0, -0.5, -1, 0, -0.25),
};

/** The definition, entry by entry. */
function naive(a: Float64Array, c: Float64Array): number {
  const { targets, selfColumns, logQ, temperature } = options;
  let loss = 0;
  for (let i = 0; i < B; i++) {
    const logits = Array.from({ length: C }, (_, j) => {
      let dot = 0;
      for (let d = 0; d < D; d++) dot += a[i * D + d]! * c[j * D + d]!;
      return j === selfColumns[i] ? -Infinity : dot / temperature - logQ![j]!;
    });
    const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    for (let t = targets.offsets[i]!; t < targets.offsets[i + 1]!; t++)
      loss += (targets.chances[t]! * (total - logits[targets.columns[t]!]!)) / B;
  }
  return loss;
}

describe('listwiseLoss', () => {
  const [a, c] = [normals(B * D), normals(C * D, 2)];

  it('equals the cross-entropy of the targets and the softmax of the similarities', () => {
    expect(listwiseLoss(kernels, a, c, B, C, D, options)).toBeCloseTo(naive(a, c), 12);
  });

  it('has the gradients of central differences', () => {
    const gradients = { dAnchor: new Float64Array(B * D), dCandidate: new Float64Array(C * D) };
    listwiseLoss(kernels, a, c, B, C, D, options, gradients);
    for (const [values, gradient] of [
      [a, gradients.dAnchor],
      [c, gradients.dCandidate],
    ] as const) {
      values.forEach((value, at) => {
        values[at] = value + 1e-5;
        const up = naive(a, c);
        values[at] = value - 1e-5;
        const down = naive(a, c);
        values[at] = value;
        expect(gradient[at]).toBeCloseTo((up - down) / 2e-5, 7);
      });
    }
  });

  it('equals InfoNCE if each anchor has one positive of probability 1', () => {
    const positives = normals(B * D, 3);
    const targets = {
      offsets: Int32Array.from({ length: B + 1 }, (_, i) => i),
      columns: Int32Array.from({ length: B }, (_, i) => i),
      chances: new Float32Array(B).fill(1),
    };
    const one = { temperature: 0.2, targets, selfColumns: new Int32Array(B).fill(-1) };
    const expected = infoNceLoss(a, positives, B, B, D, { temperature: 0.2 });
    expect(listwiseLoss(kernels, a, positives, B, B, D, one)).toBeCloseTo(expected, 12);
  });

  it('is 0 without a gradient if there are no candidates or no targets', () => {
    expect(listwiseLoss(kernels, a, c, 0, C, D, options)).toBe(0);
    const nothing = { offsets: new Int32Array(B + 1), columns: new Int32Array(0), chances: new Float32Array(0) };
    const gradients = { dAnchor: normals(B * D), dCandidate: normals(C * D) };
    expect(listwiseLoss(kernels, a, c, B, C, D, { ...options, targets: nothing }, gradients)).toBe(0);
    expect([...gradients.dAnchor, ...gradients.dCandidate].every((x) => x === 0)).toBe(true);
    const alone = { ...options, selfColumns: Int32Array.of(0), logQ: Float64Array.of(0) };
    const oneTarget = { offsets: Int32Array.of(0, 1), columns: Int32Array.of(0), chances: Float32Array.of(1) };
    expect(listwiseLoss(kernels, a, c, 1, 1, D, { ...alone, targets: oneTarget })).toBe(0);
  });

  it('agrees between SIMD in float32 and the reference in float64 within 1e-4', () => {
    const simd = simdKernels('strict');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const [anchor, candidate] = [normals(B * D, seed), normals(C * D, seed + 1)];
        const exact = { dAnchor: new Float64Array(B * D), dCandidate: new Float64Array(C * D) };
        const fast = { dAnchor: new Float32Array(B * D), dCandidate: new Float32Array(C * D) };
        const truth = listwiseLoss(kernels, anchor, candidate, B, C, D, options, exact);
        const [a32, c32] = [Float32Array.from(anchor), Float32Array.from(candidate)];
        expect(Math.abs(listwiseLoss(simd, a32, c32, B, C, D, options, fast) - truth)).toBeLessThan(1e-4);
        for (const name of ['dAnchor', 'dCandidate'] as const)
          fast[name].forEach((value, at) => {
            expect(Math.abs(value - exact[name][at]!)).toBeLessThan(1e-4);
          });
      }),
      { numRuns: 50 },
    );
  });
});

describe('listwiseSlopes', () => {
  const simd = simdKernels('strict');

  it('gives the same bits with SIMD as with the reference, for all sizes, NaN, infinities and extreme exponents', () => {
    const odd = fc.constantFrom(0, -0, 1, -1, 50, -60, 1e-40, 3e38, Infinity, -Infinity, Number.NaN);
    const sizes = fc.record({ B: fc.integer({ min: 1, max: 5 }), C: fc.integer({ min: 1, max: 9 }) });
    const similarity = fc.oneof({ weight: 6, arbitrary: fc.float({ min: -1, max: 1, noNaN: true }) }, odd);
    fc.assert(
      fc.property(sizes, fc.array(similarity, { minLength: 45, maxLength: 45 }), fc.nat(999), (size, some, seed) => {
        const { given, slopes } = slopesOf(size, some, seed);
        const [truth, fast] = [slopes.slice(), slopes.slice()];
        const losses = [listwiseSlopes(truth, size.B, size.C, given), simd.listwiseSlopes(fast, size.B, size.C, given)];
        expect(losses[1]).toBe(losses[0]);
        expect(fast).toEqual(truth);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses rows and columns out of range', () => {
    const rows = new Float32Array(B * C);
    const far = { ...options, targets: { ...options.targets, columns: Int32Array.of(1, 3, C, 4, 2) } };
    expect(() => simd.listwiseSlopes(rows, B, C, far)).toThrow(`token 2 is ${C}, expected a token in [0, ${C})`);
    expect(() => simd.listwiseSlopes(rows, B, C, { ...options, selfColumns: Int32Array.of(0, C, -1) })).toThrow(
      `selfColumn 1 is ${C}`,
    );
    expect(() => simd.listwiseSlopes(rows, B + 1, C, options)).toThrow('similarities holds 15 numbers');
    expect(rows.every((x) => x === 0)).toBe(true);
  });
});

/** Rows of up to three targets, every second row without its own column, with log q or without. */
function slopesOf(size: { B: number; C: number }, some: readonly number[], seed: number) {
  const random = new CounterRandom(seed, 'targets');
  const offsets = new Int32Array(size.B + 1);
  for (let i = 0; i < size.B; i++) offsets[i + 1] = offsets[i]! + random.integer(4);
  const columns = Int32Array.from({ length: offsets[size.B]! }, () => random.integer(size.C));
  const chances = Float32Array.from(columns, () => random.integer(3) / 4);
  const selfColumns = Int32Array.from({ length: size.B }, (_, i) => (i % 2 === 0 ? random.integer(size.C) : -1));
  const logQ = Float64Array.from({ length: size.C }, () => -3 * random.uniform());
  const targets = { offsets, columns, chances };
  const given: ListwiseOptions = { temperature: 0.03, targets, selfColumns, ...(seed % 2 === 0 && { logQ }) };
  return { given, slopes: Float32Array.from(some.slice(0, size.B * size.C)) };
}
