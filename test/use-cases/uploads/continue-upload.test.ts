import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { FileReport } from '../../../lambdas/core/catalog/reading-report.ts';
import { parseUploadMessage } from '../../../lambdas/handlers/messages/upload-messages.ts';
import { MAX_RECEIVES } from '../../../lambdas/shared/retry.ts';
import { sha256Hex } from '../../../lambdas/shared/sha256.ts';
import { isOutOfTime } from '../../../lambdas/use-cases/common/deadline.ts';
import { FIRST_ATTEMPT, writeContinuation } from '../../../lambdas/use-cases/uploads/continuation.ts';
import { continueUpload, MAX_CONTINUATIONS } from '../../../lambdas/use-cases/uploads/continue-upload.ts';
import { giveUpLostUpload, giveUpUpload } from '../../../lambdas/use-cases/uploads/give-up-upload.ts';
import { ingestCatalog } from '../../../lambdas/use-cases/uploads/ingest-catalog.ts';
import type { UploadEvent } from '../../../lambdas/use-cases/uploads/upload-event.ts';
import { UploadJobWriter } from '../../../lambdas/use-cases/uploads/upload-job.ts';
import { gzipped } from '../../support/stores/byte-streams.ts';
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

  it('fails its message after too many continuations, goes on when it comes again, and is given up with it', async () => {
    const world = new JobWorld();
    const event = world.upload('catalog/a.jsonl', lines(5 * BATCH));
    await receive(world, writeContinuation(event, FIRST_ATTEMPT), 1);
    const last = { count: MAX_CONTINUATIONS, progress: '' };
    const message = writeContinuation(event, last);
    for (let receives = 1; receives <= MAX_RECEIVES - 2; receives++) {
      const cause = await receive(world, message, 1).catch((error: unknown) => error);
      expect(cause).toMatchObject({ code: 'continued-too-often' });
      await giveUpUpload(world.ports, event, { receives, continuation: last }, cause);
      expect(await world.job('upload', event.key)).toMatchObject({
        ...{ state: 'running', lines: (receives + 1) * BATCH },
        cause: expect.stringContaining(`was continued ${MAX_CONTINUATIONS} times`),
      });
    }
    expect(world.continuations.messages).toHaveLength(1);
    await giveUpUpload(world.ports, event, { receives: MAX_RECEIVES, continuation: last }, new Error('endless'));
    expect(await world.job('upload', event.key)).toMatchObject({ state: 'failed', givenUp: true, lines: 4 * BATCH });
    expect(await receive(world, message, 1000)).toBe('done');
  });

  it.each(['giveUpUpload', 'giveUpLostUpload'] as const)(
    'is not given up with a message that came twice, while another one continues it: %s',
    async (giveUp) => {
      const world = new JobWorld();
      const event = world.upload('catalog/a.jsonl', lines(3 * BATCH));
      await receive(world, writeContinuation(event, FIRST_ATTEMPT), 1);
      const old = { receives: MAX_RECEIVES, continuation: FIRST_ATTEMPT };
      if (giveUp === 'giveUpUpload') await giveUpUpload(world.ports, event, old, new Error('late'));
      else await giveUpLostUpload(world.ports, event, old);
      expect(await world.job('upload', event.key)).toMatchObject({ state: 'running', taken: BATCH });
      const own = { receives: MAX_RECEIVES, continuation: { count: 1, progress: '' } };
      await giveUpUpload(world.ports, event, own, new Error('its own'));
      expect(await world.job('upload', event.key)).toMatchObject({ state: 'failed', givenUp: true });
    },
  );

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

/** A line of every kind, by its number. */
const messyLine = (i: number): string => {
  if (i % 3 === 1) return `{"id":"spared${i}", broken`;
  if (i % 53 === 0) return '   ';
  return JSON.stringify({ id: `p${i % 600}`, title: `line ${i}`, price: i % 31 === 0 ? 'cheap' : 1 });
};

/** A row of every kind: cells of several lines, a stray quote, and rows that continue the one before. */
const messyRow = (i: number): string => {
  if (i % 3 === 1) return `spared${i};"a" quote;1`;
  if (i % 29 === 3) return `p${i - 1};;2`;
  return `p${i};"line ${i}${i % 13 === 0 ? '\nand more' : ''}";${i % 31 === 0 ? 'cheap' : '1.50'}`;
};

