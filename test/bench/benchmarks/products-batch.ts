import type { LocalStack } from '../../../lib/local/stack/local-stack.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { publishCatalogModel, withLocalStack } from '../local-bench.ts';
import { milliseconds, timingOf } from '../measure.ts';
import { catalogProducts } from '../synthetic-catalog.ts';

const PRODUCTS = 1000;
const ROUNDS = 5;

/**
 * `POST /v1/products:batch` with 1,000 PUTs through the local stack, under a live model: milliseconds, and the CPU time of all
 * parts of the stack together, which other work of the machine changes less. The first round writes new products.
 */
export const productsBatch: Benchmark = {
  name: 'products-batch',
  cases: ['products-batch-wall', 'products-batch-cpu'],
  hasModes: false,
  hasPeer: false,
  async *measure({ wants }) {
    const measurements = await withLocalStack(measured);
    yield* measurements.filter(({ name }) => wants(name));
  },
};

async function measured(stack: LocalStack): Promise<Measurement[]> {
  await publishCatalogModel(stack);
  const times = { wall: [] as number[], cpu: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    await putAll(stack.url, round);
    const { user, system } = process.cpuUsage(cpuBefore);
    // The first round starts the function and compiles its code.
    if (round === 0) continue;
    times.wall.push((performance.now() - start) / 1000);
    times.cpu.push((user + system) / 1e6);
  }
  const config = { products: PRODUCTS, rounds: times.wall.length };
  return (['wall', 'cpu'] as const).map((name) => ({
    ...{ name: `products-batch-${name}`, unit: 'ms', ...milliseconds(timingOf(times[name])), config },
  }));
}

async function putAll(url: string, round: number): Promise<void> {
  const operations = [...catalogProducts(PRODUCTS)].map((product) => ({
    op: 'put',
    product: { ...product, title: `${product.title} ${round}` },
  }));
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/products:batch`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ operations }),
  });
  const { data = [] } = (await answer.json()) as { data?: { status?: number }[] };
  const written = data.filter(({ status }) => status === 200 || status === 201).length;
  // The function stops in time for its answer, so on a slow machine a round may write only some.
  if (round > 0 && written < PRODUCTS) throw new Error(`bench: ${written} of ${PRODUCTS} products were written`);
}
