import { beforeEach, describe, expect, it } from 'vitest';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { BASE_BYTES, estimateRunBytes, SHARE_OF_MEMORY } from '../../../lambdas/core/training/data/run-memory.ts';
import { RUN_FILES } from '../../../lambdas/formats/object-layout.ts';
import { gatherRunData } from '../../../lambdas/use-cases/training/gather-run.ts';
import { parseRunDataset } from '../../../lambdas/use-cases/training/run-dataset.ts';
import { trainingRunId } from '../../../lambdas/use-cases/training-uploads/check-training-uploads.ts';
import type { UploadEvent } from '../../../lambdas/use-cases/uploads/upload-event.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../support/core/training-factories.ts';
import { JobWorld, shortRun } from '../../support/worlds/job-world.ts';

const bytesWith = (dim: number) => estimateRunBytes(trainingSet(colouredThings(), tasteBaskets()), dim) - BASE_BYTES;
const shopBytes = bytesWith(shortRun.dim);

/** The memory of a function into which a run on this share of the shop fits. */
const memoryFor = (share: number) => ({
  memoryMegabytes: (BASE_BYTES + share * shopBytes) / SHARE_OF_MEMORY / 2 ** 20,
});

describe('a training run in a function with too little memory for the whole shop', () => {
  let world: JobWorld;
  let event: UploadEvent;
  /** The stored data of a run with `dim: "auto"`. @param bytes What the run may take above the base. */
  const gatherWith = async (bytes: number) => {
    const config = buildTrainingConfig();
    const remaining = () => 60_000;
    await gatherRunData(world.ports, `run-${bytes}`, { data: 'all', config, maxBytes: BASE_BYTES + bytes, remaining });
    const { set } = await parseRunDataset((await world.ports.runs.read(`run-${bytes}`, RUN_FILES.dataset))!);
    return { limits: set.numbersLimit, trainedOn: set.catalogSize };
  };
  const detail = () => world.job('training-run', trainingRunId([event]));

  beforeEach(async () => {
    world = new JobWorld();
    world.judgeEvenly();
    await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
    event = world.upload('triplets/t.jsonl', tasteBaskets());
  });

  it('trains on a part, reports it, and still embeds every product', async () => {
    await world.train([event], world.ports, memoryFor(0.5));
    const done: Record<string, unknown> = (await detail())!;
    const decisions = done.decisions as { name: string; because: string; trainedOn: number }[];
    const gathered = decisions.find(({ name }) => name === 'gather')!;
    expect(gathered.trainedOn).toBeGreaterThan(3);
    expect(gathered.trainedOn).toBeLessThan(30);
    expect(gathered.because).toContain(`on a part, ${gathered.trainedOn} of the products`);
    expect(gathered.because).toContain('trainingMemoryMegabytes');
    expect(done).toMatchObject({ state: 'succeeded', products: 30, embedded: 30, promoted: true });
    const live = (await world.stored.pointers.read('live'))!.version;
    expect(await world.embedded(live)).toHaveLength(30);
  });

  it('trains on all rows if they fit, and reports no part', async () => {
    await world.train([event], world.ports, memoryFor(1.01));
    expect(JSON.stringify(await detail())).not.toContain('on a part');
  });

  it('gives vectors fewer numbers before it leaves out products, if the numbers are not given', async () => {
    const { limits, trainedOn } = await gatherWith(bytesWith(400));
    expect(trainedOn).toBe(30);
    expect(limits).toEqual({ numbers: 384, because: 'memory' });
    expect(await gatherWith(bytesWith(512) + 1)).toEqual({ limits: undefined, trainedOn: 30 });
  });

  it('leaves out products only where the least numbers do not fit, and then keeps to these', async () => {
    const { limits, trainedOn } = await gatherWith(bytesWith(256) / 2);
    expect(trainedOn).toBeGreaterThan(3);
    expect(trainedOn).toBeLessThan(30);
    expect(limits).toEqual({ numbers: 256, because: 'memory' });
  });

  it('says with the plan how many numbers a vector has, and why', async () => {
    await world.train([event], world.ports, memoryFor(1.01));
    const { decisions } = (await detail())! as unknown as { decisions: { name: string }[] };
    const plan = decisions.find(({ name }) => name === 'plan');
    expect(plan).toMatchObject({ dim: shortRun.dim, dimension: { because: 'configuration' } });
  });

  it('fails with what to do if not even one row fits', async () => {
    await world.train([event], world.ports, memoryFor(0));
    expect(await detail()).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining('deploy with a larger trainingMemoryMegabytes'),
    });
  });
});