const MESSY = 5 * BATCH;
const numbers = Array.from({ length: MESSY }, (_, i) => i);
const messyJson = numbers.map(messyLine).join('\n');
const messyTable = ['id;title;price', ...numbers.map(messyRow)].join('\r\n');
const trailingCommas = numbers.map((i) => (i % 100 === 5 ? `${messyLine(i)},` : messyLine(i))).join('\n');
const rejectedOnly = numbers.map((i) => (i < 2 * BATCH ? 'broken' : messyLine(i))).join('\n');

describe('the next invocation of an upload', () => {
  it.each<[string, string, string | Uint8Array]>([
    ['JSON lines', 'replace-forced/catalog/a.jsonl', messyJson],
    ['compressed JSON lines', 'replace-forced/catalog/a.jsonl.gz', gzipped(messyJson)],
    ['a table', 'replace-forced/catalog/a.csv', messyTable],
    ['lines with commas after them', 'catalog/a.jsonl', trailingCommas],
    ['a JSON document', 'catalog/a.json', JSON.stringify(lines(3 * BATCH))],
    ['rejected lines before the good ones', 'catalog/a.jsonl', rejectedOnly],
  ])('reports and writes what one invocation would: %s', async (_what, key, content) => {
    const shop = async () => {
      const world = new JobWorld();
      const stored = ['gone', 'spared4', 'spared1000'].map((id) => ({ id }));
      await world.ingest(world.upload('catalog/before.jsonl', stored));
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      return { world, event: world.uploadBytes(key, bytes) };
    };
    const outcomeOf = async (world: JobWorld) => {
      const { continuations: _, ...job } = (await world.job('upload', key)) as { continuations?: number };
      return { catalog: await catalogOf(world), job, report: await world.reports.read(`rejects/${key}.jsonl`) };
    };
    const whole = await shop();
    await ingestCatalog(whole.world.ports, whole.event, endless);
    const expected = await outcomeOf(whole.world);
    for (const calls of [2, 300]) {
      const { world, event } = await shop();
      expect(await deliver(world, event, () => calls)).toContain('continued');
      expect(await outcomeOf(world)).toEqual(expected);
    }
  });

  it('parses no line that is settled, and does not look for the keys of the file again', async () => {
    const world = new JobWorld();
    const event = world.upload('catalog/a.jsonl', lines(40 * BATCH));
    await receive(world, writeContinuation(event, FIRST_ATTEMPT), 38 * BATCH);
    const parsed = vi.spyOn(JSON, 'parse');
    await ingestCatalog(world.ports, event, endless);
    const records = parsed.mock.calls.filter(([text]) => String(text).startsWith('{"id":"p'));
    expect(records.length).toBeLessThan(4 * BATCH);
    parsed.mockRestore();
  });

  it('reads the file from its beginning if its mapping has changed', async () => {
    const world = new JobWorld();
    const event = world.upload('catalog/a.jsonl', lines(3 * BATCH));
    await receive(world, writeContinuation(event, FIRST_ATTEMPT), 1);
    world.upload('catalog/catalog.schema.json', [{ fields: { 'attributes.label': 'title' } }]);
    expect(await world.ingest(event)).toBe('done');
    const { file } = (await world.job('upload', event.key)) as { file?: FileReport };
    expect(file?.columns?.find(({ column }) => column === 'title')?.field).toBe('attributes.label');
  });

  it('does not continue with what an earlier upload of its key stored, if it could store nothing itself', async () => {
    const world = new JobWorld();
    const older = world.upload('catalog/a.jsonl', ['broken', ...lines(3 * BATCH)]);
    await receive(world, writeContinuation(older, FIRST_ATTEMPT), 1);
    const newer = world.upload('catalog/a.jsonl', lines(3 * BATCH));
    vi.spyOn(world.reports, 'write').mockRejectedValue(new Error('no answer'));
    expect(await receive(world, writeContinuation(newer, FIRST_ATTEMPT), 1)).toBe('continued');
    expect(await world.ingest(newer)).toBe('done');
    expect(await world.job('upload', newer.key)).not.toHaveProperty('rejectsKey');
  });
});

