import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseUploadMessage } from '../../../lambdas/handlers/messages/upload-messages.ts';
import { isOutOfTime } from '../../../lambdas/use-cases/common/deadline.ts';
import { FIRST_ATTEMPT, writeContinuation } from '../../../lambdas/use-cases/uploads/continuation.ts';
import { continueUpload, MAX_CONTINUATIONS } from '../../../lambdas/use-cases/uploads/continue-upload.ts';
import { ingestCatalog } from '../../../lambdas/use-cases/uploads/ingest-catalog.ts';
import type { UploadEvent } from '../../../lambdas/use-cases/uploads/upload-event.ts';
import { UploadJobWriter } from '../../../lambdas/use-cases/uploads/upload-job.ts';
import { endless, JobWorld } from '../../support/worlds/job-world.ts';

/** The function behind the queue, which is out of time after so many calls of the store. */
async function receive(world: JobWorld, body: string, calls: number): Promise<string> {
  const { uploads, continuation } = parseUploadMessage({ body, messageId: 'm' });
  const counted = [vi.spyOn(world.products, 'put'), vi.spyOn(world.products, 'scanStates')];
  const remaining = () => (counted.reduce((sum, { mock }) => sum + mock.calls.length, 0) < calls ? 60_000 : 1000);
  try {
    return await ingestCatalog(world.ports, uploads[0]!, remaining);
  } catch (cause) {
    if (!isOutOfTime(cause, remaining)) throw cause;
    return await continueUpload(world.ports, uploads[0]!, continuation);
  } finally {
    vi.restoreAllMocks();
  }
}

/** Delivers messages until none is left. @param calls Of each invocation. @param times How often a message comes. */
async function deliver(world: JobWorld, event: UploadEvent, calls: () => number, times = () => 1): Promise<string[]> {
  const queue = world.continuations.messages;
  queue.push(writeContinuation(event, FIRST_ATTEMPT));
  const outcomes: string[] = [];
  while (queue.length > 0) {
    const body = queue.shift()!;
    for (let n = times(); n > 0; n--) outcomes.push(await receive(world, body, calls()));
  }
  return outcomes;
}

const BATCH = 256;
const lines = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `p${i % 900}`, title: `line ${i}` }));

async function catalogOf(world: JobWorld) {
  const stored: Record<string, string> = {};
  for await (const { product, revision } of world.products.scan()) stored[product.id] = `${revision} ${product.title}`;
  return stored;
}

