/**
 * Searches while another version goes live: promotion-one.ts BUNDLE SECONDS VERSION imports the bundle of `similar` and searches
 * at fixed times, first for so many seconds. Then it prints "quiet", whereupon its parent promotes the version, and searches
 * until the version answers. Prints times as one line of JSON. The environment is the function's.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { httpEvent } from '../support/api/http-event.ts';
import { quantile } from './measure.ts';
import { syntheticId } from './synthetic-space.ts';

const EVERY_MILLISECONDS = 5;
const WARM_UP_SEARCHES = 400;
const ASKED_PRODUCTS = 10_000;

const [bundle = '', seconds = '', version = ''] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(bundle).href);
let searches = 0;

/** Searches once. @returns what the answer says of itself */
async function search(): Promise<{ modelVersion: string; stale: boolean }> {
  const id = syntheticId((searches++ * 7919) % ASKED_PRODUCTS);
  const { statusCode, body } = await handler(httpEvent('GET', `/v1/products/${id}/similar`), {});
  if (statusCode !== 200) throw new Error(`bench: answered ${statusCode} ${body}`);
  return JSON.parse(body);
}

/** Searches at fixed times. @returns milliseconds from the time at which a search was due to its answer, ascending */
async function searchWhile(isWanted: (answer: Awaited<ReturnType<typeof search>>) => boolean): Promise<number[]> {
  const times: number[] = [];
  for (let due = performance.now(); ; due = Math.max(due + EVERY_MILLISECONDS, performance.now() - 1000)) {
    if (due > performance.now()) await wait(due - performance.now());
    const answer = await search();
    if (!isWanted(answer)) return times.sort((a, b) => a - b);
    times.push(performance.now() - due);
  }
}

for (let i = 0; i < WARM_UP_SEARCHES; i++) await search();
const end = performance.now() + Number(seconds) * 1000;
const quiet = await searchWhile(() => performance.now() < end);
console.log('quiet');
await searchWhile(({ stale }) => !stale);
const start = performance.now();
const loading = await searchWhile(({ modelVersion }) => modelVersion !== version);
const loadMilliseconds = performance.now() - start;
const [quietP50, quietP99, p50, p99] = [quiet, loading].flatMap((times) => [
  quantile(times, 0.5),
  quantile(times, 0.99),
]);
console.log(JSON.stringify({ quietP50, quietP99, p50, p99, loadMilliseconds, searches: loading.length }));
process.exit();
