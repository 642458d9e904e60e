import { describe, expect, it } from 'vitest';
import { LEAST_VECTOR_WEIGHT } from '../../../../lambdas/core/features/given-vectors.ts';
import { oneThread } from '../../../../lambdas/core/kernels/threads.ts';
import { readLikeness } from '../../../../lambdas/core/likeness/known-likeness.ts';
import { embedProducts } from '../../../../lambdas/core/model/model.ts';
import { dot } from '../../../../lambdas/core/numerics/matmul.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { computeLearningRate } from '../../../../lambdas/core/optimizers/schedule.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { tuneFields } from '../../../../lambdas/core/training/plans/tune-fields.ts';
import { prepareRun } from '../../../../lambdas/core/training/run/prepared-run.ts';
import { addGivenVectors, buildGivenVectors, type VectorWorth } from '../../../support/core/given-vectors.ts';
import { trainingSet } from '../../../support/core/training-factories.ts';
import { twoShops } from '../../../support/core/two-shops.ts';

const THINGS = 120;
const WIDTH = 64;
const { catalog, known, planted } = twoShops(THINGS);
const dim = 256;
const config = buildTrainingConfig({ dim });
const WORTHS = ['perfect', 'noisy', 'useless'] as const;

/** The given vectors of the catalog, whose even and odd rows are the offers of one thing each. */
function vectorsOf(worth: VectorWorth, coverage = 1) {
  const likenesses = Array.from({ length: THINGS }, (_, i) => [2 * i, 2 * i + 1] as const);
  return buildGivenVectors(catalog.length, likenesses, { worth, width: WIDTH, coverage });
}

function withVectors(worth: VectorWorth, coverage = 1) {
  return addGivenVectors(catalog, vectorsOf(worth, coverage));
}

/** The weight that the rows give to vectors. */
function weigh(worth: VectorWorth, rows = known) {
  const set = trainingSet(withVectors(worth), rows);
  return tuneFields(set, readLikeness(set.products, set), config).vectors[0]!;
}

const withoutVectors = embedByDefault([...catalog]);

/** The share of matches in no training row whose first offer ranks the second one first. */
function hitRate(rows: ArrayLike<number>, D: number, pairs = planted): number {
  const rowOf = new Map(catalog.map(({ id }, row) => [id, row]));
  const vectors = Float64Array.from(rows);
  const hits = pairs.filter(([query, match]) => {
    const score = (id: string) => dot(vectors, rowOf.get(query)! * D, vectors, rowOf.get(id)! * D, D);
    return catalog.every(({ id }) => id === query || id === match || score(id) < score(match));
  });
  return hits.length / pairs.length;
}

/** The vectors that the default training gives to products: all of its steps, without a judgement at the end. */
function embedByDefault(products: typeof catalog): Float32Array {
  const { plan } = finishPreparing(prepareRun(trainingSet(products, known), config));
  for (let step = 0; step < plan.steps; step++)
    plan.take(computeLearningRate(step, plan.steps, config), new CounterRandom(config.seed, `step ${step}`));
  return embedProducts(plan.finish(), products);
}

function finishPreparing<Prepared>(preparing: Generator<unknown, Prepared, void>): Prepared {
  for (;;) {
    const { done, value } = preparing.next();
    if (done) return value;
  }
}

