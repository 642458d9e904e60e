import { beforeEach, describe, expect, it } from 'vitest';
import { announceVersion } from '../../../lambdas/use-cases/publishing/announce-version.ts';
import { promoteVersion } from '../../../lambdas/use-cases/publishing/promote-version.ts';
import { testStart } from '../../support/core/factories.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

let world: JobWorld;
const live = async () => (await world.stored.pointers.read('live'))?.version;
const announce = (version = 'm-1') => announceVersion(world.ports, version);
const promote = (version = 'm-1') => promoteVersion(world.ports, version, testStart);

beforeEach(() => {
  world = new JobWorld();
});

describe('announceVersion', () => {
  it('returns when the version was announced', async () => {
    expect(await announce()).toEqual({ at: world.clock.now().toISOString() });
  });

  it('deletes old snapshots of a retired version, and none of a version that a pointer references', async () => {
    const remember = async () => {
      await world.snapshots.publish('m-1', { takenAt: testStart, products: 1, segments: [] });
    };
    await remember();
    await announce();
    expect(await world.snapshots.list('m-1')).toEqual([]);
    await remember();
    await announce();
    expect(await world.snapshots.list('m-1')).toHaveLength(1);
    await world.stored.pointers.move('next', { from: 'm-1', to: 'm-2', at: testStart });
    for (const name of ['live', 'previous'] as const) {
      await world.stored.pointers.move(name, { from: undefined, to: 'm-1', at: testStart });
      await announce();
      expect(await world.snapshots.list('m-1'), name).toHaveLength(1);
      await world.stored.pointers.move(name, { from: 'm-1', to: 'm-3', at: testStart });
    }
  });
});

describe('promoteVersion', () => {
  it('moves live to the version, and previous to the one before', async () => {
    await announce();
    expect([await promote(), await live()]).toEqual(['live', 'm-1']);
    await announce('m-2');
    expect([await promote('m-2'), await live()]).toEqual(['live', 'm-2']);
    expect((await world.stored.pointers.read('previous'))?.version).toBe('m-1');
  });

  it('leaves live where it is if another version was announced meanwhile', async () => {
    await announce();
    await announce('m-2');
    expect([await promote(), await live()]).toEqual(['superseded', undefined]);
    await announce();
    expect([await promote(), await live()]).toEqual(['live', 'm-1']);
  });

  it('changes nothing for a version that is live already, whichever version is announced', async () => {
    await announce();
    await promote();
    await announce('m-2');
    expect([await promote(), await live()]).toEqual(['live', 'm-1']);
  });
});
