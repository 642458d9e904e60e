import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseModel } from '../../../lambdas/core/model/model-file.ts';
import { isPairHeldOut } from '../../../lambdas/core/training/data/held-out-rule.ts';
import { trainStep } from '../../../lambdas/core/training/online/train-step.ts';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { answerTrainingUploads } from '../../../lambdas/use-cases/training-uploads/answer-training-uploads.ts';
import type { UploadEvent } from '../../../lambdas/use-cases/uploads/upload-event.ts';
import { identityModel, linearModelOf, productOf } from '../../support/core/factories.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { failingPorts } from '../../support/stores/failing-ports.ts';
import { endless, JobWorld } from '../../support/worlds/job-world.ts';

const vectorTriplet = { anchor: [1, 0], positive: [0.5, 0.5], negative: [0.9, 0] };
/** About 76 KiB, because of its long numbers. */
const wideTriplet = JSON.stringify({ ...vectorTriplet, anchor: Array<number>(4096).fill(1 / 3) });
const tripletAt = (x: number) => ({ anchor: [1, x], positive: [x, 0.5], negative: [0.9, 0.3] });

let world: JobWorld;
let head: string;

const answer = (events: readonly UploadEvent[], ports = world.ports, smallUploads: 'step' | 'run' = 'step') =>
  answerTrainingUploads(ports, events, { smallUploads, remaining: endless });
const headNow = async () => (await world.stored.pointers.read('head'))!.version;
const jobOf = ({ key }: UploadEvent) => world.job('upload', key);
const runs = () => world.starter.started.size;

/** The versions from `head` back to the one that began, by the objects that their steps were taken on. */
async function objectsOfLineage(): Promise<string[]> {
  const keys: string[] = [];
  for (let at: string | undefined = await headNow(); at !== undefined; ) {
    const record = await world.stored.registry.get(at);
    const object = record?.report.object as { key: string } | undefined;
    if (object) keys.push(object.key);
    at = record?.parent;
  }
  return keys;
}

beforeEach(async () => {
  world = new JobWorld();
  head = await world.stored.publish(identityModel);
});

