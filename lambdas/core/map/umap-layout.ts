import { UMAP } from 'umap-js';
import type { Nearest } from '../likeness/nearest-rows.ts';
import { CounterRandom } from '../numerics/random.ts';

/** Neighbours of each product, itself included: the default of UMAP. */
export const UMAP_NEIGHBOURS = 15;
/** Rounds over all pairs of neighbours: the default of UMAP for more than 10,000 points. */
const EPOCHS = 200;
/**
 * How near to each other points may be, and how many others push each point away from where it is drawn to. The defaults of
 * UMAP, 0.1 and 5, keep fewer neighbours: docs/design/map.md has the figures.
 */
const MIN_DISTANCE = 0.01;
const NEGATIVE_SAMPLES = 10;
/** UMAP starts within a square of this half width. */
const START_RADIUS = 10;

/** Fewer points have no neighbourhoods that a layout could keep. */
export const MIN_UMAP_POINTS = 2 * UMAP_NEIGHBOURS;

/**
 * Lays S points out so that neighbours stay neighbours: UMAP (McInnes, Healy and Melville 2018), by umap-js. It starts
 * from given points instead of random ones, which keeps the large shape (Kobak and Linderman 2021).
 * @param nearest The `UMAP_NEIGHBOURS` nearest of each point, itself among them. @param start (S, 2)
 * @param isOver Whether the time is over; asked before each round.
 * @returns (S, 2); undefined if the time was over before the end
 */
export function layOutByUmap(nearest: Nearest, start: Float32Array, isOver: () => boolean): Float32Array | undefined {
  // The preparation of umap-js alone takes as long as many rounds over a small sample.
  if (isOver()) return undefined;
  const S = start.length / 2;
  const random = new CounterRandom(0, 'map layout');
  const umap = new UMAP({
    nNeighbors: UMAP_NEIGHBOURS,
    nEpochs: EPOCHS,
    minDist: MIN_DISTANCE,
    negativeSampleRate: NEGATIVE_SAMPLES,
    random: () => random.uniform(),
  });
  const { indices, distances } = toLists(nearest, S);
  umap.setPrecomputedKNN(indices, distances);
  // With given neighbours umap-js reads of the vectors only how many there are.
  umap.initializeFit(Array.from({ length: S }, () => []));
  const points = umap.getEmbedding();
  const scale = START_RADIUS / (start.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1);
  for (const [i, point] of points.entries()) {
    for (const axis of [0, 1]) point[axis] = start[2 * i + axis]! * scale + (random.uniform() - 0.5) / 100;
  }
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    umap.step();
    if (epoch < EPOCHS && isOver()) return undefined;
  }
  return Float32Array.from(points.flat());
}

/** The neighbours as umap-js takes them: each point first in its own list, with cosine distances. */
function toLists({ rows, scores }: Nearest, S: number): { indices: number[][]; distances: number[][] } {
  const K = rows.length / S;
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let i = 0; i < S; i++) {
    const places = Array.from({ length: K }, (_, k) => i * K + k).filter((place) => rows[place] !== i);
    // Among more than K equal vectors a point may not be in its own list.
    const others = places.slice(0, K - 1);
    indices.push([i, ...others.map((place) => rows[place]!)]);
    distances.push([0, ...others.map((place) => Math.max(0, 1 - scores[place]!))]);
  }
  return { indices, distances };
}
