import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { Occurrences } from '../../../lambdas/core/catalog/training-row.ts';
import { judgeModel } from '../../../lambdas/core/evaluation/judge-model.ts';
import { buildTfIdfScorer } from '../../../lambdas/core/evaluation/scorers/tf-idf-scorer.ts';
import { buildTunedBaselines } from '../../../lambdas/core/evaluation/tuned-baselines.ts';
import { describeTuned } from '../../../lambdas/core/evaluation/tuned-report.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

const CLASSES = 8;
const PRODUCTS = 80;
const classOf = (row: number) => row % CLASSES;

/** Products whose titles name their class, or say nothing of it. */
function titled(nameOf: (row: number) => string): Product[] {
  return Array.from({ length: PRODUCTS }, (_, row) => ({ id: `p${row}`, title: nameOf(row) }));
}

/** Baskets of two products of one class each. */
function basketsOfClasses(count: number): Occurrences {
  const random = new CounterRandom(5, 'baskets');
  const groups = Array.from({ length: count }, () => {
    const first = random.integer(PRODUCTS);
    const second = classOf(first) + CLASSES * random.integer(PRODUCTS / CLASSES);
    return { items: Int32Array.from(new Set([first, second])).sort(), kind: 'basket' as const };
  });
  return { pairs: [], groups: groups.filter(({ items }) => items.length > 1) };
}

function tune(catalog: readonly Product[], training: Occurrences) {
  return buildTunedBaselines({ catalog, training, candidateIdPrefix: '' }, buildTfIdfScorer(catalog));
}

describe('buildTunedBaselines', () => {
  const named = titled((row) => `class${classOf(row)}`);
  const unnamed = titled((row) => `colour${Math.floor(row / CLASSES)}`);

  it('trusts the text where it tells what is bought together, and not where it misleads', () => {
    const [told, misled] = [named, unnamed].map((catalog) => tune(catalog, basketsOfClasses(200)).report);
    expect(told!.blend!.textWeight).toBeGreaterThan(misled!.blend!.textWeight);
    expect(misled!.blend!.textWeight).toBeLessThan(0.1);
    expect(told!.validationQueries).toBeGreaterThanOrEqual(20);
    expect(describeTuned(told!)).toEqual([
      expect.stringMatching(/^tuned blend: item-kNN with shrinkage \d+ .* plus [\d.]+ x TF-IDF, chosen on \d+ valid/),
      expect.stringMatching(/^ease: EASE\^R with regularization \d+, chosen on/),
    ]);
  });

  it('chooses the same on the same data, for any judged rows', () => {
    const training = basketsOfClasses(200);
    const vectors = { vectors: Float32Array.from({ length: PRODUCTS }, () => 1), D: 1 };
    const judgedOn = (query: string, relevant: string) =>
      judgeModel(vectors, { catalog: named, training, rows: [{ query, relevant: [relevant] }] });
    const [one, other] = [judgedOn('p1', 'p9'), judgedOn('p2', 'p3')];
    expect(one.tuned).toEqual(other.tuned);
    expect(one.tuned).toEqual(tune(named, training).report);
    expect(Object.keys(one.baselines)).toEqual([
      'popularity',
      'tf-idf',
      'item-knn',
      'item-knn shrunk',
      'item-knn + tf-idf',
      'tuned blend',
      'ease',
    ]);
    expect(one.baselines.ease!.all!.queries).toBe(1);
  });

  it('chooses on no fact that may not be held out', () => {
    const { pairs, groups } = basketsOfClasses(200);
    const kept = groups.map((group) => ({ ...group, neverHeldOut: 'frequent' as const }));
    expect(tune(named, { pairs, groups: kept }).report).toEqual({
      validationQueries: 0,
      leftOut: {
        'tuned blend': 'the training part has 0 queries to choose settings on, fewer than 10',
        ease: expect.any(String),
      },
    });
  });

  it('leaves out EASE^R where its inverse would take too long, and says so', () => {
    const [length, count] = [101, 61];
    const catalog = Array.from({ length: (length - 1) * count + 1 }, (_, row) => ({ id: `p${row}`, title: 'a' }));
    const groups = Array.from({ length: count }, (_, g) => ({
      items: Int32Array.from({ length }, (_item, i) => g * (length - 1) + i),
      kind: 'session' as const,
    }));
    const { scorers, report } = tune(catalog, { pairs: [], groups });
    expect(Object.keys(scorers)).toEqual(['tuned blend']);
    expect(report.ease).toBeUndefined();
    expect(describeTuned(report).at(-1)).toMatch(
      /^ease is left out: EASE\^R would take as long as for 610\d products that facts connect, and the limit is 6000\.$/,
    );
  });
});