describe('a small upload of triplets, if head exists', () => {
  it('leads to a step from head, which its job reports, and starts no run', async () => {
    const event = world.upload('triplets/few.jsonl', [vectorTriplet]);
    expect(await answer([event])).toEqual(new Map());
    const { model, lossBefore, lossAfter } = trainStep(identityModel, [vectorTriplet]);
    const modelVersion = await headNow();
    expect(parseModel((await world.stored.weights.load(modelVersion))!)).toEqual(model);
    const step = { modelVersion, parent: head, head: modelVersion, live: head, stepsSinceLive: 1 };
    expect(await jobOf(event)).toMatchObject({
      state: 'succeeded',
      accepted: 1,
      step: { ...step, lossBefore, lossAfter, activeBefore: 1, triplets: 1 },
    });
    expect(runs()).toBe(0);
    expect(await objectsOfLineage()).toEqual([event.key]);
  });

  it('is read once', async () => {
    const open = vi.spyOn(world.uploadStore, 'open');
    await answer([world.upload('triplets/few.jsonl', [vectorTriplet])]);
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('leads to one step, however often its event comes', async () => {
    const event = world.upload('triplets/few.jsonl', [vectorTriplet]);
    for (let times = 0; times < 3; times++) expect(await answer([event])).toEqual(new Map());
    expect(await objectsOfLineage()).toEqual([event.key]);
  });

  it('leads to one step if its event comes again while the stores are so slow that the claim has expired', async () => {
    const event = world.upload('triplets/few.jsonl', [vectorTriplet]);
    const { idempotency } = world.ports;
    const claimed = vi.spyOn(idempotency, 'put');
    const put = idempotency.put.bind(idempotency);
    claimed.mockImplementationOnce(async (record, over) => {
      const outcome = await put(record, over);
      world.clock.advance(121);
      await answer([event]);
      return outcome;
    });
    const failed = await answer([event]);
    expect(await objectsOfLineage()).toEqual([event.key]);
    expect(failed).toEqual(new Map([[event, expect.objectContaining({ code: 'request-in-progress' })]]));
    expect(await answer([event])).toEqual(new Map());
    expect(await objectsOfLineage()).toEqual([event.key]);
    expect(await jobOf(event)).toMatchObject({ state: 'succeeded', step: { parent: head } });
  });

  it('leads to another step if it is uploaded again', async () => {
    await answer([world.upload('triplets/few.jsonl', [vectorTriplet])]);
    await answer([world.upload('triplets/few.jsonl', [vectorTriplet])]);
    expect(await objectsOfLineage()).toEqual(['triplets/few.jsonl', 'triplets/few.jsonl']);
  });

  it.each(['before', 'after'] as const)(
    'leads to one step wherever it is interrupted (%s a call), once its event has come again',
    async (when) => {
      const counted = failingPorts(world.ports, 0, when);
      await answer([world.upload('triplets/few.jsonl', [vectorTriplet])], counted.ports);
      for (let n = 1; n <= counted.calls(); n++) {
        world = new JobWorld();
        head = await world.stored.publish(identityModel);
        const event = world.upload('triplets/few.jsonl', [vectorTriplet]);
        await answer([event], failingPorts(world.ports, n, when).ports).catch(() => {});
        world.clock.advance(121);
        expect(await answer([event]), `call ${n}`).toEqual(new Map());
        expect(await objectsOfLineage(), `call ${n}`).toEqual([event.key]);
        expect(await jobOf(event), `call ${n}`).toMatchObject({ state: 'succeeded', step: { parent: head } });
      }
    },
  );

  it.each(['before', 'after'] as const)(
    'reports the same rows and rejected lines wherever it is interrupted (%s a call)',
    async (when) => {
      const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
      const pairs = ids.flatMap((anchor) => ids.map((positive) => ({ anchor, positive, negative: [0.3, 0.3] })));
      const prepare = async () => {
        world = new JobWorld();
        head = await world.stored.publish(identityModel);
        const at = world.clock.now().toISOString();
        for (const [i, id] of ids.entries()) {
          const product = productOf(id, { features: [i / 10, 1 - i / 10] });
          await world.products.put({ product, revision: `${at}#`, updatedAt: at });
        }
        return world.upload('triplets/few.jsonl', [...pairs, { ...vectorTriplet, anchor: 'nobody' }, '{']);
      };
      const outcomeOf = async (event: UploadEvent) => ({
        job: await jobOf(event),
        report: await world.reports.read('rejects/triplets/few.jsonl.jsonl'),
      });
      const event = await prepare();
      const counted = failingPorts(world.ports, 0, when);
      await answer([event], counted.ports);
      const expected = await outcomeOf(event);
      expect(expected.job).toMatchObject({ lines: 38, unusable: 7, rejected: 8, accepted: 30 });
      expect(expected.job?.heldOut).toBeGreaterThan(0);
      for (let n = 1; n <= counted.calls(); n += 3) {
        const again = await prepare();
        await answer([again], failingPorts(world.ports, n, when).ports).catch(() => {});
        world.clock.advance(121);
        await answer([again]);
        expect(await outcomeOf(again), `call ${n}`).toEqual(expected);
      }
    },
  );

  it('reports the lines that no step can be taken on, and leads to a step on the others', async () => {
    const lines = [vectorTriplet, { ...vectorTriplet, anchor: 'nobody' }, { ...vectorTriplet, negative: [1] }, '{'];
    const event = world.upload('triplets/few.jsonl', lines);
    await answer([event]);
    expect(await jobOf(event)).toMatchObject({
      state: 'succeeded',
      accepted: 1,
      rejected: 3,
      step: { triplets: 1 },
    });
    const report = (await world.reports.read('rejects/triplets/few.jsonl.jsonl'))!;
    const rejects = report
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rejects.map(({ line, code }) => [line, code])).toEqual([
      [4, 'malformed-json'],
      [2, 'unusable'],
      [3, 'unusable'],
    ]);
  });

  it.each(['triplets', 'pairs'])(
    'reports an interrupted read of %s in its job, and is classified afresh',
    async (kind) => {
      const row = kind === 'triplets' ? vectorTriplet : { anchor: [1, 0], positive: [0, 1] };
      const event = world.upload('triplets/few.jsonl', Array(600).fill(row));
      const interruption = new StoreError('unavailable', 'the read broke off');
      const { open } = world.uploadStore;
      vi.spyOn(world.uploadStore, 'open').mockImplementationOnce(async (object) => {
        const chunks = await open.call(world.uploadStore, object);
        return (async function* () {
          let left = 18;
          for await (const chunk of chunks) {
            if (left-- === 0) throw interruption;
            yield chunk;
          }
        })();
      });
      expect(await answer([event])).toEqual(new Map([[event, interruption]]));
      expect(await jobOf(event)).toMatchObject({ state: 'running', cause: 'the read broke off' });
      expect([await headNow(), runs()]).toEqual([head, 0]);
      expect(await answer([event])).toEqual(new Map());
      expect(await jobOf(event)).toMatchObject({ state: 'succeeded', accepted: 600 });
      expect([(await objectsOfLineage()).length, runs()]).toEqual(kind === 'triplets' ? [1, 0] : [0, 1]);
    },
  );

  it.each([
    ['all of its rows name unknown products', { anchor: 'a', positive: 'b', negative: 'c' }, 'there is no product a'],
    ['its step overflows', { anchor: [1e200, 0], positive: [0, 1e200], negative: [1, 1] }, 'lower learningRate'],
  ])('fails with its cause if %s, and does not come again', async (_what, row, cause) => {
    const event = world.upload('triplets/few.jsonl', [row]);
    expect(await answer([event])).toEqual(new Map());
    expect(await jobOf(event)).toMatchObject({ state: 'failed', cause: expect.stringContaining(cause) });
    expect(await answer([event])).toEqual(new Map());
    expect([await headNow(), runs()]).toEqual([head, 0]);
  });

  it('comes again if others moved head during every attempt, and leads to a step then', async () => {
    const event = world.upload('triplets/few.jsonl', [vectorTriplet]);
    const move = vi.spyOn(world.stored.pointers, 'move').mockResolvedValue('conflict');
    const failures = await answer([event]);
    expect([...failures.values()]).toMatchObject([{ code: 'weights-conflict' }]);
    expect(move).toHaveBeenCalledTimes(4);
    expect(await jobOf(event)).toMatchObject({ state: 'running', cause: expect.stringContaining('moved head') });
    move.mockRestore();
    expect(await answer([event])).toEqual(new Map());
    expect(await objectsOfLineage()).toEqual([event.key]);
  });

  it('leads to a step without the rows that its lineage holds out', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const [i, id] of ids.entries()) {
      const updatedAt = world.clock.now().toISOString();
      const product = productOf(id, { features: [i / 10, 1 - i / 10] });
      await world.products.put({ product, revision: `${updatedAt}#`, updatedAt });
    }
    const rows = ids.flatMap((anchor) =>
      ids.flatMap((positive) => (anchor === positive ? [] : [{ anchor, positive, negative: [0.3, 0.3] }])),
    );
    const rule = { by: 'random', share: 0.05 } as const;
    const heldOut = rows.filter(({ anchor, positive }) => isPairHeldOut([anchor, positive], undefined, 1, rule)).length;
    expect(heldOut).toBeGreaterThan(0);
    const event = world.upload('triplets/few.jsonl', rows);
    await answer([event]);
    expect(await jobOf(event)).toMatchObject({ heldOut, step: { triplets: rows.length - heldOut } });
  });
});

