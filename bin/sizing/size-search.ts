import { environmentDefaults } from '../../lambdas/shared/environment-defaults.ts';
import { assumed, limits, prices } from './prices.ts';
import type { Rates, SearchRate } from './rates.ts';
import { writeDollars } from './size-training.ts';

/** One engine at one size. */
export interface EngineSize {
  readonly megabytes: number;
  /** One query in a warm function. */
  readonly warmSeconds: number;
  /** Time to read what the first answer needs: ids, fields and codes. The vectors are read after it. */
  readonly coldSeconds: number;
  readonly dollarsPerMillionQueries: number;
  /** Storage in addition to what both engines need. */
  readonly dollarsPerMonth: number;
  /** Per published version, in addition to what both engines need. */
  readonly dollarsPerVersion: number;
}

const { LOAD_WAIT_SECONDS } = environmentDefaults;
const RESULTS = 10;
const GIGABYTE = 1e9;
const INDEX_ENGINE_MEGABYTES = 512;

/** The exact engine: all vectors are in memory, and every query reads all of them. */
export function estimateExactSearch(products: number, dim: number, { search }: Rates): EngineSize {
  const { bytesPerProduct, storedBytesPerProduct, querySecondsPerProduct } = rateAt(search, dim);
  const bytes = products * bytesPerProduct;
  const megabytes = Math.max(limits.megabytesPerProcessor, (bytes + assumed.functionBytes) / 2 ** 20);
  const warmSeconds = assumed.requestSeconds + products * querySecondsPerProduct;
  return {
    megabytes,
    warmSeconds,
    coldSeconds: (products * (storedBytesPerProduct - dim * Float32Array.BYTES_PER_ELEMENT)) / assumed.s3BytesPerSecond,
    // The example is in memory too. What a warm function reads while nothing changes does not grow with the queries.
    dollarsPerMillionQueries: 1e6 * lambdaDollars(megabytes, warmSeconds),
    dollarsPerMonth: 0,
    dollarsPerVersion: 0,
  };
}

/** The engine over DynamoDB's vector index. */
export function estimateIndexedSearch(products: number, dim: number): EngineSize {
  const warmSeconds = assumed.requestSeconds + assumed.indexSearchSeconds;
  const examined = Math.max(1024, assumed.examinedBytesPerNumber * dim + assumed.examinedBytesPerResult * RESULTS);
  const indexed = 4 * dim + assumed.indexedItemBytes;
  const list = assumed.listNumberBytes * dim;
  const item = 4 * dim + assumed.vectorItemBytes;
  const search = (examined / GIGABYTE) * prices.vectorIndexSearchedGigabyte;
  return {
    megabytes: INDEX_ENGINE_MEGABYTES,
    warmSeconds,
    coldSeconds: 0,
    // The pointer, the vector of the product, the search.
    dollarsPerMillionQueries:
      1e6 * (lambdaDollars(INDEX_ENGINE_MEGABYTES, warmSeconds) + 2 * prices.dynamoDbReadUnit + search),
    dollarsPerMonth:
      (products / GIGABYTE) * (indexed * prices.vectorIndexGigabyteMonth + 2 * list * prices.dynamoDbGigabyteMonth),
    dollarsPerVersion:
      products *
      ((Math.max(1024, 4 * dim) / GIGABYTE) * prices.vectorIndexWrittenGigabyte +
        writeDollars(item + list) -
        writeDollars(item)),
  };
}

/** A limit of the exact engine. */
export interface Crossover {
  readonly what: string;
  /** The exact engine meets the limit up to this number of products. */
  readonly products: number;
}

/** Up to how many products the exact engine meets each limit, and up to how many it costs less than the index. */
export function findCrossovers(
  dim: number,
  rates: Rates,
  queriesPerMonth: number,
  versionsPerMonth: number,
): Crossover[] {
  const { bytesPerProduct, storedBytesPerProduct } = rateAt(rates.search, dim);
  const monthly = (size: EngineSize) =>
    (queriesPerMonth / 1e6) * size.dollarsPerMillionQueries +
    size.dollarsPerMonth +
    versionsPerMonth * size.dollarsPerVersion;
  return [
    {
      what: 'one function of 10,240 MB holds the vectors',
      products: Math.floor((limits.functionMegabytes * 2 ** 20 - assumed.functionBytes) / bytesPerProduct),
    },
    {
      what: 'its scratch disk of 10,240 MB holds two snapshots',
      products: Math.floor((limits.functionMegabytes * 2 ** 20) / (2 * storedBytesPerProduct)),
    },
    {
      what: `a cold start takes ${LOAD_WAIT_SECONDS} s, for which a request waits`,
      products: lastWhere((n) => estimateExactSearch(n, dim, rates).coldSeconds <= LOAD_WAIT_SECONDS),
    },
    {
      what: 'a cold start takes 10 s',
      products: lastWhere((n) => estimateExactSearch(n, dim, rates).coldSeconds <= 10),
    },
    {
      what: 'a warm query takes 25 ms',
      products: lastWhere((n) => estimateExactSearch(n, dim, rates).warmSeconds <= 0.025),
    },
    {
      what: 'a month costs as much',
      products: lastWhere((n) => monthly(estimateExactSearch(n, dim, rates)) <= monthly(estimateIndexedSearch(n, dim))),
    },
  ];
}

const MAX_PRODUCTS = 2 ** 40;

/** The last whole number up to 2^40 that meets a condition which holds from 1 on up to some number. */
function lastWhere(holds: (products: number) => boolean): number {
  let [low, high] = [1, MAX_PRODUCTS];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The rate that was measured for this dimension at the largest number of products. */
function rateAt(search: readonly SearchRate[], dim: number) {
  const known = search.filter((one) => one.dim === dim);
  const rate = known.at(-1);
  if (rate === undefined)
    throw new RangeError(
      `sizing: no search rate for ${dim} numbers, expected one in bin/sizing/rates.json: measure it with --measure`,
    );
  return { ...rate, querySecondsPerProduct: rate.querySeconds / rate.products };
}

function lambdaDollars(megabytes: number, seconds: number): number {
  return (megabytes / 1024) * seconds * prices.lambdaGigabyteSecond + prices.lambdaRequest;
}
