import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { referenceKernels } from '../../../lambdas/core/kernels/reference-kernels.ts';
import { packSegment } from '../../../lambdas/core/search/pack-segment.ts';
import { MemoryMapStore } from '../../../lambdas/stores/memory/map-store.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemoryRunStore } from '../../../lambdas/stores/memory/run-store.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { makeMap } from '../../../lambdas/use-cases/maps/make-map.ts';
import { storedProductOf, TestClock, testStart } from '../../support/core/factories.ts';
import { vectorBlobs } from '../../support/core/vector-blobs.ts';

const D = 16;
const VERSION = 'm-1';
const N = 60;
const vectors = vectorBlobs(N, { D });

function newWorld() {
  return {
    clock: new TestClock(),
    products: new MemoryProductStore(),
    snapshots: new MemorySnapshotStore(),
    maps: new MemoryMapStore(),
  };
}

/** A snapshot of segments with the products of these numbers. */
async function saveSnapshot({ snapshots }: ReturnType<typeof newWorld>, ...segments: readonly number[][]) {
  const references = [];
  for (const rows of segments) {
    const packed = rows.map((i) => ({ id: `p${i}`, vector: vectors.slice(i * D, (i + 1) * D) }));
    const bytes = packSegment(VERSION, packed);
    const name = await snapshots.saveSegment(VERSION, bytes);
    references.push({ name, bytes: bytes.length, products: rows.length });
  }
  const products = segments.flat().length;
  await snapshots.publish(VERSION, { takenAt: testStart, products, segments: references });
}

const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('makeMap', () => {
  let world: ReturnType<typeof newWorld>;
  const make = (remaining = () => 900_000) =>
    makeMap(
      { ...world, runs: new MemoryRunStore() },
      { modelVersion: VERSION },
      { kernels: referenceKernels(), remaining, memoryMegabytes: 1769 },
    );
  const namesOf = async () =>
    JSON.parse(gunzipSync((await world.maps.readPart(VERSION, 'names', 0))!).toString()).names;

  beforeEach(async () => {
    world = newWorld();
    for (let i = 0; i < N; i++) await world.products.put(storedProductOf({ id: `p${i}`, title: `Thing ${i}` }));
  });

  it('shows each product once, even if it is in two segments, with its title', async () => {
    await saveSnapshot(world, rows(0, 40), rows(30, 60));
    expect(await make()).toMatchObject({ method: 'umap', products: N, withoutVector: 0, memoryMegabytes: 1769 });
    const names: [string, string][] = await namesOf();
    expect(new Set(names.map(([id]) => id)).size).toBe(N);
    for (const [id, title] of names) expect(title).toBe(`Thing ${id.slice(1)}`);
  });

  it('leaves out products that have left, and counts those without a vector', async () => {
    await saveSnapshot(world, [...rows(0, 50)]);
    await world.products.put(storedProductOf({ id: 'new', title: 'Later' }));
    await world.products.remove('p7', { revision: 'z', updatedAt: testStart });
    // 50 to 59 and the new one.
    expect(await make()).toMatchObject({ products: 49, withoutVector: 11 });
    const names: [string, string][] = await namesOf();
    expect(names.map(([id]) => id)).not.toContain('p7');
  });

  it('draws the plane of most difference if the time does not suffice', async () => {
    await saveSnapshot(world, rows(0, N));
    expect(await make(() => 1000)).toMatchObject({ method: 'pca', products: N });
    expect(await world.maps.read(VERSION)).toMatchObject({ method: 'pca', products: N });
  });

  it('draws the plane if the time is over while products are placed', async () => {
    await saveSnapshot(world, rows(0, N));
    // UMAP asks before each of its 200 rounds; the next question is about placing.
    let asked = 0;
    expect(await make(() => (++asked <= 200 ? 900_000 : 0))).toMatchObject({ method: 'pca', products: N });
  });

  it('makes no map of a version without a snapshot, or without products', async () => {
    expect(await make()).toBeUndefined();
    await saveSnapshot(world, rows(0, N));
    world.products = new MemoryProductStore();
    expect(await make()).toBeUndefined();
    expect(await world.maps.read(VERSION)).toBeUndefined();
  });

  it('fails if a segment has been replaced meanwhile, and keeps the map before', async () => {
    await saveSnapshot(world, rows(0, N));
    await make();
    const before = await world.maps.read(VERSION);
    world.snapshots.segments.clear();
    await expect(make()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await world.maps.read(VERSION)).toEqual(before);
  });
});
