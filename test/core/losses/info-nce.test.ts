import { describe, expect, it } from 'vitest';
import { type InfoNceOptions, infoNceLoss, type MaskedInfoNceOptions } from '../../../lambdas/core/losses/info-nce.ts';
import { normalizeRowsBackward, normalizeRowsForward } from '../../../lambdas/core/numerics/normalize.ts';
import { centralDifferences, expectClose, flat, golden } from '../../support/core/golden.ts';

interface LossCase {
  name: string;
  params: { temperature: number; symmetric: boolean; logQ?: number[]; positiveIds?: number[] };
  inputs: { anchor: number[][]; positive: number[][]; negative?: number[][] };
  loss: number;
  gradients: { anchor: number[][]; positive: number[][]; negative?: number[][] };
}

const cases = golden<{ cases: LossCase[] }>('losses').cases.filter((one) => one.name === 'info-nce');

/** The loss of raw rows under cosine similarity: normalise, lose, and back through the normalisation. */
function onRawRows(anchor: Float64Array, candidate: Float64Array, D: number, options: MaskedInfoNceOptions) {
  const [B, C] = [anchor.length / D, candidate.length / D];
  const [a, c] = [new Float64Array(anchor.length), new Float64Array(candidate.length)];
  const [normsA, normsC] = [new Float64Array(B), new Float64Array(C)];
  normalizeRowsForward(anchor, a, normsA, B, D);
  normalizeRowsForward(candidate, c, normsC, C, D);
  const [dAnchor, dCandidate] = [new Float64Array(anchor.length), new Float64Array(candidate.length)];
  const loss = infoNceLoss(a, c, B, C, D, options, { dAnchor, dCandidate });
  normalizeRowsBackward(dAnchor, a, normsA, dAnchor, B, D);
  normalizeRowsBackward(dCandidate, c, normsC, dCandidate, C, D);
  return { loss, dAnchor, dCandidate };
}

function optionsOf(one: LossCase): InfoNceOptions {
  const { temperature, symmetric, logQ, positiveIds } = one.params;
  return {
    temperature,
    symmetric,
    ...(logQ ? { logQ: Float64Array.from(logQ) } : {}),
    ...(positiveIds ? { candidateIds: Int32Array.from(positiveIds) } : {}),
  };
}

