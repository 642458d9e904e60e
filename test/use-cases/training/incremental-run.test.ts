import * as fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isPairHeldOut } from '../../../lambdas/core/training/data/held-out-rule.ts';
import { isSeen } from '../../../lambdas/core/training/data/new-rows.ts';
import type { TrainRequest } from '../../../lambdas/ports/starters.ts';
import { parseRunDataset } from '../../../lambdas/use-cases/training/run-dataset.ts';
import { answerTrainingUploads } from '../../../lambdas/use-cases/training-uploads/answer-training-uploads.ts';
import type { UploadEvent } from '../../../lambdas/use-cases/uploads/upload-event.ts';
import { identityModel } from '../../support/core/factories.ts';
import { colouredThings, tasteBaskets, tasteOf } from '../../support/core/training-factories.ts';
import { endless, JobWorld, shortRun } from '../../support/worlds/job-world.ts';

const ids = colouredThings().map(({ id }) => id);
const baskets = tasteBaskets();
let world: JobWorld;

const requestOf = (runId: string, data: 'all' | 'new', config: object = {}): TrainRequest => ({
  kind: 'train',
  runId,
  attempt: 1,
  trigger: [],
  config: { ...config },
  data,
});
const head = async () => (await world.stored.pointers.read('head'))?.version;
const detailOf = async (runId: string) => (await world.jobs.get('training-run', runId))!.detail;
async function decisionOf(runId: string, name: string) {
  return (await detailOf(runId)).decisions!.find((one) => one.name === name);
}

beforeEach(async () => {
  world = new JobWorld();
  await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
  world.upload('triplets/a.jsonl', baskets.slice(0, 50));
});

/** A pair of two tastes, so that no basket holds it. */
function findHeldOutPair(seed: number, share: number) {
  const pairs = ids.flatMap((anchor) => ids.map((positive) => ({ anchor, positive })));
  const isOut = (pair: (typeof pairs)[number]) =>
    isPairHeldOut([pair.anchor, pair.positive], undefined, seed, { by: 'random', share });
  return pairs.find((pair) => tasteOf(pair.anchor) !== tasteOf(pair.positive) && isOut(pair))!;
}

