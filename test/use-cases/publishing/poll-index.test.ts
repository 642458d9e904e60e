import { beforeEach, describe, expect, it } from 'vitest';
import type { TrainRequest } from '../../../lambdas/ports/starters.ts';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import type { VectorIndex } from '../../../lambdas/ports/vector-index.ts';
import { MemoryIndexedVersions } from '../../../lambdas/stores/memory/indexed-versions.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { JobWorld, shortRun } from '../../support/worlds/job-world.ts';

const request: TrainRequest = { kind: 'train', runId: 'run-1', attempt: 1, trigger: [], config: {} };

let world: JobWorld;
let indexed: MemoryIndexedVersions;
/** The ids that the index finds in its n-th query, and what `live` references then. */
let known: (query: number) => readonly string[];
let seen: (string | undefined)[];

const index: Omit<VectorIndex, 'hasLists' | 'filterFields'> = {
  dimensions: shortRun.dim,
  maxResults: 100,
  nearest: async () => {
    seen.push((await world.stored.pointers.read('live'))?.version);
    return known(seen.length).map((id) => ({ id, score: 0.5 }));
  },
};
const run = async (steps = world.steps()) => {
  await world.run(request, { ...world.ports, index: { index, indexed } }, {}, steps);
  const live = (await world.stored.pointers.read('live'))?.version;
  const { decisions } = (await world.jobs.get('training-run', 'run-1'))!.detail;
  const decision = decisions!.find(({ name }) => name === 'index');
  return { isIndexed: await indexed.has(live!), decision, waits: steps.waits, names: steps.names };
};
const all = colouredThings().map(({ id }) => id);

beforeEach(async () => {
  world = new JobWorld();
  indexed = new MemoryIndexedVersions();
  seen = [];
  await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
  world.upload('triplets/t.jsonl', tasteBaskets());
});

describe('pollIndex in a publication', () => {
  it('records the version as indexed before it goes live, and the check as a decision of the run', async () => {
    known = () => all;
    const { isIndexed, decision, waits } = await run();
    expect({ isIndexed, waits }).toEqual({ isIndexed: true, waits: [] });
    expect(decision).toMatchObject({
      isWhole: true,
      found: seen.length,
      sampled: seen.length,
      looks: 1,
      servedBy: 'index',
      because: expect.stringContaining(`all ${seen.length} sampled vectors`),
    });
    expect(seen.length).toBeGreaterThanOrEqual(8);
    expect(new Set(seen)).toEqual(new Set([undefined]));
  });

  it('waits longer after each failed check, and takes one step for each check', async () => {
    known = (query) => (query <= 30 ? [] : all);
    const { isIndexed, decision, waits, names } = await run();
    expect(isIndexed).toBe(true);
    expect(waits.length).toBeGreaterThan(0);
    expect(waits).toEqual([5, 10, 20, 40].slice(0, waits.length));
    expect(names.filter((name) => name.startsWith('index'))).toHaveLength(waits.length + 1);
    expect(decision).toMatchObject({ looks: waits.length + 1, servedBy: 'index' });
  });

  it('lets the version go live unconfirmed after a quarter of an hour, and reports that the exact engine serves it', async () => {
    const some = new Set(all.slice(0, 15));
    known = () => [...some];
    const { isIndexed, decision, waits } = await run();
    expect(isIndexed).toBe(false);
    expect(waits.reduce((sum, one) => sum + one, 0)).toBe(915);
    expect(decision).toMatchObject({ isWhole: false, looks: 9, servedBy: 'exact' });
    expect(decision).toMatchObject({ because: expect.stringMatching(/ \d+ of \d+ .*the exact engine serves/) });
  });

  it('treats an index that is being built as empty', async () => {
    known = () => {
      throw new StoreError('index-not-ready', 'it is being built');
    };
    expect((await run()).decision).toMatchObject({ found: 0, servedBy: 'exact' });
  });
});
