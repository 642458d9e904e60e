/**
 * `node bin/sizing/measure-search.ts PRODUCTS DIM`: fills a space with random vectors, searches it, and prints one line of
 * JSON: seconds of processor time, and bytes.
 */
import { CounterRandom } from '../../lambdas/core/random.ts';
import { searchExact } from '../../lambdas/core/search/search-exact.ts';
import { VectorSpace } from '../../lambdas/core/search/vector-space.ts';
import { processorSeconds } from './processor-time.ts';

const [products = 0, dim = 0] = process.argv.slice(2).map(Number);
const QUERIES = 50;

const random = new CounterRandom(1, 'measure-search');
const vector = () => Float32Array.from({ length: dim }, () => random.uniform() - 0.5);
const before = process.memoryUsage().rss;
const space = new VectorSpace('m-1', dim);
for (let i = 0; i < products; i++) space.upsert(`product-${i}`, vector());
searchExact(space, vector(), { k: 10 });
const peak = process.memoryUsage().rss;
const queries = Array.from({ length: QUERIES }, vector);
const began = processorSeconds();
for (const query of queries) searchExact(space, query, { k: 10 });
const querySeconds = (processorSeconds() - began) / QUERIES;
console.log(JSON.stringify({ products, dim, querySeconds, bytesPerProduct: (peak - before) / products }));
