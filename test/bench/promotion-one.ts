/**
 * Searches while another version goes live: promotion-one.ts BUNDLE SECONDS VERSION [VERSION ...] imports the bundle of `similar`
 * and searches at fixed times. For each version it first searches for so many seconds. Then it prints "quiet", whereupon its
 * parent promotes the version, and searches until the version answers. Prints times as one line of JSON. The environment is the
 * function's.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { httpEvent } from '../support/api/http-event.ts';
import { quantile } from './measure.ts';
import { syntheticId } from './synthetic-space.ts';

/** What is printed of each promotion. Times are in milliseconds, from the time at which a search was due. */
export interface PromotionTimes {
  readonly quietP50: number;
  readonly quietP99: number;
  readonly p50: number;
  readonly p99: number;
  /** From the first answer that is stale to the first one of the new version. */
  readonly loadMilliseconds: number;
  /** Answered during this time. */
  readonly searches: number;
  /** From one search to the next. */
  readonly everyMilliseconds: number;
}

const WARM_UP_SEARCHES = 400;
const ASKED_PRODUCTS = 10_000;
const MIN_EVERY_MILLISECONDS = 5;
/** Searches take at most this share of the time while nothing else happens: a machine that only just keeps up says nothing. */
const MAX_SHARE = 0.25;
/** A search that is this late shows that the machine does not keep up. */
const MAX_LATE_MILLISECONDS = 5000;

const [bundle = '', seconds = '', ...versions] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(bundle).href);
let searches = 0;

/** Searches once. @returns what the answer says of itself */
async function search(): Promise<{ modelVersion: string; stale: boolean }> {
  const id = syntheticId((searches++ * 7919) % ASKED_PRODUCTS);
  const { statusCode, body } = await handler(httpEvent('GET', `/v1/products/${id}/similar`), {});
  if (statusCode !== 200) throw new Error(`bench: answered ${statusCode} ${body}`);
  return JSON.parse(body);
}

/** Searches one after the other. @returns the median, in milliseconds, of the second half */
async function warmUp(): Promise<number> {
  const times: number[] = [];
  while (times.length < WARM_UP_SEARCHES) {
    const start = performance.now();
    await search();
    times.push(performance.now() - start);
  }
  const warm = times.slice(times.length / 2);
  return quantile(
    warm.sort((a, b) => a - b),
    0.5,
  );
}

const everyMilliseconds = Math.max(MIN_EVERY_MILLISECONDS, Math.ceil((await warmUp()) / MAX_SHARE));

/** Searches at fixed times. @returns milliseconds from the time at which a search was due to its answer, ascending */
async function searchWhile(isWanted: (answer: Awaited<ReturnType<typeof search>>) => boolean): Promise<number[]> {
  const times: number[] = [];
  for (let due = performance.now(); ; due += everyMilliseconds) {
    if (due > performance.now()) await wait(due - performance.now());
    const answer = await search();
    if (!isWanted(answer)) return times.sort((a, b) => a - b);
    const late = performance.now() - due;
    if (late > MAX_LATE_MILLISECONDS)
      throw new Error(`bench: one search each ${everyMilliseconds} ms is ${late} ms late: measure on an idle machine`);
    times.push(late);
  }
}

async function promoted(version: string): Promise<PromotionTimes> {
  const end = performance.now() + Number(seconds) * 1000;
  const quiet = await searchWhile(() => performance.now() < end);
  console.log('quiet');
  await searchWhile(({ stale }) => !stale);
  const start = performance.now();
  const loading = await searchWhile(({ modelVersion }) => modelVersion !== version);
  const [quietP50, quietP99, p50, p99] = [quiet, loading].flatMap((times) => [
    quantile(times, 0.5),
    quantile(times, 0.99),
  ]) as [number, number, number, number];
  const loadMilliseconds = performance.now() - start;
  return { quietP50, quietP99, p50, p99, loadMilliseconds, searches: loading.length, everyMilliseconds };
}

const rounds: PromotionTimes[] = [];
for (const version of versions) rounds.push(await promoted(version));
console.log(JSON.stringify(rounds));
process.exit();
