import { gzipSync } from 'node:zlib';
import type { Kernels } from '../../core/kernels/kernels.ts';
import { assembleMap } from '../../core/map/assemble-map.ts';
import { type DescribedProduct, describeProduct } from '../../core/map/described-product.ts';
import type { ProductMap } from '../../core/map/product-map.ts';
import { isSampled, type Placement, SampleLayout } from '../../core/map/sample-layout.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MadeMap, MakeMapRequest } from '../../ports/durable-steps.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { FrozenCatalog, RunStore } from '../../ports/run-store.ts';
import type { MapStore, Snapshot } from '../../ports/snapshot-store.ts';
import type { RemainingTime } from '../common/deadline.ts';
import { readCatalogPart } from '../common/frozen-catalog.ts';
import { collectRows } from './collect-rows.ts';
import { type ReadSnapshotPorts, readVectors } from './read-vectors.ts';

export interface MakeMapPorts extends ReadSnapshotPorts {
  readonly products: Pick<ProductStore, 'scan'>;
  readonly runs: Pick<RunStore, 'read'>;
  readonly maps: Pick<MapStore, 'save'>;
  readonly clock: Clock;
}

export interface MakeMapOptions {
  readonly kernels: Kernels;
  /** Time left in the invocation. */
  readonly remaining: RemainingTime;
  /** Memory of the function: it sets the price of its time. */
  readonly memoryMegabytes: number;
}

/** UMAP may take this long to lay the sample out; then the map is of the plane in which vectors differ most. */
const MAX_LAYOUT_MILLISECONDS = 240_000;
/** Placing by neighbours ends when so little time is left: placing by the plane, and saving, still fit into it. */
const RESERVE_MILLISECONDS = 240_000;

/**
 * Makes the map of a version from its newest snapshot and the products, as the run found them, and stores it. A map shows the products that are in
 * both.
 * @returns undefined if the version has no snapshot, so no map
 * @throws StoreError
 */
export async function makeMap(
  ports: MakeMapPorts,
  { modelVersion, catalog }: MakeMapRequest,
  options: MakeMapOptions,
): Promise<MadeMap | undefined> {
  const { clock, maps } = ports;
  const startedMs = clock.now().getTime();
  const [snapshot] = await ports.snapshots.list(modelVersion);
  if (snapshot === undefined) return undefined;
  const described = await describeAll(ports, catalog);
  const source = { ports, modelVersion, snapshot, described };
  const drawn = await drawRows(source, options, () => clock.now().getTime() - startedMs);
  if (drawn === undefined) return undefined;
  const { method, ...placed } = drawn;
  const createdAt = clock.now().toISOString();
  const { map, points, names } = assembleMap(placed, { modelVersion, method, createdAt });
  await maps.save({ map, points, names: names.map((part) => gzipSync(JSON.stringify({ names: part }))) });
  return {
    ...{ method, products: map.products, clusters: map.clusters.length },
    withoutVector: described.size - map.products,
    milliseconds: clock.now().getTime() - startedMs,
    memoryMegabytes: options.memoryMegabytes,
  };
}

/** What a map is made of. */
interface MapSource {
  readonly ports: MakeMapPorts;
  readonly modelVersion: string;
  readonly snapshot: Snapshot;
  readonly described: ReadonlyMap<string, DescribedProduct>;
}

async function describeAll(
  ports: MakeMapPorts,
  catalog: FrozenCatalog | undefined,
): Promise<Map<string, DescribedProduct>> {
  const described = new Map<string, DescribedProduct>();
  const all = readCatalogPart(ports, catalog, { segment: 0, segments: 1 });
  for await (const { product } of all) described.set(product.id, describeProduct(product));
  return described;
}

/** @returns undefined if no product has a vector */
async function drawRows(
  source: MapSource,
  { kernels, remaining }: MakeMapOptions,
  spentMs: () => number,
): Promise<(PlacedRows & { readonly method: ProductMap['method'] }) | undefined> {
  const { snapshot } = source;
  const isKept = (id: string) => source.described.has(id) && isSampled(id, snapshot.products);
  const sample = await collectRows(blocksOf(source), isKept);
  if (sample === undefined) return undefined;
  const layout = new SampleLayout(kernels, sample);
  const isLate = () => remaining() < RESERVE_MILLISECONDS;
  const byUmap = layout.byUmap(() => isLate() || spentMs() > MAX_LAYOUT_MILLISECONDS);
  const placed = byUmap && (await placeRows(source, layout, byUmap, isLate));
  if (placed) return { ...placed, method: byUmap.method };
  const onPlane = await placeRows(source, layout, layout.byPlane, () => false);
  return onPlane && { ...onPlane, method: layout.byPlane.method };
}

interface PlacedRows {
  readonly products: readonly DescribedProduct[];
  readonly points: Float32Array;
  readonly clusters: Int32Array;
  readonly clusterCount: number;
}

/** Places all products. @returns undefined if the time was over before the end */
async function placeRows(
  source: MapSource,
  layout: SampleLayout,
  placement: Placement,
  isOver: () => boolean,
): Promise<PlacedRows | undefined> {
  const { described, snapshot } = source;
  const products: DescribedProduct[] = [];
  const points = new Float32Array(2 * snapshot.products);
  const clusters = new Int32Array(snapshot.products);
  const seen = new Set<string>();
  for await (const block of blocksOf(source)) {
    if (isOver()) return undefined;
    const placed = placement.place(block);
    const found = layout.findClusters(block);
    for (const [i, id] of block.ids.entries()) {
      const product = described.get(id);
      // A product that changed while the snapshot was written may be in it twice.
      if (product === undefined || seen.has(id)) continue;
      seen.add(id);
      points.set(placed.subarray(2 * i, 2 * i + 2), 2 * products.length);
      clusters[products.length] = found[i]!;
      products.push(product);
    }
  }
  const N = products.length;
  return {
    products,
    points: points.subarray(0, 2 * N),
    clusters: clusters.subarray(0, N),
    clusterCount: layout.clusterCount,
  };
}

function blocksOf({ ports, modelVersion, snapshot }: MapSource) {
  return readVectors(ports, modelVersion, snapshot);
}
