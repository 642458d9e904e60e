import { describe, expect, it } from 'vitest';
import { splitHeldOut } from '../../../../lambdas/core/training/data/held-out-split.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../../support/core/training-factories.ts';

const products = colouredThings();
const ids = products.map(({ id }) => id);
/** Distinct pairs. */
const pairs = ids.flatMap((anchor, i) => ids.slice(i + 1).map((positive) => ({ anchor, positive })));

const textsOf = (rows: readonly object[]) => new Set(rows.map((row) => JSON.stringify(row)));

describe('splitHeldOut', () => {
  it('holds out about the given share, by the seed', () => {
    const set = trainingSet(products, pairs);
    const { heldOutRows, judging, training } = splitHeldOut(set, 0.2, 1);
    expect(heldOutRows / pairs.length).toBeGreaterThan(0.12);
    expect(heldOutRows / pairs.length).toBeLessThan(0.28);
    expect(judging).toHaveLength(heldOutRows);
    expect(training.pairs).toHaveLength(pairs.length - heldOutRows);
    expect(splitHeldOut(set, 0.2, 2).judging).not.toEqual(judging);
  });

  it('holds out the same rows when other rows are added around them', () => {
    const few = textsOf(splitHeldOut(trainingSet(products, pairs.slice(100, 300)), 0.2, 1).judging);
    const all = textsOf(splitHeldOut(trainingSet(products, pairs), 0.2, 1).judging);
    expect(few.size).toBeGreaterThan(10);
    expect([...few].filter((row) => !all.has(row))).toEqual([]);
  });

  it('decides on equal rows independently, by their occurrence', () => {
    const once = splitHeldOut(trainingSet(products, tasteBaskets()), 0.2, 1);
    const twice = splitHeldOut(trainingSet(products, [...tasteBaskets(), ...tasteBaskets()]), 0.2, 1);
    expect(twice.heldOutRows).toBeGreaterThan(once.heldOutRows);
    expect([...textsOf(once.judging)].filter((row) => !textsOf(twice.judging).has(row))).toEqual([]);
  });
});
