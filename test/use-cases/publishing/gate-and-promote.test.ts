import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunRequest, TrainRequest } from '../../../lambdas/ports/starters.ts';
import { requestPromotion } from '../../../lambdas/use-cases/publishing/request-promotion.ts';
import { rollBack } from '../../../lambdas/use-cases/publishing/roll-back.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { JobWorld, shortRun } from '../../support/worlds/job-world.ts';

const request: TrainRequest = { kind: 'train', runId: 'run-1', attempt: 1, trigger: [], config: {} };
/** A configuration that learns almost nothing. */
const careless = { config: { ...shortRun, maxPairs: 32, heldOutFraction: 0.3 } };
const reason = { by: 'ann', why: 'the sale begins' };

describe('the gate, promotion and rollback, for a deliberately worse model', () => {
  let world: JobWorld;
  const live = async () => (await world.stored.pointers.read('live'))?.version;
  const lastStarted = (): RunRequest => [...world.starter.started.values()].at(-1)!;

  beforeEach(async () => {
    world = new JobWorld();
    await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
    world.upload('triplets/t.jsonl', tasteBaskets());
  });

  it('make the text model live if the first version is not proved better, and record both verdicts', async () => {
    expect(await world.run(request, world.ports, careless)).toMatchObject({ state: 'succeeded', promoted: true });
    const { modelVersion, trainedVersion, ...detail } = (await world.jobs.get('training-run', 'run-1'))!.detail;
    expect(await live()).toBe(modelVersion);
    expect((await world.stored.pointers.read('head'))?.version).toBe(trainedVersion);
    expect(await world.embedded(modelVersion!)).toHaveLength(30);
    const gate = detail.decisions!.find(({ name }) => name === 'gate')!;
    expect(gate).toMatchObject({ passes: true, goesLive: 'text', proof: { outcome: 'unproven' } });
    expect(gate.because).toMatch(/^passed: the text model goes live .* more baskets would tell them apart/);
    expect(detail).toMatchObject({ learnedFrom: 'catalog', trained: { all: {} }, metrics: { all: {} } });
    expect(await world.decisions.of(modelVersion!)).toMatchObject([{ decision: 'passed', by: 'gate' }]);
    expect(await world.decisions.of(trainedVersion!)).toMatchObject([{ decision: 'held', by: 'gate' }]);
  });

  it('write a card of the text model and one of the trained model, each beside the other', async () => {
    await world.run(request, world.ports, careless);
    const { modelVersion, trainedVersion } = (await world.jobs.get('training-run', 'run-1'))!.detail;
    const cardOf = async (version: string) => JSON.parse((await world.reports.read(`models/${version}/card.json`))!);
    const [text, trained] = [await cardOf(modelVersion!), await cardOf(trainedVersion!)];
    expect(text).toMatchObject({ learnedFrom: 'catalog', lossCurve: [], judgement: { metrics: { all: {} } } });
    expect(trained).toMatchObject({ learnedFrom: 'training-rows', judgement: { text: text.judgement.metrics } });
    expect(text.judgement.trained).toEqual(trained.judgement.metrics);
    expect(trained.verdict).toMatch(/difference to text .* between/);
    expect(await world.reports.read(`models/${modelVersion}/card.md`)).toContain('A text model:');
  });

  it('hold a version that is worse than the live one, and record both verdicts with their figures', async () => {
    await world.run(request);
    const good = (await live())!;
    await world.run({ ...request, runId: 'run-2' }, world.ports, careless);
    expect(await live()).toBe(good);
    const { modelVersion } = (await world.jobs.get('training-run', 'run-2'))!.detail;
    expect(await world.decisions.of(good)).toMatchObject([{ decision: 'passed', by: 'gate' }]);
    const [held] = await world.decisions.of(String(modelVersion));
    expect(held).toMatchObject({
      decision: 'held',
      by: 'gate',
      why: expect.stringContaining('live (capped recall@10'),
    });
    const figures = held!.figures as Record<string, Record<string, number>>;
    expect(figures.model!['recall@10']).toBeLessThan(figures.live!['recall@10']!);
  });

  it('promote it with an override, and record who requested that and why', async () => {
    await world.run(request, world.ports, careless);
    const version = String((await world.jobs.get('training-run', 'run-1'))!.detail.trainedVersion);
    await expect(requestPromotion(world.ports, version, { ...reason, override: false })).rejects.toMatchObject({
      code: 'held-by-gate',
    });
    const job = await requestPromotion(world.ports, version, { ...reason, override: true });
    expect(await world.run(lastStarted())).toMatchObject({ state: 'succeeded', promoted: true });
    expect(await live()).toBe(version);
    expect(await world.embedded(version)).toHaveLength(30);
    expect(await world.decisions.of(version)).toMatchObject([
      { decision: 'held', by: 'gate' },
      { decision: 'override', ...reason },
    ]);
    expect(await world.job('training-run', job.id)).toMatchObject({ state: 'succeeded', kind: 'publish' });
  });

  it('reject a version that does not exist', async () => {
    await expect(requestPromotion(world.ports, 'm-0', { ...reason, override: true })).rejects.toMatchObject({
      code: 'model-not-found',
    });
  });

  describe('after it went live with an override', () => {
    let good: string;
    let worse: string;

    beforeEach(async () => {
      await world.run(request);
      good = (await live())!;
      await world.run({ ...request, runId: 'run-2' }, world.ports, careless);
      worse = String((await world.jobs.get('training-run', 'run-2'))!.detail.modelVersion);
      await requestPromotion(world.ports, worse, { ...reason, override: true });
      await world.run(lastStarted());
    });

    it('roll back in one conditional write, to a version with all its vectors', async () => {
      expect(await live()).toBe(worse);
      const move = vi.spyOn(world.stored.pointers, 'move');
      const { live: now } = await rollBack(world.ports, worse, { by: 'bob', why: 'worse' });
      expect(move.mock.calls.filter(([name]) => name === 'live')).toHaveLength(1);
      expect({ now, live: await live() }).toEqual({ now: good, live: good });
      expect(await world.embedded(good)).toHaveLength(30);
      expect(await world.decisions.of(good)).toMatchObject([{}, { decision: 'rolled-back', by: 'bob', why: 'worse' }]);
    });

    it('embed what was written since under the earlier version, in the run that the rollback starts', async () => {
      await world.products.put({
        product: { id: 'late', title: 'late lamp' },
        revision: '2026-05-05T00:00:00.000Z#',
        updatedAt: '2026-05-05T00:00:00.000Z',
      });
      await rollBack(world.ports, worse, { by: 'bob', why: 'worse' });
      await world.run(lastStarted());
      expect(await world.embedded(good)).toContain('late');
      expect(await live()).toBe(good);
    });

    it('roll forward again, and reject a rollback from a version that is not live', async () => {
      await rollBack(world.ports, worse, { by: 'bob', why: 'worse' });
      await expect(rollBack(world.ports, worse, reason)).rejects.toMatchObject({ code: 'not-live' });
      await rollBack(world.ports, good, reason);
      expect(await live()).toBe(worse);
    });

    it('delete the vectors of the version before the previous one when another is published', async () => {
      world.judgeEvenly();
      await world.run({ ...request, runId: 'run-3' }, world.ports, { config: { ...shortRun, seed: 3 } });
      const third = (await live())!;
      expect(third).not.toBe(worse);
      expect(await world.embedded(third)).toHaveLength(30);
      expect(await world.embedded(worse)).toHaveLength(30);
      expect(await world.embedded(good)).toEqual([]);
    });
  });

  it('reject a rollback if no version was live before', async () => {
    await world.run(request);
    await expect(rollBack(world.ports, (await live())!, reason)).rejects.toMatchObject({
      code: 'nothing-to-roll-back-to',
    });
  });
});