describe('infoNceLoss', () => {
  it('has golden cases of every kind', () => {
    expect(cases).toHaveLength(9);
  });

  it.each(cases.map((one, index) => [`${index} ${JSON.stringify(one.params).slice(0, 60)}`, one] as const))(
    'agrees with the PyTorch reference for case %s',
    (_name, one) => {
      const { anchor, positive, negative } = one.inputs;
      const result = onRawRows(
        flat(anchor),
        flat([...positive, ...(negative ?? [])]),
        anchor[0]!.length,
        optionsOf(one),
      );
      expect(Math.abs(result.loss - one.loss)).toBeLessThan(1e-9);
      expectClose(result.dAnchor, one.gradients.anchor.flat(), 1e-7);
      expectClose(result.dCandidate, [...one.gradients.positive, ...(one.gradients.negative ?? [])].flat(), 1e-7);
    },
  );

  it('has the gradient of central differences in the symmetric and in the masked form', () => {
    const { anchor, positive } = cases[0]!.inputs;
    const [a, c, D] = [flat(anchor), flat(positive), anchor[0]!.length];
    const options = {
      temperature: 0.3,
      symmetric: true,
      candidateIds: Int32Array.of(1, 2, 1, 3, 4, 5, 6),
      anchorIds: Int32Array.of(9, 1, 8, 7, 20, 21, 22),
    };
    const result = onRawRows(a, c, D, options);
    expectClose(
      result.dAnchor,
      centralDifferences((x) => onRawRows(x, c, D, options).loss, a),
      1e-7,
    );
    expectClose(
      result.dCandidate,
      centralDifferences((x) => onRawRows(a, x, D, options).loss, c),
      1e-7,
    );
  });

  it('equals the loss without the masked candidates, and gives them no gradient', () => {
    const { anchor, positive } = cases[0]!.inputs;
    const [a, c, D] = [flat(anchor), flat(positive), anchor[0]!.length];
    const B = a.length / D;
    // In the first row only its own candidate and the last are left.
    const masked = new Uint8Array(B * B);
    masked.fill(1, 1, B - 1);
    const two = (x: Float64Array) => Float64Array.of(...x.subarray(0, D), ...x.subarray((B - 1) * D));
    const rest = (x: Float64Array, mask?: Uint8Array) =>
      B * onRawRows(x, c, D, { temperature: 0.3, ...(mask && { masked: mask }) }).loss;
    const firstRow = (x: Float64Array, of: Float64Array, mask?: Uint8Array) => {
      const b = x.length / D;
      const without = Float64Array.from(x);
      // The first anchor turned away from all: what is left of the difference is its own row's doing.
      for (let d = 0; d < D; d++) without[d] = -x[d]!;
      const at = (anchors: Float64Array) =>
        b * onRawRows(anchors, of, D, { temperature: 0.3, ...(mask && { masked: mask }) }).loss;
      return at(x) - at(without);
    };
    expect(firstRow(a, c, masked)).toBeCloseTo(firstRow(two(a), two(c)), 9);
    expect(rest(a, masked)).toBeLessThan(rest(a));
    for (const symmetric of [false, true]) {
      const options = { temperature: 0.3, symmetric, masked };
      const result = onRawRows(a, c, D, options);
      for (const [gradient, lossOf, at] of [
        [result.dAnchor, (x: Float64Array) => onRawRows(x, c, D, options).loss, a],
        [result.dCandidate, (x: Float64Array) => onRawRows(a, x, D, options).loss, c],
      ] as const)
        expectClose(gradient, centralDifferences(lossOf, at), 1e-7);
    }
  });

  it('is zero if every other candidate is masked', () => {
    const { anchor, positive } = cases[0]!.inputs;
    const B = anchor.length;
    const masked = Uint8Array.from({ length: B * B }, (_, o) => (o % (B + 1) === 0 ? 0 : 1));
    const { loss, dAnchor } = onRawRows(flat(anchor), flat(positive), anchor[0]!.length, { temperature: 0.1, masked });
    expect(loss).toBe(0);
    expect(dAnchor.every((slope) => Math.abs(slope) < 1e-12)).toBe(true);
  });

  it('is zero for one pair or no pair, and ln B if all rows are equal', () => {
    const row = Float64Array.of(0.6, 0.8);
    expect(onRawRows(row, row, 2, { temperature: 0.1 }).loss).toBe(0);
    expect(onRawRows(new Float64Array(0), new Float64Array(0), 2, { temperature: 0.1 }).loss).toBe(0);
    const same = Float64Array.from({ length: 16 }, (_, i) => row[i % 2]!);
    expect(onRawRows(same, same, 2, { temperature: 0.1 }).loss).toBeCloseTo(Math.log(8), 12);
  });

  it('is finite at a tiny temperature', () => {
    const { anchor, positive } = cases[0]!.inputs;
    const result = onRawRows(flat(anchor), flat(positive), anchor[0]!.length, { temperature: 1e-4 });
    expect([result.loss, ...result.dAnchor].every(Number.isFinite)).toBe(true);
  });

  it.each([
    ['one way', { symmetric: false }],
    ['symmetric', { symmetric: true }],
    [
      'masked, with log q',
      { candidateIds: Int32Array.of(1, 2, 1, 3, 4, 5, 6), logQ: Float64Array.of(-1, -2, -3, -1, -5, 0, -2) },
    ],
  ])('has the gradient of a learned temperature for %s', (_name, rest) => {
    const { anchor, positive } = cases[0]!.inputs;
    const [a, c, D] = [flat(anchor), flat(positive), anchor[0]!.length];
    const lossAt = (logScale: number) => ({ ...rest, temperature: Math.exp(-logScale) });
    const dLogScale = new Float64Array(1);
    const gradients = { dAnchor: a.slice(), dCandidate: c.slice(), dLogScale };
    infoNceLoss(a, c, a.length / D, c.length / D, D, lossAt(0.3), gradients);
    const loss = ([logScale]: Float64Array) => infoNceLoss(a, c, a.length / D, c.length / D, D, lossAt(logScale!));
    expect(Math.abs(dLogScale[0]!)).toBeGreaterThan(0.01);
    expectClose(dLogScale, centralDifferences(loss, Float64Array.of(0.3)), 1e-7);
  });

  it('gives a learned temperature no gradient for an empty batch', () => {
    const none = new Float64Array(0);
    const gradients = { dAnchor: none, dCandidate: none, dLogScale: Float64Array.of(7) };
    expect(infoNceLoss(none, none, 0, 0, 2, { temperature: 0.1 }, gradients)).toBe(0);
    expect([...gradients.dLogScale]).toEqual([0]);
  });
});