describe('the place where an invocation ended', () => {
  /** An upload with a rejected line, after its first invocation. */
  const interrupted = async (change: (world: JobWorld) => void = () => {}) => {
    const world = new JobWorld();
    const event = world.upload('catalog/a.jsonl', ['broken', ...lines(3 * BATCH)]);
    change(world);
    await receive(world, writeContinuation(event, FIRST_ATTEMPT), 1);
    vi.restoreAllMocks();
    return { world, event };
  };
  const unfinishedKey = ({ key }: UploadEvent) => `rejects/unfinished/${sha256Hex(key)}.json`;
  const storedOf = async (world: JobWorld, event: UploadEvent) =>
    JSON.parse((await world.reports.read(unfinishedKey(event)))!) as Record<string, unknown>;
  const store = (world: JobWorld, event: UploadEvent, text: string) =>
    world.reports.write(unfinishedKey(event), asChunks(text), 'application/json');

  it('is used without a word if it can be', async () => {
    const { world, event } = await interrupted();
    expect(await world.ingest(event)).toBe('done');
    expect(await world.job('upload', event.key)).not.toHaveProperty('readAgain');
    expect(world.warnings).toEqual([]);
  });

  it('is reported if it cannot be stored, and the next invocation counts that it reads the file again', async () => {
    const { world, event } = await interrupted(({ reports }) =>
      vi.spyOn(reports, 'write').mockRejectedValue(new Error('no answer')),
    );
    expect(world.warnings).toEqual([new Error('no answer')]);
    expect(await world.ingest(event)).toBe('done');
    const job = await world.job('upload', event.key);
    expect(job).toMatchObject({ readAgain: 1, lines: 3 * BATCH + 1, rejected: 1, rejectsKey: expect.any(String) });
    expect(String(world.warnings[1])).toContain('read again from its beginning');
    expect(String(world.warnings[1])).toContain('it is not stored');
  });

  it.each<[string, (stored: Record<string, unknown>) => string, string]>([
    ['of a later release', (stored) => JSON.stringify({ ...stored, format: 2 }), 'has the format 2, expected 1'],
    [
      'of a release without formats',
      ({ format: _, ...stored }) => JSON.stringify({ ...stored, place: { renamed: true } }),
      'has the format undefined, expected 1',
    ],
    ['that is cut off', (stored) => JSON.stringify(stored).slice(0, 50), 'is no JSON'],
    ['that is no object', () => 'null', 'has the format undefined'],
  ])('%s is refused: the file is read again, which is counted and changes no result', async (_what, change, reason) => {
    const { world, event } = await interrupted();
    await store(world, event, change(await storedOf(world, event)));
    expect(await receive(world, world.continuations.messages.shift()!, 2 * BATCH)).toBe('continued');
    expect(await world.job('upload', event.key)).toMatchObject({ state: 'running', readAgain: 1 });
    expect(await receive(world, world.continuations.messages.shift()!, 4 * BATCH)).toBe('done');
    expect(world.warnings.map(String)).toEqual([expect.stringContaining(reason)]);
    const once = new JobWorld();
    const whole = once.upload('catalog/a.jsonl', ['broken', ...lines(3 * BATCH)]);
    await once.ingest(whole);
    const { continuations: _c, readAgain, ...job } = (await world.job('upload', event.key)) as Record<string, unknown>;
    expect(readAgain).toBe(1);
    expect(job).toEqual(await once.job('upload', whole.key));
    expect(await catalogOf(world)).toEqual(await catalogOf(once));
  });

  it('has a number for its form, which must rise when the form changes', async () => {
    const { world, event } = await interrupted();
    expect(namesIn(await storedOf(world, event))).toMatchInlineSnapshot(`
      [
        "format: number",
        "order: string",
        "schema: string",
        "position: number",
        "place.plan.kind: string",
        "place.plan.assigned[].column: string",
        "place.plan.assigned[].target.kind: string",
        "place.plan.assigned[].because: string",
        "place.plan.assigned[].target.name: string",
        "place.point.line: number",
        "place.point.rejected: number",
        "report.rows[]: string",
        "report.counts.rejected: number",
        "report.counts.shownRejected: number",
        "report.counts.ignored: number",
        "report.counts.shownExamples: number",
        "report.counts.bytes: number",
        "reasons[][]: string",
        "reasons[][].lines: number",
        "reasons[][].first: number",
        "spared.ids[]: string",
        "spared.unreadable: number",
      ]
    `);
  });
});

/** The names of all fields in a value, and what they hold. */
function namesIn(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => namesIn(one, `${path}[]`)))];
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([name, one]) => namesIn(one, path === '' ? name : `${path}.${name}`));
}

async function* asChunks(text: string) {
  yield text;
}
