import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import type { MapColour, ProductMap } from '../../../lib/console/api/product-map.ts';
import { type Answers, problem } from './fake-api.ts';
import { filmShop } from './films.ts';

/** A map of products that do not exist. */
export interface FakeMap {
  readonly map: ProductMap;
  readonly points: readonly Uint8Array<ArrayBuffer>[];
  /** The names of a part. */
  readonly names: (part: number) => [id: string, title: string][];
  /** The row of each cluster's first product. */
  readonly firstRows: readonly number[];
}

const words = [
  'Lamps',
  'Sofas',
  'Rugs',
  'Chairs',
  'Desks',
  'Shelves',
  'Beds',
  'Mirrors',
  'Vases',
  'Clocks',
  'Plants',
  'Pots',
];
const brands = Array.from({ length: 30 }, (_, i) => `Brand ${i + 1}`);
const MISSING = 255;

/** How many products, and how they are cut into parts. */
interface FakeMapOptions {
  readonly products: number;
  readonly pointsPerPart?: number;
  readonly namesPerPart?: number;
}

/**
 * A map with twelve clusters in a circle, each a round heap. Categories are pairs of clusters, brands are rare in turn, and every
 * tenth product has no price.
 */
export function fakeMap({ products, pointsPerPart = 65_536, namesPerPart = 8_192 }: FakeMapOptions): FakeMap {
  const random = new CounterRandom(7, 'fake map');
  const colours: MapColour[] = [
    wordColour('cluster', words),
    wordColour('category', ['Light', 'Seats', 'Tables', 'Sleep', 'Walls', 'Green']),
    wordColour('brand', brands),
    { field: 'price', kind: 'number', bounds: Array.from({ length: 254 }, (_, i) => 5 + i * 2), missing: 0 },
  ];
  const counts = words.map(() => 0);
  const firstRows = words.map(() => -1);
  const points = Array.from({ length: Math.ceil(products / pointsPerPart) }, (_, part) => {
    const count = Math.min(pointsPerPart, products - part * pointsPerPart);
    const bytes = new Uint8Array(count * (4 + colours.length));
    const [x, y] = [new Uint16Array(bytes.buffer, 0, count), new Uint16Array(bytes.buffer, 2 * count, count)];
    for (let at = 0; at < count; at++) {
      const row = part * pointsPerPart + at;
      const cluster = Math.floor(random.uniform() ** 1.5 * words.length);
      counts[cluster]!++;
      if (firstRows[cluster] === -1) firstRows[cluster] = row;
      [x[at], y[at]] = heapPoint(cluster, random);
      bytes[4 * count + at] = cluster;
      bytes[5 * count + at] = cluster >> 1;
      bytes[6 * count + at] = Math.floor(random.uniform() ** 3 * brands.length);
      bytes[7 * count + at] = row % 10 === 0 ? MISSING : Math.floor(random.uniform() * 254);
    }
    return bytes;
  });
  const bounds = { minX: -10, maxX: 10, minY: -10, maxY: 10 };
  const map: ProductMap = {
    modelVersion: '2026-11-30T06-00-00Z-fake',
    method: 'umap',
    products,
    createdAt: '2026-11-30T06:00:00.000Z',
    pointsPerPart,
    parts: points.length,
    namesPerPart,
    nameParts: Math.ceil(products / namesPerPart),
    bounds,
    colours,
    clusters: words.map((label, i) => ({ label, ...centreOf(i), products: counts[i]! })),
  };
  const names = (part: number) =>
    Array.from({ length: Math.min(namesPerPart, products - part * namesPerPart) }, (_, at): [string, string] => {
      const row = part * namesPerPart + at;
      return [`id-${row}`, `Product ${row}`];
    });
  return { map, points, names, firstRows };
}

/** The view counts points by itself, because some may not have arrived. */
function wordColour(field: 'cluster' | 'category' | 'brand', values: readonly string[]): MapColour {
  return { field, kind: 'words', values, counts: values.map(() => 0), others: 0, missing: 0 };
}

/** The middle of a cluster, between -10 and 10. */
function centreOf(cluster: number): { readonly x: number; readonly y: number } {
  const angle = (2 * Math.PI * cluster) / words.length;
  return { x: 7 * Math.cos(angle), y: 7 * Math.sin(angle) };
}

function heapPoint(cluster: number, random: CounterRandom): [number, number] {
  const { x, y } = centreOf(cluster);
  const spread = 0.9;
  return [x, y].map((middle) => {
    const place = middle + spread * (random.uniform() + random.uniform() + random.uniform() - 1.5);
    return Math.round(((place + 10) / 20) * 65_535);
  }) as [number, number];
}

/** The API of a shop with this map. */
export function mapShop({ map, points, names }: FakeMap): Answers {
  return {
    ...filmShop,
    getMap: () => map,
    getMapPoints: ({ path }) => points[Number(path.part)] ?? problem('map-not-found', `there is no part ${path.part}`),
    getMapNames: ({ path }) => ({ names: names(Number(path.part)) }),
    listProducts: ({ query }) => {
      const id = query.get('id');
      if (id === null) return filmShop.listProducts!({ query } as never);
      const product = { id, title: `Product ${id.slice(3)}`, brand: 'Brand 1', category: 'Light', price: 12.5 };
      return { product } as never;
    },
  };
}