describe('an upload that runs out of time', () => {
  it.each(['catalog/a.jsonl', 'replace-forced/catalog/a.jsonl'])(
    'ends as one that does not, however short its invocations are and however often messages come: %s',
    async (key) => {
      const shop = async () => {
        const world = new JobWorld();
        await world.ingest(world.upload('catalog/before.jsonl', [{ id: 'p1' }, { id: 'gone' }]));
        return { world, event: world.upload(key, lines(4 * BATCH)) };
      };
      const whole = await shop();
      await ingestCatalog(whole.world.ports, whole.event, endless);
      const expected = { catalog: await catalogOf(whole.world), job: await whole.world.job('upload', key) };
      await fc.assert(
        fc.asyncProperty(
          fc.infiniteStream(fc.integer({ min: 2, max: 600 })),
          fc.infiniteStream(fc.integer({ min: 1, max: 2 })),
          async (calls, times) => {
            const { world, event } = await shop();
            const outcomes = await deliver(
              world,
              event,
              () => calls.next().value!,
              () => times.next().value!,
            );
            expect(outcomes).toContain('continued');
            const { continuations, ...job } = (await world.job('upload', key)) as { continuations?: number };
            expect(continuations).toBeGreaterThan(0);
            expect({ catalog: await catalogOf(world), job }).toEqual(expected);
          },
        ),
        { numRuns: 10 },
      );
    },
  );

  it('is continued by one message, though the one before came twice', async () => {
    const world = new JobWorld();
    const event = world.upload('catalog/a.jsonl', lines(3 * BATCH));
    const first = writeContinuation(event, FIRST_ATTEMPT);
    expect(await receive(world, first, 1)).toBe('continued');
    expect(await receive(world, first, 1)).toBe('superseded');
    expect(world.continuations.messages).toHaveLength(1);
    expect(await receive(world, world.continuations.messages[0]!, 1000)).toBe('done');
    expect(await receive(world, first, 1)).toBe('duplicate');
  });

  it('ends as one that comes once if two messages work on it at the same time', async () => {
    const [once, twice] = [new JobWorld(), new JobWorld()];
    const [event, same] = [once, twice].map((world) => world.upload('catalog/a.jsonl', lines(2 * BATCH)));
    await once.ingest(event!);
    expect(await Promise.all([twice.ingest(same!), twice.ingest(same!)])).toContain('done');
    expect(await catalogOf(twice)).toEqual(await catalogOf(once));
    expect(await twice.job('upload', same!.key)).toEqual(await once.job('upload', event!.key));
  });

  it('is not shown with a cause while it goes on', async () => {
    const world = new JobWorld();
    const event = world.upload('catalog/a.jsonl', lines(3 * BATCH));
    await receive(world, writeContinuation(event, FIRST_ATTEMPT), 1);
    const job = await world.job('upload', event.key);
    expect(job).toMatchObject({ state: 'running', continuations: 1, taken: BATCH });
    expect(job).not.toHaveProperty('cause');
  });

  it('fails its message if an invocation got no further, and continues there when the message comes again', async () => {
    const world = new JobWorld();
    const event = world.upload('catalog/a.jsonl', lines(3 * BATCH));
    await receive(world, writeContinuation(event, FIRST_ATTEMPT), 1);
    const [message] = world.continuations.messages.splice(0);
    await expect(receive(world, message!, 0)).rejects.toMatchObject({ code: 'stalled' });
    expect(world.continuations.messages).toEqual([]);
    expect(await world.job('upload', event.key)).toMatchObject({
      ...{ state: 'running', taken: BATCH },
      cause: expect.stringMatching(/catalog\/a\.jsonl got no further .* upload it in smaller files/),
    });
    expect(await receive(world, message!, BATCH)).toBe('continued');
    expect(await receive(world, world.continuations.messages[0]!, 1000)).toBe('done');
    expect(await world.job('upload', event.key)).not.toHaveProperty('cause');
  });

  it('goes on while it removes products, which count only at the end of a part', async () => {
    const world = new JobWorld();
    const event = world.upload('replace-forced/catalog/a.jsonl', [{ id: 'a' }]);
    const job = await UploadJobWriter.open(world.ports, event);
    if (typeof job === 'string') throw new Error(job);
    const removal = { phase: 'removing', parts: 1, stored: 9, absent: 8, removed: 3 } as const;
    await job.save({ taken: 1, removal });
    const before = { count: 5, progress: '1 removing 1 3' };
    expect(await continueUpload(world.ports, event, before)).toBe('continued');
    await job.save({ taken: 1, removal: { ...removal, phase: 'counting' } });
    const counting = { count: 6, progress: '1 counting 1 3' };
    await expect(continueUpload(world.ports, event, counting)).rejects.toMatchObject({ code: 'stalled' });
  });

  it('fails with a reason after too many continuations, and says how many lines it took', async () => {
    const world = new JobWorld();
    const event = world.upload('catalog/a.jsonl', lines(3 * BATCH));
    await receive(world, writeContinuation(event, FIRST_ATTEMPT), 1);
    const last = { count: MAX_CONTINUATIONS, progress: '' };
    expect(await continueUpload(world.ports, event, last)).toBe('failed');
    expect(world.continuations.messages).toHaveLength(1);
    expect(await world.job('upload', event.key)).toMatchObject({
      ...{ state: 'failed', lines: BATCH, cause: expect.stringContaining(`was continued ${MAX_CONTINUATIONS} times`) },
    });
  });

  it('is left to the newer upload of its key', async () => {
    const world = new JobWorld();
    const older = world.upload('catalog/a.jsonl', lines(3 * BATCH));
    const newer = world.upload('catalog/a.jsonl', [{ id: 'new' }]);
    await world.ingest(newer);
    expect(await continueUpload(world.ports, older, FIRST_ATTEMPT)).toBe('stale');
    expect(world.continuations.messages).toEqual([]);
    expect(await world.job('upload', newer.key)).toMatchObject({ state: 'succeeded', added: 1 });
  });
});
