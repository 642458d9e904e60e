import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseEvents } from '../../../lambdas/formats/events/event-messages.ts';
import { memoryApi } from '../../support/api/memory-api.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;
const post = (events: readonly unknown[]) => api.request('POST', '/v1/events', { body: { events } });
const queued = () => api.events.messages.flatMap(parseEvents);
const now = () => api.clock.now().toISOString();

beforeEach(async () => {
  api = await memoryApi();
});

describe('POST /v1/events', () => {
  it('accepts clicks, purchases and searches, and puts them on the queue', async () => {
    const events = [
      { items: ['a'], kind: 'session', sessionId: 's1', at: '2025-12-31T23:00:00+01:00' },
      { items: ['a', 'b'], quantities: [2, -1], at: '2025-12-31T22:05:00Z' },
      { query: 'red shoe', positive: 'a', at: '2025-12-31T22:06:00.5Z' },
    ];
    const { status, json } = await post(events);
    expect([status, json.accepted]).toEqual([202, 3]);
    expect(json.data).toEqual([
      { index: 0, status: 202, at: '2025-12-31T22:00:00.000Z' },
      { index: 1, status: 202, at: '2025-12-31T22:05:00.000Z' },
      { index: 2, status: 202, at: '2025-12-31T22:06:00.500Z' },
    ]);
    expect(queued()).toEqual([
      { ...events[0], at: json.data[0].at },
      { ...events[1], kind: 'basket', at: json.data[1].at },
      { ...events[2], at: json.data[2].at },
    ]);
  });

  it('gives events without a time that of the request, and equal ones different times: they are two', async () => {
    const { json } = await post([{ items: ['a', 'b'] }, { items: ['a', 'b'] }]);
    expect(json.data[0].at).toBe(now());
    expect(new Set(queued().map(({ at }) => at)).size).toBe(2);
  });

  it.each<[string, unknown, string, string]>([
    ['no products', { items: [] }, '/items', 'too-small'],
    ['no product and no search', { kind: 'session' }, '', 'wrong-type'],
    ['no object', 'a', '', 'wrong-type'],
    ['an id that is no text', { items: ['a', 7] }, '/items/1', 'wrong-type'],
    ['an unknown kind', { items: ['a'], kind: 'refund' }, '/kind', 'wrong-value'],
    ['a field that may be meant otherwise', { items: ['a'], session: 's1' }, '/session', 'unknown-field'],
    ['quantities of other items', { items: ['a', 'b'], quantities: [1] }, '/quantities', 'wrong-value'],
    ['a time without its zone', { items: ['a'], at: '2026-01-01T10:15:00' }, '/at', 'wrong-format'],
    ['a time that has not come', { items: ['a'], at: '2027-01-01T10:15:00Z' }, '/at', 'too-big'],
    ['a time that was never set', { items: ['a'], at: '0001-01-01T00:00:00Z' }, '/at', 'too-small'],
    ['a time before the first year', { items: ['a'], at: '0000-01-01T00:00:00+01:00' }, '/at', 'too-small'],
    ['a search without a product', { query: 'red' }, '/positive', 'wrong-type'],
    ['too many bytes', { items: Array.from({ length: 1000 }, () => 'x'.repeat(250)) }, '', 'too-big'],
  ])('refuses an event with %s, and accepts the others', async (_what, event, pointer, code) => {
    const { status, json } = await post([{ items: ['a'] }, event, { items: ['b'] }]);
    expect([status, json.accepted]).toEqual([202, 2]);
    const { problem } = json.data[1];
    expect(problem.code).toBe('invalid-request');
    expect(problem.errors[0]).toMatchObject({ pointer: `/events/1${pointer}`, code });
    expect(queued()).toHaveLength(2);
  });

  it('names the field that may be meant', async () => {
    const { json } = await post([{ items: ['a'], session: 's1' }]);
    expect(json.data[0].problem.detail).toContain('sessionId');
  });

  it('answers 202 with nothing accepted if every event is refused', async () => {
    const { status, json } = await post([{ items: [] }]);
    expect([status, json.accepted, queued().length]).toEqual([202, 0, 0]);
  });

  it.each([
    [[], 'too-small'],
    [Array.from({ length: 1001 }, () => ({ items: ['a'] })), 'too-big'],
  ])('refuses a request with too few or too many events', async (events, code) => {
    expect(await post(events)).toMatchObject({ status: 422, json: { errors: [{ pointer: '/events', code }] } });
  });

  it('says which events were not accepted when the queue fails for a part of them', async () => {
    const warn = vi.spyOn(api.logger, 'warn').mockImplementation(() => {});
    vi.spyOn(api.events, 'send').mockRejectedValueOnce(new api.StoreError('unavailable', 'throttled'));
    const large = { items: Array.from({ length: 600 }, () => 'x'.repeat(250)) };
    const { status, json } = await post([large, { items: [] }, large]);
    expect([status, json.accepted]).toEqual([202, 1]);
    expect(json.data.map(({ problem }: { problem?: { code: string } }) => problem?.code)).toEqual([
      'unavailable',
      'invalid-request',
      undefined,
    ]);
    const error = expect.objectContaining({ message: 'throttled' });
    expect(warn.mock.calls).toEqual([['1 of 2 events were not accepted', { error }]]);
  });

  it('answers 503 with Retry-After when the queue takes none', async () => {
    vi.spyOn(api.logger, 'warn').mockImplementation(() => {});
    vi.spyOn(api.events, 'send').mockRejectedValue(new api.StoreError('unavailable', 'throttled'));
    const { status, headers } = await post([{ items: ['a'] }, { items: [] }]);
    expect([status, headers['retry-after']]).toEqual([503, '1']);
  });
});
