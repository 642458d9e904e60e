import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InfoNceOptions, infoNceLoss } from '../../../../lambdas/core/losses/info-nce.ts';
import { normalizeRowsForward } from '../../../../lambdas/core/numerics/normalize.ts';
import { expectClose } from '../../../support/core/golden.ts';
import { bitsOf, normals, resident, simdBuilds, wholes } from '../../../support/core/kernel-cases.ts';

function unitRows(rows: number, D: number, stream: string, seed: number): Float32Array {
  const unit = normals(rows * D, stream, seed);
  normalizeRowsForward(unit, unit, new Float32Array(rows), rows, D);
  return unit;
}

/** The reference: loss and gradients in float64. */
function truthOf(
  anchor: Float32Array,
  candidate: Float32Array,
  B: number,
  C: number,
  D: number,
  options: InfoNceOptions,
) {
  const gradients = { dAnchor: new Float64Array(B * D), dCandidate: new Float64Array(C * D) };
  const loss = infoNceLoss(Float64Array.from(anchor), Float64Array.from(candidate), B, C, D, options, gradients);
  return { loss, ...gradients };
}

function optionsOf(kind: string, B: number, C: number, seed: number, temperature: number): InfoNceOptions {
  return {
    temperature,
    symmetric: kind.includes('symmetric'),
    ...(kind.includes('logQ') ? { logQ: Float64Array.from(normals(C, 'logQ', seed)) } : {}),
    ...(kind.includes('ids') ? { candidateIds: wholes(C, 1 + C / 2, 'ids', seed) } : {}),
    ...(kind.includes('anchors') ? { anchorIds: wholes(B, 1 + C / 2, 'anchors', seed) } : {}),
  };
}

const kinds = [
  'plain',
  'logQ',
  'ids',
  'ids anchors',
  'anchors',
  'logQ ids anchors',
  'symmetric',
  'symmetric logQ ids anchors',
];

describe.each(simdBuilds)('infoNce in %s WebAssembly', (_mode, kernels) => {
  function check(kind: string, B: number, extra: number, D: number, temperature: number, seed: number): void {
    const C = kind.includes('symmetric') ? B : B + extra;
    const [anchor, candidate] = [unitRows(B, D, 'anchor', seed), unitRows(C, D, 'candidate', seed)];
    const options = optionsOf(kind, B, C, seed, temperature);
    const [dAnchor, dCandidate] = [new Float32Array(B * D).fill(9), new Float32Array(C * D).fill(9)];
    const loss = kernels.infoNce(anchor, candidate, B, C, D, options, { dAnchor, dCandidate });
    const truth = truthOf(anchor, candidate, B, C, D, options);
    // A logit has a rounding error of about 1 / temperature, and the softmax a relative error of the same size.
    const relative = 1e-6 * (1 + 1 / temperature);
    expect(Math.abs(loss - truth.loss)).toBeLessThanOrEqual(relative * (1 + truth.loss));
    const scale = temperature * Math.max(B, 1);
    expectClose(
      dAnchor.map((x) => x * scale),
      truth.dAnchor.map((x) => x * scale),
      2 * relative,
    );
    if (B > 0)
      expectClose(
        dCandidate.map((x) => x * scale),
        truth.dCandidate.map((x) => x * scale),
        2 * relative,
      );
    expect(kernels.infoNce(anchor, candidate, B, C, D, options)).toBe(loss);
  }

  it.each(kinds)('agrees with the reference: %s', (kind) => {
    const size = fc.constantFrom(0, 1, 2, 3, 4, 5, 8, 13, 31);
    fc.assert(
      fc.property(
        size,
        fc.constantFrom(0, 1, 5),
        fc.constantFrom(1, 3, 4, 16),
        fc.constantFrom(0.05, 0.5, 2),
        fc.nat(999),
        (B, extra, D, temperature, seed) => check(kind, B, extra, D, temperature, seed),
      ),
      { numRuns: 40 },
    );
  });

  it('agrees with the reference over several blocks of anchors', () => {
    check('logQ ids anchors', 500, 700, 8, 0.1, 3);
    check('symmetric ids', 530, 0, 8, 0.1, 4);
  });

  it('gives the same bits for arrays in its own memory', () => {
    const [anchor, candidate] = [unitRows(30, 8, 'anchor', 1), unitRows(30, 8, 'candidate', 1)];
    const [dAnchor, dCandidate] = [new Float32Array(240), new Float32Array(240)];
    const own = [anchor, candidate, dAnchor, dCandidate].map((one) => resident(kernels, one));
    const loss = kernels.infoNce(anchor, candidate, 30, 30, 8, { temperature: 0.1 }, { dAnchor, dCandidate });
    const gradients = { dAnchor: own[2]!, dCandidate: own[3]! };
    expect(kernels.infoNce(own[0]!, own[1]!, 30, 30, 8, { temperature: 0.1 }, gradients)).toBe(loss);
    expect(bitsOf(own[2]!)).toEqual(bitsOf(dAnchor));
    expect(bitsOf(own[3]!)).toEqual(bitsOf(dCandidate));
  });

  it('stays finite at a tiny temperature, and gives NaN for NaN inputs', () => {
    const [anchor, candidate] = [unitRows(9, 4, 'anchor', 1), unitRows(9, 4, 'candidate', 1)];
    const [dAnchor, dCandidate] = [new Float32Array(36), new Float32Array(36)];
    const tiny = kernels.infoNce(anchor, candidate, 9, 9, 4, { temperature: 1e-4 }, { dAnchor, dCandidate });
    expect([tiny, ...dAnchor, ...dCandidate].every(Number.isFinite)).toBe(true);
    for (const wrong of [Number.NaN, Infinity]) {
      anchor[5] = wrong;
      for (const symmetric of [false, true]) {
        const options = { temperature: 0.1, symmetric };
        expect(kernels.infoNce(anchor, candidate, 9, 9, 4, options, { dAnchor, dCandidate })).toBeNaN();
        expect(dAnchor[4]).toBeNaN();
      }
    }
  });

  it('rejects wrong sizes and changes nothing', () => {
    const [few, many, dAnchor] = [unitRows(2, 2, 'a', 1), unitRows(3, 2, 'c', 1), new Float32Array(4).fill(9)];
    const gradients = { dAnchor, dCandidate: new Float32Array(5) };
    const options = { temperature: 1 };
    expect(() => kernels.infoNce(few, many, 2, 3, 2, options, gradients)).toThrow('dCandidate holds 5');
    expect(() => kernels.infoNce(few, many, 2, 3, 2, { temperature: 1, symmetric: true })).toThrow('as many as the 2');
    expect(() => kernels.infoNce(many, few, 3, 2, 2, options)).toThrow('at least the 3');
    expect(() => kernels.infoNce(few, many, 2, 3, 2, { ...options, logQ: new Float32Array(2) })).toThrow(
      'logQ holds 2',
    );
    const ids = { ...options, candidateIds: new Int32Array(3), anchorIds: new Int32Array(1) };
    expect(() => kernels.infoNce(few, many, 2, 3, 2, ids)).toThrow('anchorIds holds 1');
    expect([...dAnchor]).toEqual([9, 9, 9, 9]);
  });
});