describe('20 small uploads at once', () => {
  it('lead to one step each in the lineage of head, once refused events have come again', async () => {
    const events = Array.from({ length: 20 }, (_, i) => world.upload(`triplets/${i}.jsonl`, [tripletAt(i / 20)]));
    let waiting: readonly UploadEvent[] = events;
    let rounds = 0;
    for (; waiting.length > 0; rounds++) {
      const failures = await Promise.all(waiting.map((event) => answer([event])));
      for (const cause of failures.flatMap((one) => [...one.values()]))
        expect(cause).toMatchObject({ code: 'weights-conflict' });
      waiting = failures.flatMap((one) => [...one.keys()]);
    }
    expect(rounds).toBeGreaterThan(1);
    expect((await objectsOfLineage()).sort()).toEqual(events.map(({ key }) => key).sort());
    for (const event of events) expect(await jobOf(event)).toMatchObject({ state: 'succeeded', step: {} });
  });

  it('lead to one step if they are the same event', async () => {
    const event = world.upload('triplets/few.jsonl', [vectorTriplet]);
    const failures = await Promise.all(Array.from({ length: 20 }, () => answer([event])));
    for (const cause of failures.flatMap((one) => [...one.values()]))
      expect(cause).toMatchObject({ code: 'request-in-progress' });
    expect(await answer([event])).toEqual(new Map());
    expect(await objectsOfLineage()).toEqual([event.key]);
    expect(await jobOf(event)).toMatchObject({ state: 'succeeded', step: { parent: head } });
  });
});

