import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { environmentDefaults } from '../../../lambdas/shared/environment-defaults.ts';
import { createClient } from '../../../lib/client/client.ts';
import { memoryApi } from '../../support/api/memory-api.ts';
import { identityModel } from '../../support/core/factories.ts';

afterAll(() => vi.resetModules());

/** What docs/search.md promises for changes that another environment serves. */
const PROMISED_SECONDS = 5;
const { LIVE_RECHECK_SECONDS, SIMILAR_MAX_AGE_SECONDS } = environmentDefaults;
/** Everything happens at multiples of this time. */
const STEP_SECONDS = 0.25;
const stepsOf = (seconds: number) => seconds / STEP_SECONDS;

type Api = Awaited<ReturnType<typeof memoryApi>>;

let api: Api;
/** Reads what `api` writes, by handlers and an index of its own. */
let other: Awaited<ReturnType<Api['startEnvironment']>>;
/** How much later the changes index shows a write. */
let lagSeconds: number;

beforeEach(async () => {
  api = await memoryApi({ recheckSeconds: LIVE_RECHECK_SECONDS });
  lagSeconds = 0;
  const read = api.vectors.changes.bind(api.vectors);
  api.vectors.changes = async function* (version, since, parts) {
    const shown = new Date(api.clock.now().getTime() - lagSeconds * 1_000).toISOString();
    for await (const change of read(version, since, parts)) if (change.updatedAt <= shown) yield change;
  };
  await api.models.publish(identityModel);
  for (const id of ['a', 'b']) await api.request('PUT', `/v1/products/${id}`, { body: { features: [1, 0] } });
  other = await api.startEnvironment();
  api.clock.advance(PROMISED_SECONDS);
});

/** A client of the other environment, on the clock of the test. */
function clientOf(cache: object | undefined) {
  return createClient({
    url: 'http://other.test',
    ...(cache && { cache }),
    clock: { wait: async () => {}, random: () => 0, now: () => api.clock.now().getTime() },
    fetch: async (input, init) => {
      const { pathname, search } = input as URL;
      const headers = init!.headers as Record<string, string>;
      const { status, json, headers: received } = await other.request(init!.method!, pathname + search, { headers });
      return new Response(json === undefined ? null : JSON.stringify(json), { status, headers: received });
    },
  });
}

/** Whether the product `b` is among what is similar to `a`. */
async function isFound(client: ReturnType<typeof clientOf>): Promise<boolean> {
  const { data } = await client.findSimilarOfQuery({ id: 'a' });
  return data.some(({ id }) => id === 'b');
}

/** When things happen, in steps from the first search of the other environment. */
interface Schedule {
  /** When `b` is written or removed. */
  readonly change: number;
  /** When the client searches. */
  readonly isSearched: (step: number) => boolean;
  /** When another caller searches in the same environment. @default never again */
  readonly isOthers?: (step: number) => boolean;
  readonly cache: object | undefined;
}

/** The seconds after a change for which a client of the other environment still gets the state before; 0 for none. */
async function measureStale(
  change: () => Promise<unknown>,
  isFoundAfter: boolean,
  schedule: Schedule,
): Promise<number> {
  const { isSearched, isOthers = () => false, cache } = schedule;
  const [client, others] = [clientOf(cache), clientOf(undefined)];
  expect(await isFound(others)).toBe(!isFoundAfter);
  let stale = 0;
  for (let step = 0; step <= schedule.change + stepsOf(PROMISED_SECONDS + 1); step++) {
    if (step === schedule.change) await change();
    if (isOthers(step)) await isFound(others);
    const isOld = isSearched(step) && (await isFound(client)) !== isFoundAfter;
    if (isOld && step > schedule.change) stale = (step - schedule.change) * STEP_SECONDS;
    api.clock.advance(STEP_SECONDS);
  }
  return stale;
}

const remove = () => api.request('DELETE', '/v1/products/b');
const put = () => api.request('PUT', '/v1/products/b', { body: { features: [1, 0] } });

/** Brings `b` back, and the other environment up to date. */
async function restore(): Promise<void> {
  await put();
  api.clock.advance(2 * PROMISED_SECONDS);
}

/**
 * The longest time over all instants of the change and of the client's first search. It then searches at every step, and
 * another caller did before.
 */
async function measureWorst(cache: object | undefined): Promise<number> {
  let worst = 0;
  for (let change = 1; change <= stepsOf(LIVE_RECHECK_SECONDS); change += 2) {
    for (let first = 1; first <= stepsOf(2 * LIVE_RECHECK_SECONDS); first += 2) {
      const schedule = { change, cache, isSearched: (at: number) => at >= first, isOthers: (at: number) => at < first };
      worst = Math.max(worst, await measureStale(remove, false, schedule));
      await restore();
    }
  }
  return worst;
}

describe('a removed product in another environment', () => {
  it.each([
    ['the next read of changes', 0, undefined, LIVE_RECHECK_SECONDS],
    ['the changes index shows it, and is read', 1, undefined, LIVE_RECHECK_SECONDS + 1],
    ['its caller asks again', 0, {}, LIVE_RECHECK_SECONDS + SIMILAR_MAX_AGE_SECONDS],
    ['all of these: the promised time', 1, {}, PROMISED_SECONDS],
  ])('is an answer at most until %s', async (_what, lag, cache, bound) => {
    lagSeconds = lag;
    const worst = await measureWorst(cache);
    expect(worst).toBeLessThanOrEqual(bound);
    // The measurement finds the longest time: it is a few steps less.
    expect(worst).toBeGreaterThanOrEqual(bound - 3 * STEP_SECONDS);
  });

  it('is unknown to the environment that removed it at once', async () => {
    expect((await api.request('GET', '/v1/similar?id=b')).status).toBe(200);
    await remove();
    expect((await api.request('GET', '/v1/similar?id=b')).status).toBe(404);
    expect((await api.request('GET', '/v1/similar?id=a')).json.data).toEqual([]);
  });

  it('ends to be an answer within the promised time, at any instants of searches', async () => {
    const steps = fc.array(fc.boolean(), { minLength: 8, maxLength: 40 });
    const schedules = fc.record({
      change: fc.integer({ min: 1, max: 24 }),
      lag: fc.integer({ min: 0, max: stepsOf(1) }),
      cache: fc.constantFrom({}, undefined),
      searched: steps,
      others: steps,
    });
    await fc.assert(
      fc.asyncProperty(schedules, async ({ change, lag, cache, searched, others }) => {
        lagSeconds = lag * STEP_SECONDS;
        const at = (of: readonly boolean[]) => (step: number) => of[step % of.length]!;
        const schedule = { change, cache, isSearched: at(searched), isOthers: at(others) };
        expect(await measureStale(remove, false, schedule)).toBeLessThanOrEqual(PROMISED_SECONDS);
        await restore();
      }),
      { numRuns: 40 },
    );
  });
});

describe('a new product in another environment', () => {
  it('is an answer within the promised time', async () => {
    await remove();
    api.clock.advance(2 * PROMISED_SECONDS);
    lagSeconds = 1;
    const schedule = { change: 5, isSearched: (step: number) => step >= 7, cache: {} };
    const stale = await measureStale(put, true, schedule);
    expect(stale).toBeGreaterThan(SIMILAR_MAX_AGE_SECONDS);
    expect(stale).toBeLessThanOrEqual(PROMISED_SECONDS);
  });
});
