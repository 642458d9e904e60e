import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddingBagForward } from '../../../lambdas/core/numerics/embedding-bag.ts';
import { addScaled } from '../../../lambdas/core/numerics/matmul.ts';
import { bitsOf, normals, wholes } from '../../support/core/kernel-cases.ts';

describe('embeddingBagForward', () => {
  it('gives the bits of adding one row after the other, also with weights of 0 and rows that are not finite', () => {
    fc.assert(
      fc.property(fc.nat(13), fc.integer({ min: 1, max: 9 }), fc.nat(999), (count, D, seed) => {
        const table = normals(6 * D, 'table', seed);
        table[D] = Infinity;
        const bags = {
          offsets: Int32Array.of(0, 0, count),
          tokens: wholes(count, 6, 'tokens', seed),
          weights: normals(count, 'weights', seed).map((x, i) => (i % 5 === seed % 5 ? 0 : x)),
        };
        const output = normals(2 * D, 'output', seed);
        const truth = output.slice();
        for (let t = 0; t < count; t++) addScaled(truth, D, table, bags.tokens[t]! * D, D, bags.weights[t]!);
        embeddingBagForward(bags, table, output, 2, D);
        expect(bitsOf(output)).toEqual(bitsOf(truth));
      }),
    );
  });
});
