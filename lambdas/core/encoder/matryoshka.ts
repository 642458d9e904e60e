import { normalizeRowsBackward, normalizeRowsForward } from '../numerics/normalize.ts';
import { type Reals, zerosLike } from '../numerics/reals.ts';

/** One side of a loss, such as its anchors: embeddings (R, D), and the gradient that the loss assigns. */
export interface LossSide {
  readonly embeddings: Reals;
  /** (R, D) */
  readonly gradient: Reals;
}

/** The prefix lengths that the loss is averaged over, ascending: the given ones below D, and D itself. */
export function listPrefixes(dims: readonly number[], D: number): number[] {
  return [...new Set([...dims.filter((d) => d < D), D])].sort((a, b) => a - b);
}

/**
 * Matryoshka representation learning (Kusupati et al. 2022, equation 1 with equal weights):
 *   L = mean over d of lossOf(first d numbers of every row), where each prefix is scaled to length 1 if `normalize` is set.
 * The first numbers of a vector are then a good embedding too. Assigns the gradients of the sides.
 * @param lossOf Computes the loss of sides (R, d) and assigns their gradients.
 */
export function matryoshkaLoss(
  sides: readonly LossSide[],
  D: number,
  prefixes: readonly number[],
  normalize: boolean,
  lossOf: (d: number, sides: readonly LossSide[]) => number,
): number {
  for (const { gradient } of sides) gradient.fill(0);
  let loss = 0;
  for (const d of prefixes) {
    const cut = sides.map(({ embeddings }) => prefixForward(embeddings, D, d, normalize));
    loss += lossOf(d, cut) / prefixes.length;
    cut.forEach((prefix, side) => {
      prefixBackward(prefix, d, sides[side]!.gradient, D, 1 / prefixes.length);
    });
  }
  return loss;
}

interface Prefix extends LossSide {
  /** (R): lengths before the normalisation; undefined without normalisation. */
  readonly norms: Reals | undefined;
}

/** The first d numbers of each row of embeddings (R, D), as (R, d), scaled to length 1 if `normalize` is set. */
function prefixForward(embeddings: Reals, D: number, d: number, normalize: boolean): Prefix {
  const R = embeddings.length / D;
  const cut = zerosLike(embeddings, R * d);
  for (let i = 0; i < R; i++) cut.set(embeddings.subarray(i * D, i * D + d), i * d);
  const gradient = zerosLike(cut);
  if (!normalize) return { embeddings: cut, gradient, norms: undefined };
  const norms = zerosLike(cut, R);
  normalizeRowsForward(cut, cut, norms, R, d);
  return { embeddings: cut, gradient, norms };
}

/**
 * gradient (R, D) += scale x the gradient of the prefix, through its normalisation. Overwrites the gradient of the
 * prefix.
 */
function prefixBackward(prefix: Prefix, d: number, gradient: Reals, D: number, scale: number): void {
  const { embeddings: unit, gradient: own, norms } = prefix;
  const R = own.length / d;
  if (norms) normalizeRowsBackward(own, unit, norms, own, R, d);
  for (let i = 0; i < R; i++) {
    for (let k = 0; k < d; k++) gradient[i * D + k]! += scale * own[i * d + k]!;
  }
}
