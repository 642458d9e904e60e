import type { Kernels } from '../kernels/kernels.ts';
import { type Nearest, NearestRows } from '../likeness/nearest-rows.ts';
import { countClusters, findClusters } from './clusters.ts';
import { idFraction } from './id-fraction.ts';
import { medianSpacing, PLACING_NEIGHBOURS, RowPlacer } from './place-rows.ts';
import { findPrincipalPlane, projectOnPlane } from './principal-plane.ts';
import type { ProductMap } from './product-map.ts';
import { layOutByUmap, MIN_UMAP_POINTS, UMAP_NEIGHBOURS } from './umap-layout.ts';

/** Products that UMAP lays out; all others are placed among them. Its time grows faster than their number. */
export const MAX_SAMPLED_PRODUCTS = 5000;

/** Vectors of length 1, and the products that they are of. */
export interface VectorRows {
  readonly ids: readonly string[];
  /** (B, D) */
  readonly vectors: Float32Array;
  readonly D: number;
}

/** Places products on a plane. */
export interface Placement {
  readonly method: ProductMap['method'];
  /** @returns (B, 2) */
  place(rows: VectorRows): Float32Array;
}

/** Whether a product is of the sample of a catalog: about `MAX_SAMPLED_PRODUCTS` are, the same ones each time. */
export function isSampled(id: string, products: number): boolean {
  return idFraction(id, 'map sample') * products < MAX_SAMPLED_PRODUCTS;
}

/** A laid out sample of the products of a catalog. */
export class SampleLayout {
  readonly sample: VectorRows;
  readonly clusterCount: number;
  /** By the plane in which vectors differ most: needs little time. */
  readonly byPlane: Placement;
  readonly #kernels: Kernels;
  readonly #start: Float32Array;
  readonly #toCentres: NearestRows;

  /** @param sample At least one product. */
  constructor(kernels: Kernels, sample: VectorRows) {
    const { vectors, D, ids } = sample;
    this.#kernels = kernels;
    this.sample = sample;
    const plane = findPrincipalPlane(kernels, vectors, D);
    this.#start = projectOnPlane(plane, vectors);
    this.byPlane = { method: 'pca', place: (rows) => projectOnPlane(plane, rows.vectors) };
    const centres = findClusters(kernels, vectors, D, countClusters(ids.length));
    this.clusterCount = centres.length / D;
    this.#toCentres = new NearestRows(kernels, centres, D, 1);
  }

  /** The cluster (B) of each product, in [0, `clusterCount`). */
  findClusters({ vectors }: VectorRows): Int32Array {
    return this.#toCentres.find(vectors).rows;
  }

  /**
   * Lays the sample out by UMAP, and places other products among it.
   * @returns undefined if there are too few products, or the time was over
   */
  byUmap(isOver: () => boolean): Placement | undefined {
    const { ids, vectors, D } = this.sample;
    if (ids.length < MIN_UMAP_POINTS) return undefined;
    const nearest = new NearestRows(this.#kernels, vectors, D, UMAP_NEIGHBOURS).find(vectors);
    const points = layOutByUmap(nearest, this.#start, isOver);
    if (points === undefined) return undefined;
    const spacing = medianSpacing(points, nearestOthers(nearest, ids.length));
    const among = new NearestRows(this.#kernels, vectors, D, PLACING_NEIGHBOURS);
    const placer = new RowPlacer(among, points, spacing);
    const rowOf = new Map(ids.map((id, row) => [id, row]));
    return {
      method: 'umap',
      place: (rows) => {
        const placed = placer.place(rows.vectors, rows.ids);
        for (const [i, id] of rows.ids.entries()) {
          const row = rowOf.get(id);
          if (row !== undefined) placed.set(points.subarray(2 * row, 2 * row + 2), 2 * i);
        }
        return placed;
      },
    };
  }
}

/** The nearest of each product except itself (S). */
function nearestOthers({ rows }: Nearest, S: number): Int32Array {
  const K = rows.length / S;
  return Int32Array.from({ length: S }, (_, i) => (rows[i * K] === i ? rows[i * K + 1]! : rows[i * K]!));
}
