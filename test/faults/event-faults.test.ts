import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { tombstoneExpiry } from '../../lambdas/stores/dynamodb/tombstone.ts';
import { jobHandlers, notificationOf } from '../support/api/job-handlers.ts';
import { JobWorld } from '../support/worlds/job-world.ts';

const SECONDS_PER_DAY = 86_400;
/** A message waits for 14 days in a queue, and as long in its dead-letter queue. */
const MESSAGE_DAYS = 28;

afterAll(() => vi.resetModules());

afterEach(() => {
  vi.doUnmock('../../lambdas/composition/compose.ts');
  vi.doUnmock('../../lambdas/composition/models.ts');
  vi.restoreAllMocks();
});

describe('the tombstone of a removed product', () => {
  it('outlives every message that could bring the product back', () => {
    const removedAt = '2026-01-01T00:00:00.000Z';
    const seconds = Number(tombstoneExpiry(removedAt).expiresAt!.N) - Date.parse(removedAt) / 1000;
    expect(seconds).toBeGreaterThan(2 * MESSAGE_DAYS * SECONDS_PER_DAY);
  });
});

describe('an event without a sequencer', () => {
  it('is put in order by its time, and never replaces a newer upload', async () => {
    const world = new JobWorld();
    const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
    const older = { ...world.upload('catalog/a.jsonl', [{ id: 'a', title: 'old' }]), sequencer: '', eventTime: at(1) };
    const newer = { ...world.upload('catalog/a.jsonl', [{ id: 'a', title: 'new' }]), sequencer: '', eventTime: at(2) };
    expect(await world.ingest(newer)).toBe('done');
    // Without a tag nothing but the order of the events tells them apart.
    expect(await world.ingest({ ...older, etag: '' })).toBe('stale');
    expect(await world.ingest({ ...newer, etag: '' })).toBe('duplicate');
    expect((await world.products.get('a'))?.product.title).toBe('new');
  });
});

describe('the answer to a batch of messages', () => {
  it('names each message once, by its own id, however many of its records failed', async () => {
    const { world, ingest } = await jobHandlers();
    const events = ['a', 'b'].map((name) => world.upload(`catalog/${name}.jsonl`, [{ id: name }]));
    vi.spyOn(world.uploadStore, 'find').mockRejectedValue(new Error('no answer'));
    const [first, second] = events.map((event) => JSON.parse(notificationOf(event)).Records[0]);
    expect(await ingest([JSON.stringify({ Records: [first, second] })])).toEqual(['m0']);
  });

  it('names every message if all of them fail, and throws nothing', async () => {
    const { world, ingest, trainingUploads } = await jobHandlers();
    vi.spyOn(world.uploadStore, 'find').mockRejectedValue(new Error('no answer'));
    const bodies = ['a', 'b', 'c'].map((name) => notificationOf(world.upload(`catalog/${name}.jsonl`, [{ id: name }])));
    expect((await ingest([...bodies, 'poison'])).sort()).toEqual(['m0', 'm1', 'm2', 'm3']);
    const rows = notificationOf(world.upload('triplets/a.jsonl', [{ anchor: 'a', positive: 'b' }]));
    expect((await trainingUploads([rows, 'poison'])).sort()).toEqual(['m0', 'm1']);
  });
});