describe('runTraining with data: new', () => {
  it('continues from head, and trains on the rows of objects that its lineage was not trained on', async () => {
    await world.run(requestOf('run-1', 'all'));
    const first = (await head())!;
    world.upload('interactions/b.jsonl', baskets.slice(50));
    expect(await world.run(requestOf('run-2', 'new'))).toMatchObject({ state: 'succeeded' });
    expect(await decisionOf('run-2', 'gather')).toMatchObject({ from: first, newRows: 30 });
    const second = (await head())!;
    expect(await world.stored.registry.get(second)).toMatchObject({
      parent: first,
      origin: 'training-run',
      report: { data: { rows: 80, seenRows: 50, goneOnFrom: first } },
    });
  });

  it('judges the version, and makes it live only if it is not worse', async () => {
    await world.run(requestOf('run-1', 'all'));
    world.judgeEvenly();
    world.upload('interactions/b.jsonl', baskets.slice(50));
    expect(await world.run(requestOf('run-2', 'new'))).toMatchObject({ promoted: true });
    expect((await world.stored.pointers.read('live'))?.version).toBe(await head());
    expect(await world.embedded((await head())!)).toEqual([...ids].sort());
  });

  it('succeeds without a version if no row is new', async () => {
    await world.run(requestOf('run-1', 'all'));
    const first = await head();
    expect(await world.run(requestOf('run-2', 'new'))).toEqual({ state: 'succeeded', promoted: false });
    expect(await detailOf('run-2')).toMatchObject({ phase: 'done', promoted: false, nothingNew: true });
    expect((await decisionOf('run-2', 'gather'))!.because).toContain(`no usable row is new since ${first}`);
    expect(await head()).toBe(first);
    expect((await world.stored.registry.list({ limit: 10 })).items).toHaveLength(1);
  });

  it('skips rows of unknown products, and trains on them once the products exist', async () => {
    await world.run(requestOf('run-1', 'all'));
    world.upload('triplets/b.jsonl', [{ anchor: 'lamp-gold', positive: 'lamp-red' }]);
    await world.run(requestOf('run-2', 'new', { heldOutFraction: 0 }));
    expect(await detailOf('run-2')).toMatchObject({ nothingNew: true, rows: { 'unknown-product': 1 } });
    await world.ingest(world.upload('catalog/d.jsonl', [{ id: 'lamp-gold', title: 'gold lamp' }]));
    await world.run(requestOf('run-3', 'new', { heldOutFraction: 0 }));
    expect(await decisionOf('run-3', 'gather')).toMatchObject({ newRows: 1 });
  });

  it('reports that all new rows are held out', async () => {
    const config = { heldOutFraction: 0.5, seed: 5 };
    await world.run(requestOf('run-1', 'all', config));
    const pair = findHeldOutPair(config.seed, config.heldOutFraction);
    world.upload('triplets/b.jsonl', [pair]);
    await world.run(requestOf('run-2', 'new', config));
    const because = (await decisionOf('run-2', 'gather'))!.because;
    expect(because).toMatch(/held out for judging/);
  });

  it.each<[string, () => Promise<unknown>, object, string]>([
    ['there is no head version', async () => {}, {}, 'there is no head version'],
    ['head has another shape', () => world.run(requestOf('run-1', 'all')), { dim: 8 }, 'its dim is 16'],
    [
      'another seed holds out other rows',
      () => world.run(requestOf('run-1', 'all')),
      { seed: 5 },
      'was trained on rows that seed',
    ],
    [
      'head held out nothing',
      () => world.run(requestOf('run-1', 'all', { heldOutFraction: 0 })),
      {},
      'held out no row',
    ],
    ['settings are tuned', () => world.run(requestOf('run-1', 'all')), { tune: true, budgetSeconds: 0.5 }, 'tune'],
    [
      'no list says what head was trained on',
      () => world.stored.publish(identityModel, ['head']),
      {},
      'no list says what',
    ],
  ])('trains on all rows and reports why if %s', async (_what, prepare, config, why) => {
    await prepare();
    world.upload('interactions/b.jsonl', baskets.slice(50));
    await world.run(requestOf('run-2', 'new', config));
    const { because } = (await decisionOf('run-2', 'gather'))!;
    expect(because).toContain('the rows of all training objects');
    expect(because).toContain(why);
    const { rows } = (await world.stored.registry.get((await head())!))!.report.data as { rows: number };
    expect(rows).toBe(80);
  });

  it('gives the same weights if it is interrupted before or after any write of a checkpoint', async () => {
    const prepared = async () => {
      world = new JobWorld();
      await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
      world.upload('triplets/a.jsonl', baskets.slice(0, 50));
      await world.run(requestOf('run-1', 'all'));
      world.upload('interactions/b.jsonl', baskets.slice(50));
    };
    const cut = { sliceMilliseconds: 0 };
    await prepared();
    const counted = world.steps();
    await world.run(requestOf('run-2', 'new'), world.ports, cut, counted);
    const { weightsSha256: uncut } = await detailOf('run-2');
    const slices = counted.names.filter((name) => name.startsWith('slice')).length;
    expect(slices).toBeGreaterThan(1);
    for (const when of ['before', 'after']) {
      for (let n = 1; n <= slices; n++) {
        await prepared();
        const { write } = world.runs;
        let writes = 0;
        const spy = vi.spyOn(world.runs, 'write').mockImplementation(async (...args) => {
          const dies = args[1].startsWith('checkpoint') && ++writes === n;
          if (dies && when === 'before') throw new Error('cut off');
          await write.apply(world.runs, args);
          if (dies) throw new Error('cut off');
        });
        await expect(world.run(requestOf('run-2', 'new'), world.ports, cut)).rejects.toThrow('cut off');
        spy.mockRestore();
        // Steps that others took meanwhile do not matter: the run continues from its own start.
        await world.stored.publish(identityModel, ['head']);
        await world.run(requestOf('run-2', 'new'));
        expect((await detailOf('run-2')).weightsSha256, `${when} ${n}`).toBe(uncut);
      }
    }
  });

  it('holds out a row that an earlier run held out, in whichever object it comes again', async () => {
    const config = { heldOutFraction: 0.3 };
    await world.run(requestOf('run-1', 'all', config));
    world.upload('triplets/a.jsonl', baskets.slice(0, 60));
    await world.run(requestOf('run-2', 'new', config));
    const whole = new JobWorld();
    await whole.ingest(whole.upload('catalog/c.jsonl', colouredThings()));
    whole.upload('triplets/a.jsonl', baskets.slice(0, 60));
    await whole.run(requestOf('run-1', 'all', config));
    const heldOut = (await world.stored.registry.get((await head())!))!.report.data as { heldOutRows: number };
    const version = (await whole.stored.pointers.read('head'))!.version;
    const expected = (await whole.stored.registry.get(version))!.report.data as { heldOutRows: number };
    expect(heldOut.heldOutRows).toBe(expected.heldOutRows);
  });
});

