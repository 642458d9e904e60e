/**
 * `fresh-products.ts PRODUCTS SIMILAR` runs the bundles of two functions in its own process, with the environment of the functions.
 * Every 2 seconds it writes a product through PRODUCTS, and then searches with SIMILAR until the product is found. On SIGTERM it
 * prints as JSON how long each search took.
 */
import { pathToFileURL } from 'node:url';
import type { HttpEvent } from '../../lambdas/http/http-request.ts';
import type { HttpResponse } from '../../lambdas/http/http-response.ts';
import { httpEvent } from '../support/api/http-event.ts';

type Handler = (event: HttpEvent) => Promise<HttpResponse>;

/** The pause between two written products. */
const PAUSE_MILLISECONDS = 2000;
/** The pause between two searches for a written product. */
const SEARCH_PAUSE_MILLISECONDS = 250;

const [products, similar] = await Promise.all(
  process.argv.slice(2, 4).map(async (bundle): Promise<Handler> => (await import(pathToFileURL(bundle).href)).handler),
);
const foundAfterSeconds: number[] = [];
let isStopped = false;
process.once('SIGTERM', () => {
  isStopped = true;
});

await put('fresh', 'anchor');
for (let i = 0; !isStopped; i++) {
  const [id, brand] = [`fresh-${i}`, `fresh brand ${i}`];
  await put(id, brand);
  const start = performance.now();
  while (!(await isFound(id, brand))) await pause(SEARCH_PAUSE_MILLISECONDS);
  foundAfterSeconds.push((performance.now() - start) / 1000);
  await pause(PAUSE_MILLISECONDS);
}
console.log(JSON.stringify({ foundAfterSeconds }));
process.exit();

async function put(id: string, brand: string): Promise<void> {
  const body = { title: 'the lamp that nobody else has', brand };
  const { statusCode, body: answer } = await products!(httpEvent('PUT', `/v1/products/${id}`, { body }));
  if (statusCode >= 300) throw new Error(`bench: PUT answered ${statusCode} ${answer}`);
}

/** Each has a brand of its own, so that it is found among any number of products like it. */
async function isFound(id: string, brand: string): Promise<boolean> {
  const target = `/v1/products/fresh/similar?limit=1&filter=${encodeURIComponent(`brand:${brand}`)}`;
  const { statusCode, body } = await similar!(httpEvent('GET', target));
  return statusCode === 200 && JSON.parse(body).data.some((one: { id: string }) => one.id === id);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