describe('an upload that starts a run', () => {
  const badLines = Array<string>(10_000).fill('{');

  it.each<[string, string, readonly (object | string)[]]>([
    ['is not under triplets/', 'interactions/i.jsonl', tasteBaskets()],
    ['holds pairs without a negative', 'triplets/p.jsonl', [vectorTriplet, { anchor: [1, 0], positive: [0, 1] }]],
    ['holds more than 1,000 rows', 'triplets/m.jsonl', Array(1001).fill(vectorTriplet)],
    ['holds more than 10,000 lines, however few of them are good', 'triplets/l.jsonl', [...badLines, vectorTriplet]],
    ['holds more than 16 MiB', 'triplets/b.jsonl', Array(252).fill(wideTriplet)],
    ['holds more than 16 MiB when it is unpacked', 'triplets/b.jsonl.gz', Array(252).fill(wideTriplet)],
    [
      'holds more than 16 MiB of rows and reports of rejected lines together',
      'triplets/r.jsonl.gz',
      [...Array(202).fill(wideTriplet), ...Array(9000).fill('{'.padEnd(250, 'x'))],
    ],
  ])('%s', async (_what, key, rows) => {
    const text = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
    const event = world.uploadBytes(key, key.endsWith('.gz') ? gzipSync(text) : Buffer.from(text));
    expect(await answer([event])).toEqual(new Map());
    expect(runs()).toBe(1);
    expect(await headNow()).toBe(head);
    expect(await jobOf(event)).toMatchObject({ state: 'succeeded', trainingRun: expect.any(String) });
  });

  it('is read once if it is small, and again from its beginning if it is not', async () => {
    const open = vi.spyOn(world.uploadStore, 'open');
    const pairs = world.upload('triplets/p.jsonl', [{ anchor: [1, 0], positive: [0, 1] }, '{']);
    await answer([pairs]);
    expect(open).toHaveBeenCalledTimes(1);
    expect(await jobOf(pairs)).toMatchObject({ state: 'succeeded', lines: 2, accepted: 1, rejected: 1 });
    const many = world.upload('triplets/m.jsonl', Array(1001).fill(vectorTriplet));
    await answer([many]);
    expect(open).toHaveBeenCalledTimes(3);
    expect(await jobOf(many)).toMatchObject({ state: 'succeeded', lines: 1001, accepted: 1001 });
  });

  it('came before there was a head, and starts no step when there is one', async () => {
    world = new JobWorld();
    const event = world.upload('triplets/few.jsonl', [vectorTriplet]);
    await answer([event]);
    expect(runs()).toBe(1);
    head = await world.stored.publish(identityModel);
    await answer([event]);
    expect([runs(), await headNow()]).toEqual([1, head]);
  });

  it('comes when the weights of head are gone', async () => {
    await world.stored.pointers.move('head', { from: head, to: 'm-gone', at: world.clock.now().toISOString() });
    await answer([world.upload('triplets/few.jsonl', [vectorTriplet])]);
    expect(runs()).toBe(1);
  });

  it('costs more than a step may', async () => {
    const ones = Array<number>(1000).fill(1);
    await world.stored.publish(linearModelOf(Array.from({ length: 1000 }, () => Array<number>(700).fill(1))), ['head']);
    const row = { anchor: ones, positive: ones.with(0, 2), negative: ones.with(0, 3) };
    const event = world.upload('triplets/wide.jsonl', Array(960).fill(JSON.stringify(row)));
    expect(await answer([event])).toEqual(new Map());
    expect(runs()).toBe(1);
    expect(await jobOf(event)).toMatchObject({ state: 'succeeded', accepted: 960, trainingRun: expect.any(String) });
  });

  it('is any upload if the deployment takes no steps', async () => {
    await answer([world.upload('triplets/few.jsonl', [vectorTriplet])], world.ports, 'run');
    expect([runs(), await headNow()]).toEqual([1, head]);
  });

  it('starts its run although another upload leads to a step and the store of a third does not answer', async () => {
    await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
    const [step, run, bad] = [
      world.upload('triplets/few.jsonl', [vectorTriplet]),
      world.upload('interactions/i.jsonl', tasteBaskets()),
      world.upload('triplets/bad.jsonl', [vectorTriplet]),
    ];
    const { find } = world.uploadStore;
    vi.spyOn(world.uploadStore, 'find').mockImplementation(async (key) => {
      if (key === bad.key) throw new StoreError('unavailable', 'no answer');
      return find.call(world.uploadStore, key);
    });
    expect([...(await answer([bad, step, run])).keys()]).toEqual([bad]);
    expect([runs(), await objectsOfLineage()]).toEqual([1, [step.key]]);
  });
});
