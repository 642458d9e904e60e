import { describe, expect, it } from 'vitest';
import { mineDistanceWeighted } from '../../../lambdas/core/miners/distance-weighted.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { tripletList } from '../../support/core/hard-negatives.ts';

/** One anchor and its positive, and a negative at each of the given Euclidean distances on the unit sphere. */
function starOf(distances: readonly number[]) {
  const N = distances.length + 2;
  const cosineDistances = new Float64Array(N * N).fill(2);
  distances.forEach((distance, k) => {
    cosineDistances[k + 2] = distance ** 2 / 2;
  });
  const labels = Int32Array.of(0, 0, ...distances.map((_, k) => k + 1));
  return { cosineDistances, labels };
}

/** How often row 0 draws each of the negatives. */
function shares(distances: readonly number[], D: number, draws = 20_000): number[] {
  const { cosineDistances, labels } = starOf(distances);
  const random = new CounterRandom(1, 'shares');
  const counts = distances.map(() => 0);
  for (let draw = 0; draw < draws; draw++) {
    const [first] = tripletList(mineDistanceWeighted(cosineDistances, labels, D, random));
    counts[first![2] - 2]! += 1 / draws;
  }
  return counts;
}

/** 1 / q(d), as in the paper. */
const weightOf = (d: number, D: number) => 1 / (d ** (D - 2) * (1 - d ** 2 / 4) ** ((D - 3) / 2));

describe('mineDistanceWeighted', () => {
  it.each([3, 8, 64])('draws negatives with weight 1 / density of their distance in %s dimensions', (D) => {
    const distances = [0.7, 1, 1.2, 1.3];
    const weights = distances.map((d) => weightOf(d, D));
    const total = weights.reduce((a, b) => a + b, 0);
    shares(distances, D).forEach((share, k) => {
      expect(Math.abs(share - weights[k]! / total)).toBeLessThan(0.012);
    });
  });

  it('counts distances below 0.5 as 0.5, and skips negatives beyond 1.4', () => {
    const [near, half, far] = shares([0.01, 0.5, 1.5], 16);
    expect(Math.abs(near! - half!)).toBeLessThan(0.05);
    expect(far).toBe(0);
  });

  it('draws negatives with equal chances if all are beyond 1.4', () => {
    for (const share of shares([1.5, 1.8, 2], 16)) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.03);
  });

  it('gives each anchor and positive one negative of another label, the same for the same seed', () => {
    const labels = Int32Array.of(0, 1, 0, 1, 0, 2);
    const cosineDistances = Float64Array.from({ length: 36 }, (_, k) => ((k * 5) % 7) / 5);
    const mine = (seed: number) =>
      tripletList(mineDistanceWeighted(cosineDistances, labels, 8, new CounterRandom(seed, 'mine')));
    expect(mine(1)).toEqual(mine(1));
    expect(mine(1)).not.toEqual(mine(2));
    expect(mine(1)).toHaveLength(3 * 2 + 2);
    for (const [a, p, n] of mine(1)) {
      expect([a !== p, labels[a] === labels[p], labels[a] === labels[n]]).toEqual([true, true, false]);
    }
  });
});