describe('given vectors', () => {
  it('are weighed by what they are worth for the training pairs', () => {
    const [perfect, noisy, useless] = WORTHS.map((worth) => weigh(worth));
    expect(perfect).toMatchObject({ name: 'image', products: catalog.length, decidedBy: 'training-rows' });
    expect(perfect!.weight).toBeGreaterThan(0.9);
    expect(noisy!.weight).toBeLessThan(perfect!.weight);
    expect(noisy!.weight).toBeGreaterThan(0.2);
    expect(useless!.weight).toBe(LEAST_VECTOR_WEIGHT);
  });

  it('are weighed by how far they agree with the texts if there are few rows or none', () => {
    for (const rows of [known.slice(0, 5), []]) {
      const [perfect, useless] = [weigh('perfect', rows), weigh('useless', rows)];
      expect(perfect).toMatchObject({ decidedBy: 'texts' });
      expect(perfect.weight).toBeGreaterThan(0.5);
      expect(perfect.weight).toBeLessThanOrEqual(1);
      expect(useless).toMatchObject({ weight: LEAST_VECTOR_WEIGHT, decidedBy: 'texts' });
    }
  });

  it('keep the weight of the configuration if nothing can decide on them, and are not read with a weight of 0', () => {
    const untitled = addGivenVectors(
      catalog.map(({ id }) => ({ id })),
      vectorsOf('noisy'),
    );
    const set = trainingSet(untitled, []);
    const likeness = readLikeness(set.products, set);
    expect(tuneFields(set, likeness, config).vectors).toMatchObject([{ weight: 1, decidedBy: 'configuration' }]);
    const unread = buildTrainingConfig({ features: { vectorWeight: 0 } });
    expect(tuneFields(set, likeness, unread).vectors).toEqual([]);
  });

  it('never make the default worse than the better of vectors alone and no vectors', () => {
    const without = hitRate(withoutVectors, dim);
    for (const worth of WORTHS) {
      const alone = hitRate(
        vectorsOf(worth).flatMap((vector) => vector!),
        WIDTH,
      );
      // One of the 60 matches is chance.
      const best = Math.max(without, alone) - 1 / planted.length;
      expect({ worth, hits: hitRate(embedByDefault(withVectors(worth)), dim) >= best }).toEqual({
        worth,
        hits: true,
      });
    }
  });

  it('keep their places of an embedding in a matching, and words keep theirs', () => {
    const products = withVectors('noisy');
    const { plan } = finishPreparing(prepareRun(trainingSet(products, known), config));
    for (let step = 0; step < 3; step++) plan.take(0.05, new CounterRandom(config.seed, `step ${step}`));
    const { input, parameters } = plan.finish();
    const places = Array.from({ length: parameters.D }, (_, place) => place);
    /** Whether some places of rows (rows, D) are 0. */
    const areZero = (rows: ArrayLike<number>, of: readonly number[]) =>
      of.every((place) => places.every((_, row) => !rows[row * parameters.D + place]));
    const { space } = input as Extract<typeof input, { encoder: 'bag' }>;
    const { at } = space.listVectorInputs()[0]!;
    const vectors = parameters.dense.subarray(at * parameters.D);
    const own = places.filter((place) => !areZero(plan.first.parameters.dense.subarray(at * parameters.D), [place]));
    const others = places.filter((place) => !own.includes(place));
    expect(own.length).toBeGreaterThan(10);
    expect(areZero(parameters.table, own)).toBe(true);
    expect(areZero(vectors, others)).toBe(true);
    expect(areZero(parameters.table, others)).toBe(false);
    expect(areZero(vectors, own)).toBe(false);
  });

  it('keep what a starting model with mixed places has in the places of others', () => {
    const set = trainingSet(withVectors('noisy'), known);
    const { plan } = finishPreparing(prepareRun(set, config));
    const random = new CounterRandom(config.seed, 'mixed places');
    const mixed = plan.finish();
    for (const rows of [mixed.parameters.table, mixed.parameters.dense])
      for (let i = 0; i < rows.length; i++) rows[i] = 0.1 * (random.uniform() - 0.5);
    const { plan: next } = finishPreparing(prepareRun(set, config, oneThread, mixed));
    next.take(0.05, new CounterRandom(config.seed, 'step 0'));
    const { table, dense } = next.finish().parameters;
    const isKept = (rows: typeof table, first: typeof table) => {
      const kept = Array.from(rows, (value, i) => value === first[i]);
      return { some: kept.includes(true), all: !kept.includes(false), cleared: Array.from(rows).includes(0) };
    };
    const { table: firstTable, dense: firstDense } = next.first.parameters;
    for (const found of [isKept(table, firstTable), isKept(dense, firstDense)])
      expect(found).toEqual({ some: true, all: false, cleared: false });
  });

  it.each(WORTHS)('that are %s, of half of the products, do no harm to matches of these or of the others', (worth) => {
    const half = withVectors(worth, 0.5);
    const has = new Map(half.map(({ id, vectors }) => [id, vectors !== undefined]));
    const isBoth = ([query, match]: readonly [string, string]) => has.get(query)! && has.get(match)!;
    const vectors = embedByDefault(half);
    for (const pairs of [planted.filter(isBoth), planted.filter((pair) => !isBoth(pair))]) {
      const least = hitRate(withoutVectors, dim, pairs) - 1 / pairs.length;
      expect(hitRate(vectors, dim, pairs)).toBeGreaterThanOrEqual(least);
    }
  });

  it('that cannot be read are counted: of zeros, and of another width than most', () => {
    const odd = withVectors('noisy').map((product, i) => {
      if (i === 3) return { ...product, vectors: { image: [1, 2, 3] } };
      return i === 4 ? { ...product, vectors: { image: Array<number>(WIDTH).fill(0) } } : product;
    });
    const set = trainingSet(odd, []);
    const [image] = tuneFields(set, readLikeness(set.products, set), config).vectors;
    expect(image).toMatchObject({ products: catalog.length - 2, unread: 2 });
  });

  it('of a catalog alone are among the neighbours that it learns from', () => {
    const alone = buildTrainingConfig({ dim: 32, selfSupervised: true });
    const { plan } = finishPreparing(prepareRun(trainingSet(withVectors('perfect'), []), alone));
    expect(plan.tuning!.vectors).toMatchObject([{ name: 'image', decidedBy: 'texts' }]);
  });
});
