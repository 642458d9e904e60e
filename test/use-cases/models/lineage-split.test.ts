import { beforeEach, describe, expect, it } from 'vitest';
import type { TrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { heldOutOptions } from '../../../lambdas/core/training/data/held-out-rule.ts';
import { splitHeldOut } from '../../../lambdas/core/training/data/held-out-split.ts';
import { isSeen } from '../../../lambdas/core/training/data/new-rows.ts';
import { parseRunDataset } from '../../../lambdas/use-cases/training/run-dataset.ts';
import { colouredThings } from '../../support/core/training-factories.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

const ids = colouredThings().map(({ id }) => id);
/** No two of them hold the same products. */
const baskets = ids.flatMap((a, i) =>
  ids.slice(i + 1).flatMap((b, j) => ids.slice(i + j + 2).map((c) => ({ items: [a, b, c], kind: 'basket' }))),
);

let world: JobWorld;

async function run(runId: string, data: 'all' | 'new', heldOutFraction: number, settings = {}): Promise<string> {
  const config = { heldOutFraction, maxPairs: 64, watchdog: false, ...settings };
  await world.run({ kind: 'train', runId, attempt: 1, trigger: [], config, data });
  const { decisions } = (await world.jobs.get('training-run', runId))!.detail;
  return decisions!.find(({ name }) => name === 'gather')!.because;
}

/** The rows of a run by whether they were held out of it, and those of them that it did not learn, being seen. */
async function rowsOf(runId: string) {
  const { set } = await parseRunDataset((await world.runs.read(runId, 'data.jsonl.gz'))!);
  const { modelVersion, trainedVersion = modelVersion } = (await world.jobs.get('training-run', runId))!.detail;
  const { report } = (await world.stored.registry.get(String(trainedVersion)))!;
  const { training } = splitHeldOut(set, heldOutOptions(report.config as TrainingConfig, set));
  const nameOf = ({ items }: { items: Int32Array }) => items.join();
  const learnt = new Set(training.groups.map(nameOf));
  expect((report.data as { heldOutRows: number }).heldOutRows).toBe(set.groups.length - learnt.size);
  const seen = new Set(set.groups.filter(isSeen).map(nameOf));
  return { learnt, seen, heldOut: new Set(set.groups.map(nameOf).filter((name) => !learnt.has(name))) };
}

beforeEach(async () => {
  world = new JobWorld();
  world.judgeEvenly();
  await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
  world.upload('interactions/a.jsonl', baskets.slice(0, 1500));
});

describe('the held-out rows of a run on new data', () => {
  it.each([
    ['of many rows, of which most are gone since', 3500, 0.5],
    ['of a smaller share', 1510, 0.1],
  ])('contain no row that its lineage was trained on, after a run %s', async (_what, end, heldOutFraction) => {
    world.upload('interactions/b.jsonl', baskets.slice(1500, end));
    await run('run-1', 'all', heldOutFraction);
    world.upload('interactions/b.jsonl', baskets.slice(end, end + 20));
    expect(await run('run-2', 'new', 0.5)).toContain('from the weights of');
    const [first, second] = [await rowsOf('run-1'), await rowsOf('run-2')];
    const judgedBy = [...second.heldOut].filter((name) => second.seen.has(name));
    expect(judgedBy.length).toBeGreaterThan(100);
    expect(judgedBy.filter((name) => first.learnt.has(name))).toEqual([]);
    world.upload('interactions/c.jsonl', baskets.slice(end + 20, end + 40));
    expect(await run('run-3', 'new', 0.5)).toContain('from the weights of');
    const third = await rowsOf('run-3');
    const again = [...third.heldOut].filter((name) => third.seen.has(name));
    expect(again.filter((name) => first.learnt.has(name))).toEqual([]);
  });
});

/** Baskets of one an hour, from the first of January on. */
const timed = (from: number, to: number) =>
  baskets
    .slice(from, to)
    .map((row, i) => ({ ...row, at: `${new Date(Date.UTC(2026, 0, 1, from + i)).toISOString()}` }));

describe('runs that hold out the newest rows', () => {
  const byTime = { heldOutSplit: 'auto' };

  it('train on rows once they are no longer the newest, and never hold out what their lineage was trained on', async () => {
    world.upload('interactions/a.jsonl', timed(0, 1500));
    await run('run-1', 'all', 0.1, byTime);
    world.upload('interactions/b.jsonl', timed(1500, 1560));
    const because = await run('run-2', 'new', 0.1, byTime);
    expect(because).toContain('from the weights of');
    const [first, second] = [await rowsOf('run-1'), await rowsOf('run-2')];
    expect([...second.heldOut].filter((name) => first.learnt.has(name))).toEqual([]);
    expect(second.heldOut.size).toBe(156);
    const nowOld = [...first.heldOut].filter((name) => second.learnt.has(name));
    expect(nowOld).toHaveLength(54);
    expect(nowOld.filter((name) => second.seen.has(name))).toEqual([]);
    world.upload('interactions/c.jsonl', timed(1560, 1570));
    await run('run-3', 'all', 0.1, byTime);
    const third = await rowsOf('run-3');
    expect([...third.heldOut].filter((name) => second.learnt.has(name))).toEqual([]);
  });

  it('find nothing to train on if no later row arrived', async () => {
    world.upload('interactions/a.jsonl', timed(0, 300));
    await run('run-1', 'all', 0.1, byTime);
    await run('run-2', 'new', 0.1, byTime);
    expect((await world.jobs.get('training-run', 'run-2'))!.detail).toMatchObject({ nothingNew: true });
  });

  it('do not continue from a version that held out rows at random', async () => {
    world.upload('interactions/a.jsonl', timed(0, 300));
    await run('run-1', 'all', 0.1, { heldOutSplit: 'random' });
    world.upload('interactions/b.jsonl', timed(300, 320));
    expect(await run('run-2', 'new', 0.1, { heldOutSplit: 'auto' })).toContain('from the weights of');
    world.upload('interactions/c.jsonl', timed(320, 340));
    expect(await run('run-3', 'new', 0.1, { heldOutSplit: 'time' })).toContain('by heldOutSplit random');
  });

  it('are not compared with a live version that was trained on those rows', async () => {
    world.upload('interactions/a.jsonl', timed(0, 300));
    const liveOf = async (runId: string) => {
      const { heldOut } = (await world.jobs.get('training-run', runId))!.detail as { heldOut: { live?: object } };
      return heldOut.live;
    };
    await run('run-1', 'all', 0.1, { heldOutSplit: 'random' });
    const { pointers } = world.stored;
    const [from, to] = [(await pointers.read('live'))?.version, (await pointers.read('head'))!.version];
    await pointers.move('live', { from, to, at: '2026-01-01T00:00:00Z' });
    await run('run-2', 'all', 0.1, { heldOutSplit: 'random', epochs: 2 });
    expect(await liveOf('run-2')).toBeDefined();
    await run('run-3', 'all', 0.1, { heldOutSplit: 'time' });
    expect(await liveOf('run-3')).toBeUndefined();
  });
});