interface StepTold {
  readonly parent: string;
  readonly modelVersion: string;
}

type Operation = { readonly upload: number; readonly text: number } | 'new' | 'all' | 'step';

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ upload: fc.integer({ min: 0, max: 2 }), text: fc.integer({ min: 0, max: 3 }) }),
  },
  { weight: 3, arbitrary: fc.constant('new' as const) },
  { weight: 1, arbitrary: fc.constant('all' as const) },
  { weight: 1, arbitrary: fc.constant('step' as const) },
);

/** Rows that identify their object: no two objects share a row. */
const rowsOf = (upload: number, text: number) => {
  const at = 7 * (4 * upload + text);
  const pairOf = (i: number) => ({ items: [ids[(at + i) % 30]!, ids[(at + 3 * i + 1 + upload) % 30]!, ids[at % 30]!] });
  return [1, 2, 3].map((i) => ({ ...pairOf(i), kind: 'basket' as const }));
};
const config = { ...shortRun, maxPairs: 64, heldOutFraction: 0, watchdog: false };

describe('runs with data: new, after any sequence of uploads, steps and runs', () => {
  it('train on each version of each object exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 3, maxLength: 9 }), async (operations) => {
        world = new JobWorld();
        await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
        const present = new Map<string, { event: UploadEvent; rows: number }>();
        const seen = new Set<string>();
        const nameOf = ({ key, etag }: UploadEvent) => `${key} ${etag}`;
        for (const [n, one] of operations.entries()) {
          if (typeof one === 'object') {
            const key = `interactions/${one.upload}.jsonl`;
            present.set(key, { event: world.upload(key, rowsOf(one.upload, one.text)), rows: 3 });
          } else if (one === 'step') {
            const row = { anchor: ids[n], positive: ids[n + 1], negative: ids[n + 2] };
            const event = world.upload(`triplets/${n}.jsonl`, [row]);
            await answerTrainingUploads(world.ports, [event], { smallUploads: 'step', remaining: endless });
            const { step } = (await world.jobs.get('upload', event.key))!.detail as { step?: StepTold | null };
            present.set(event.key, { event, rows: 1 });
            if (step && step.parent !== step.modelVersion) seen.add(nameOf(event));
          } else if (present.size > 0) {
            const runId = `run-${n}`;
            const hadHead = (await head()) !== undefined;
            const { state } = await world.run(requestOf(runId, one), world.ports, { config: { ...config } });
            expect(state).toBe('succeeded');
            if (one === 'all' || !hadHead) seen.clear();
            const due = [...present.values()].filter(({ event }) => !seen.has(nameOf(event)));
            const data = await world.runs.read(runId, 'data.jsonl.gz');
            const { set } = data ? await parseRunDataset(data) : { set: { pairs: [], groups: [] } };
            const trainedOn = [...set.pairs, ...set.groups].filter((row) => !isSeen(row)).length;
            expect(trainedOn, `${n}: ${one}`).toBe(due.reduce((sum, { rows }) => sum + rows, 0));
            for (const { event } of due) seen.add(nameOf(event));
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});
