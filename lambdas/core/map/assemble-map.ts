import { labelClusters } from './cluster-labels.ts';
import { type CodedColour, codeNumbers, codeWords } from './colours.ts';
import { type DescribedProduct, listCategories } from './described-product.ts';
import { findBounds, packPoints } from './points.ts';
import { type MapCluster, type MapColour, NAMES_PER_PART, POINTS_PER_PART, type ProductMap } from './product-map.ts';

const MAX_LABELLED_PRODUCTS = 20_000;

/** The products of a map in the order of its rows, placed. */
export interface PlacedProducts {
  /** (N) */
  readonly products: readonly DescribedProduct[];
  /** (N, 2) */
  readonly points: Float32Array;
  /** (N), in [0, clusterCount). */
  readonly clusters: Int32Array;
  readonly clusterCount: number;
}

/** A map with its parts. */
export interface WholeMap {
  readonly map: ProductMap;
  /** The points of each part, as `packPoints` writes them. */
  readonly points: readonly Uint8Array[];
  /** The ids and titles of each part. */
  readonly names: readonly (readonly (readonly [id: string, title: string])[])[];
}

/** Makes the map of placed products: labels, colours, bounds and parts. */
export function assembleMap(
  placed: PlacedProducts,
  about: Pick<ProductMap, 'modelVersion' | 'method' | 'createdAt'>,
): WholeMap {
  const { products, points, clusters, clusterCount } = placed;
  const labels = labelClusters(...takeLabelled(products, clusters), clusterCount);
  const coded: readonly CodedColour<MapColour>[] = [
    codeWords(
      'cluster',
      Array.from(clusters, (cluster) => labels[cluster]!),
    ),
    codeWords('category', listCategories(products)),
    codeWords(
      'brand',
      products.map(({ brand }) => brand),
    ),
    codeNumbers(
      'price',
      products.map(({ price }) => price),
    ),
  ];
  const bounds = findBounds(points);
  const pointParts = ranges(products.length, POINTS_PER_PART).map(([from, to]) =>
    packPoints(
      points.subarray(2 * from, 2 * to),
      bounds,
      coded.map(({ codes }) => codes.subarray(from, to)),
    ),
  );
  const nameParts = ranges(products.length, NAMES_PER_PART).map(([from, to]) =>
    products.slice(from, to).map(({ id, title }) => [id, title] as const),
  );
  return {
    map: {
      ...about,
      products: products.length,
      ...{ pointsPerPart: POINTS_PER_PART, parts: pointParts.length },
      ...{ namesPerPart: NAMES_PER_PART, nameParts: nameParts.length },
      bounds,
      colours: coded.map(({ colour }) => colour),
      clusters: describeClusters(placed, labels),
    },
    points: pointParts,
    names: nameParts,
  };
}

/** Products from all over the map, and their clusters: the words of more would take long, and change no label. */
function takeLabelled(
  products: readonly DescribedProduct[],
  clusters: Int32Array,
): [products: readonly DescribedProduct[], clusters: Int32Array] {
  const stride = Math.max(1, Math.ceil(products.length / MAX_LABELLED_PRODUCTS));
  const isTaken = (_: unknown, row: number) => row % stride === 0;
  return [products.filter(isTaken), clusters.filter(isTaken)];
}

/** The clusters that have products, the largest first. */
function describeClusters({ points, clusters }: PlacedProducts, labels: readonly string[]): MapCluster[] {
  const rows = labels.map((): number[] => []);
  for (const [row, cluster] of clusters.entries()) rows[cluster]!.push(row);
  return labels
    .map((label, cluster) => {
      const own = rows[cluster]!;
      const [x, y] = [0, 1].map((axis) => medianOf(own.map((row) => points[2 * row + axis]!)));
      return { label, x: x!, y: y!, products: own.length };
    })
    .filter(({ products }) => products > 0)
    .sort((a, b) => b.products - a.products || (a.label < b.label ? -1 : 1));
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? 0;
}

function ranges(count: number, size: number): [from: number, to: number][] {
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => [i * size, Math.min(count, (i + 1) * size)]);
}
