import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { serializeModel } from '../../../lambdas/core/model/model-file.ts';
import { trainingRunId } from '../../../lambdas/use-cases/training-uploads/check-training-uploads.ts';
import type { UploadEvent } from '../../../lambdas/use-cases/uploads/upload-event.ts';
import { colouredThings, tasteBaskets, trained, trainingSet } from '../../support/core/training-factories.ts';
import { failingPorts } from '../../support/stores/failing-ports.ts';
import { JobWorld, shortRun, tinyRun } from '../../support/worlds/job-world.ts';

const ids = colouredThings()
  .map((product) => product.id)
  .sort();

async function worldWithCatalog(baskets = tasteBaskets()): Promise<{ world: JobWorld; event: UploadEvent }> {
  const world = new JobWorld();
  await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
  return { world, event: world.upload('triplets/t.jsonl', baskets) };
}

describe('runTraining', () => {
  let world: JobWorld;
  let event: UploadEvent;

  beforeEach(async () => {
    ({ world, event } = await worldWithCatalog());
  });

  it('embeds every product under a new version, and moves head and live to it', async () => {
    await world.train([event]);
    const live = (await world.stored.pointers.read('live'))!.version;
    expect((await world.stored.pointers.read('head'))?.version).toBe(live);
    expect(await world.embedded(live)).toEqual(ids);
    expect(await world.job('training-run', trainingRunId([event]))).toMatchObject({
      state: 'succeeded',
      phase: 'done',
      promoted: true,
      modelVersion: live,
      products: 30,
      embedded: 30,
      judgedOn: 'held-out',
    });
    expect(await world.job('upload', event.key)).toMatchObject({
      state: 'succeeded',
      accepted: 80,
      trainingRun: trainingRunId([event]),
    });
    expect(JSON.parse((await world.reports.read(`models/${live}/report.json`))!)).toMatchObject({ version: live });
  });

  it('writes a card beside the weights, with more detail than the model record', async () => {
    await world.train([event]);
    const live = (await world.stored.pointers.read('live'))!.version;
    const card = JSON.parse((await world.reports.read(`models/${live}/card.json`))!);
    const { report } = (await world.stored.registry.get(live))!;
    expect(card).toMatchObject({ modelVersion: live, judgedOn: 'held-out', liveVersion: null });
    expect(card.judgement).toMatchObject({ metrics: report.metrics, intervals: report.intervals });
    expect(card.judgement.derived.metrics.seen.queries).toBeGreaterThan(0);
    expect(JSON.stringify(report)).not.toContain('"derived":');
    expect(await world.reports.read(`models/${live}/card.md`)).toContain(`# Model ${live}`);
  });

  it('compares the version with the live one on the judging data', async () => {
    await world.train([event]);
    const before = (await world.stored.pointers.read('live'))!.version;
    world.judgeEvenly();
    await world.train([world.upload('triplets/u.jsonl', tasteBaskets().slice(0, 20))]);
    const after = (await world.stored.pointers.read('live'))!.version;
    expect(after).not.toBe(before);
    const cardOf = async (version: string) => JSON.parse((await world.reports.read(`models/${version}/card.json`))!);
    expect(await cardOf(before)).toMatchObject({ liveVersion: null });
    expect(await cardOf(after)).toMatchObject({ liveVersion: before, judgement: { live: { all: { queries: 1 } } } });
  });

  it('gives the same weights as training on the same data outside of a run', async () => {
    await world.train([event]);
    const bytes = serializeModel(trained(trainingSet(colouredThings(), tasteBaskets()), shortRun).model);
    const weightsSha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await world.job('training-run', trainingRunId([event]))).toMatchObject({ weightsSha256 });
  });

  it('judges on the judging data if present, with its candidates', async () => {
    world.upload('judging/judge.jsonl', [{ query: ids[0], relevant: [ids[1]], slice: 'mine' }]);
    world.upload('judging/meta.json', [{ candidates: 'products whose id begins with chair' }]);
    await world.train([event]);
    const job = await world.job('training-run', trainingRunId([event]));
    expect(job).toMatchObject({ judgedOn: 'judging', metrics: { mine: { queries: 1 } } });
  });

  it('does nothing when the same event comes again', async () => {
    await world.train([event]);
    const before = await world.jobs.get('training-run', trainingRunId([event]));
    world.clock.advance(60);
    await world.train([event]);
    expect(await world.jobs.get('training-run', trainingRunId([event]))).toEqual(before);
  });

  it('fails the job, but not the message, if there is nothing to learn from', async () => {
    const lone = new JobWorld();
    const early = lone.upload('triplets/t.jsonl', tasteBaskets());
    await lone.train([early]);
    expect(await lone.job('training-run', trainingRunId([early]))).toMatchObject({
      state: 'failed',
      cause: expect.stringContaining('catalog'),
    });
    expect(await lone.stored.pointers.read('live')).toBeUndefined();
  });

  it('includes products that were written during the run, and excludes those that were removed', async () => {
    const { ports } = world;
    const products = Object.assign(Object.create(ports.products), {
      scans: 0,
      get: (id: string) => ports.products.get(id),
      async *scan() {
        this.scans += 1;
        yield* ports.products.scan();
        if (this.scans !== 1) return;
        world.clock.advance(1);
        const at = world.clock.now().toISOString();
        await ports.products.put({ product: { id: 'late', title: 'late lamp' }, revision: `${at}#`, updatedAt: at });
        await ports.products.remove(ids[0]!, { revision: `${at}#`, updatedAt: at });
      },
    });
    await world.train([event], { ...ports, products });
    const live = (await world.stored.pointers.read('live'))!.version;
    expect(await world.embedded(live)).toEqual([...ids.slice(1), 'late'].sort());
  });

  it('stops before the time of its function is over, so that it can be resumed', async () => {
    await expect(world.train([event], world.ports, { remaining: () => 1000 })).rejects.toThrow('out of time');
    await world.train([event]);
    expect(await world.stored.pointers.read('live')).toBeDefined();
  });

  it('makes the version of the run with later data live', async () => {
    await world.train([event]);
    world.judgeEvenly();
    const first = (await world.stored.pointers.read('live'))!.version;
    const second = world.upload('interactions/more.jsonl', [{ items: ids.slice(0, 4), kind: 'basket' }]);
    await world.train([second]);
    const newer = (await world.stored.pointers.read('live'))!.version;
    expect(newer).not.toBe(first);
  });
});

describe('a training run that is interrupted at any call of a store', () => {
  it.each(['before', 'after'] as const)(
    'never shows a half-published version, and is finished by the next attempt (%s)',
    async (when) => {
      const tiny = { config: { ...tinyRun } };
      // Enough to train on and to hold some out.
      const fewBaskets = tasteBaskets().slice(0, 20);
      const counted = await worldWithCatalog(fewBaskets);
      const { ports, cuts } = failingPorts(counted.world.ports, 0, when);
      await counted.world.train([counted.event], ports, tiny);
      expect(cuts().length).toBeGreaterThan(20);
      const version = (await counted.world.stored.pointers.read('live'))!.version;
      for (const n of cuts()) {
        const { world, event } = await worldWithCatalog(fewBaskets);
        await world.train([event], failingPorts(world.ports, n, when).ports, tiny).catch(() => {});
        const live = (await world.stored.pointers.read('live'))?.version;
        if (live !== undefined) expect(await world.embedded(live), `call ${n}`).toEqual(ids);
        await world.train([event], world.ports, tiny);
        expect((await world.stored.pointers.read('live'))?.version, `call ${n}`).toBe(version);
        expect(await world.embedded(version), `call ${n}`).toEqual(ids);
      }
    },
  );
});
