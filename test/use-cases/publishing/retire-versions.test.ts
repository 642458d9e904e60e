import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PointerName } from '../../../lambdas/ports/model-pointers.ts';
import { MemoryIndexedVersions } from '../../../lambdas/stores/memory/indexed-versions.ts';
import { retireVersions } from '../../../lambdas/use-cases/publishing/retire-versions.ts';
import { storedVectorOf, testStart } from '../../support/core/factories.ts';
import { failingPorts } from '../../support/stores/failing-ports.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

const DAY_SECONDS = 86_400;

let world: JobWorld;
let indexed: MemoryIndexedVersions;
const ports = () => ({ ...world.ports, index: { indexed } });
const retire = () => retireVersions(ports(), () => false);
const registeredVersions = async () => (await world.snapshots.versions()).map(({ modelVersion }) => modelVersion);
const name = async (pointer: PointerName, to: string) =>
  world.stored.pointers.move(pointer, {
    from: (await world.stored.pointers.read(pointer))?.version,
    to,
    at: testStart,
  });
/** Stores a version with vectors and a snapshot, and records it as indexed. */
async function publish(version: string, products = 2): Promise<void> {
  const vectors = Array.from({ length: products }, (_, i) => storedVectorOf(`p${i}`, version, [1, 0]));
  await world.vectors.putMany(vectors, { updatedAt: testStart });
  const name = await world.snapshots.saveSegment(version, Uint8Array.of(1, 2, 3));
  await world.snapshots.publish(version, {
    takenAt: testStart,
    products,
    segments: [{ name, bytes: 3, products }],
  });
  await indexed.add(version);
}

beforeEach(() => {
  world = new JobWorld();
  indexed = new MemoryIndexedVersions();
});

describe('retireVersions', () => {
  it.each(['head', 'live', 'next', 'previous'] as const)(
    'leaves the version that %s references as it is',
    async (pointer) => {
      await publish('m-1');
      await name(pointer, 'm-1');
      expect(await retire()).toBe(true);
      expect(await world.embedded('m-1')).toHaveLength(2);
      expect([await world.snapshots.list('m-1'), await indexed.has('m-1')]).toMatchObject([[{ products: 2 }], true]);
    },
  );

  it('deletes all other versions: vectors, place in the index and snapshot at once, the snapshot bytes a day later', async () => {
    for (const version of ['m-1', 'm-2', 'm-3']) await publish(version);
    await name('live', 'm-3');
    await retire();
    expect(await world.embedded('m-1')).toEqual([]);
    expect([await world.snapshots.list('m-1'), await indexed.has('m-1')]).toEqual([[], false]);
    expect(world.snapshots.segments.size).toBe(3);
    world.clock.advance(DAY_SECONDS - 1);
    await retire();
    expect(world.snapshots.segments.size).toBe(3);
    world.clock.advance(1);
    await retire();
    expect(await registeredVersions()).toEqual(['m-3']);
    expect([...world.snapshots.segments.keys()].every((key) => key.startsWith('m-3/'))).toBe(true);
    expect(await world.embedded('m-3')).toHaveLength(2);
  });

  it('deletes a version whose run died before it wrote a snapshot', async () => {
    await world.snapshots.register('m-1');
    await world.vectors.putMany([storedVectorOf('a', 'm-1', [1, 0])], { updatedAt: testStart });
    await retire();
    expect(await world.embedded('m-1')).toEqual([]);
    world.clock.advance(DAY_SECONDS);
    await retire();
    expect(await registeredVersions()).toEqual([]);
  });

  it('stops when its time is over, and continues with the rest in the next call', async () => {
    await publish('m-1', 1200);
    expect(await retireVersions(ports(), () => true)).toBe(false);
    expect(await world.embedded('m-1')).toHaveLength(700);
    expect(await retire()).toBe(true);
    expect(await world.embedded('m-1')).toEqual([]);
  });

  it('stops deleting a version that is announced meanwhile', async () => {
    await publish('m-1', 1200);
    const expire = world.vectors.expire.bind(world.vectors);
    vi.spyOn(world.vectors, 'expire').mockImplementation(async function* (version) {
      await name('next', 'm-1');
      yield* expire(version);
    });
    expect(await retire()).toBe(true);
    expect(await world.embedded('m-1')).toHaveLength(700);
  });

  it.each(['before', 'after'] as const)(
    'gives the same result if it dies %s any call of a store and is repeated',
    async (when) => {
      for (let n = 1; ; n++) {
        world = new JobWorld();
        indexed = new MemoryIndexedVersions();
        for (const version of ['m-1', 'm-2']) await publish(version);
        await name('live', 'm-2');
        const failing = failingPorts(ports().index, n, when);
        const dying = { ...failingPorts(ports(), n, when).ports, index: failing.ports };
        const died = await retireVersions(dying, () => false).then(
          () => false,
          () => true,
        );
        if (!died) break;
        await retire();
        expect(await world.embedded('m-1'), `call ${n}`).toEqual([]);
        expect([await world.snapshots.list('m-1'), await indexed.has('m-1')], `call ${n}`).toEqual([[], false]);
        world.clock.advance(DAY_SECONDS);
        await retire();
        expect(await registeredVersions(), `call ${n}`).toEqual(['m-2']);
        expect(n).toBeLessThan(100);
      }
    },
  );
});
