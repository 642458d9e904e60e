import { beforeEach, describe, expect, it } from 'vitest';
import type { RunRequest } from '../../../lambdas/ports/starters.ts';
import { Timeline } from '../../support/core/timeline.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

const EMBED_SECONDS = 100;
const VERIFY_SECONDS = 60;

let world: JobWorld;
const named = async (name: 'head' | 'live') => (await world.stored.pointers.read(name))?.version;
const publishing = (version: string): RunRequest => ({ kind: 'publish', runId: `run-${version}`, attempt: 1, version });

/** Runs requests that start some seconds after one another, with the durations of a large catalog. */
function atOnce(requests: readonly (readonly [request: RunRequest, after: number])[]) {
  const time = new Timeline(world.clock, requests.length);
  const runs = requests.map(async ([request, after]) => {
    const steps = world.steps();
    const step = steps.step.bind(steps);
    steps.step = async (name, work) => {
      if (name.startsWith('shard')) await time.spend(EMBED_SECONDS);
      if (/^verify.* 1$/.test(name)) await time.spend(VERIFY_SECONDS);
      return step(name, work);
    };
    steps.wait = async (_name, seconds = 1) => time.spend(seconds);
    try {
      await time.spend(after);
      return await world.run(request, world.ports, {}, steps);
    } finally {
      time.leave();
    }
  });
  return Promise.all(runs);
}

/** The versions of four runs; `live` and `previous` reference the last two. */
async function fourVersions(): Promise<string[]> {
  const versions: string[] = [];
  for (const seed of [1, 2, 3, 4]) {
    await world.run({ kind: 'train', runId: `run-${seed}`, attempt: 1, trigger: [], config: { seed } });
    versions.push((await named('head'))!);
    world.clock.advance(1);
  }
  return versions;
}

beforeEach(async () => {
  world = new JobWorld();
  world.judgeEvenly();
  await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
  world.upload('triplets/t.jsonl', tasteBaskets());
});

describe('overlapping publications of a large catalog', () => {
  it.each([0, 1, 30, 59, 60, 61, 100, 130, 159, 160, 161, 200])(
    'both succeed if the second starts %i seconds after the first',
    async (seconds) => {
      const [first, second] = await fourVersions();
      const outcomes = await atOnce([
        [publishing(first!), 0],
        [publishing(second!), seconds],
      ]);
      expect(outcomes).toMatchObject([{ promoted: true }, { promoted: true }]);
      expect([first, second]).toContain(await named('live'));
    },
  );

  it('all succeed if there are three', async () => {
    const [first, second, third] = await fourVersions();
    const outcomes = await atOnce([
      [publishing(first!), 0],
      [publishing(second!), 20],
      [publishing(third!), 40],
    ]);
    expect(outcomes).toMatchObject([{ promoted: true }, { promoted: true }, { promoted: true }]);
  });

  it.each([10, 59, 130])(
    'end with the version of later data live if its run starts %i seconds later',
    async (seconds) => {
      const train = (n: number): RunRequest => {
        return { kind: 'train', runId: `run-${n}`, attempt: 1, trigger: [], config: { seed: n } };
      };
      const outcomes = await atOnce([
        [train(1), 0],
        [train(2), seconds],
      ]);
      expect(await named('live')).toBe(outcomes[1]!.modelVersion);
      expect(outcomes).toMatchObject([{ state: 'succeeded' }, { state: 'succeeded', promoted: true }]);
    },
  );
});
