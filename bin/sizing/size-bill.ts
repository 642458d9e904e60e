import { LEAST_AUTO_DIM } from '../../lambdas/core/training/config/auto-dimension.ts';
import { environmentDefaults } from '../../lambdas/shared/environment-defaults.ts';
import { MEGABYTES_PER_VCPU } from '../../lambdas/shared/lambda-limits.ts';
import { PRODUCTS_PER_FILE } from '../../lambdas/use-cases/common/frozen-catalog.ts';
import { assumed, prices } from './prices.ts';
import type { Rates } from './rates.ts';
import { estimateExactSearch } from './size-search.ts';
import { estimateTraining, itemUnits, writeDollars } from './size-training.ts';

/** A shop and what it does in a month. */
export interface MonthOfShop {
  readonly products: number;
  /** Searches by the API, with the exact engine. */
  readonly queries: number;
  /** Training runs, each of which publishes a version. */
  readonly runs: number;
  /** Uploads of the whole catalog. */
  readonly uploads: number;
}

/** One line of the bill: what AWS charges for, and US dollars of a month. */
export type BillLine = readonly [what: string, dollars: number];

const SECONDS = 30 * 24 * 3600;
const GIGABYTE = 1e9;
const DIM = LEAST_AUTO_DIM;
const PAIRS_PER_PRODUCT = 10;

/** Every line of the bill of a month, without free tiers, alarms, dashboard and metrics, which do not depend on the shop. */
export function billOfMonth(shop: MonthOfShop, rates: Rates): BillLine[] {
  const search = estimateExactSearch(shop.products, DIM, rates);
  const run = estimateTraining(shop.products, PAIRS_PER_PRODUCT * shop.products, rates);
  return [
    ['API Gateway: requests', shop.queries * prices.httpApiRequest],
    ['Lambda: searches', (shop.queries / 1e6) * search.dollarsPerMillionQueries],
    ['Lambda: uploads', uploadSecondsDollars(shop)],
    ['Lambda: training runs', shop.runs * run.lambdaDollars],
    ['DynamoDB: looks for changes', looksDollars(shop)],
    ['DynamoDB: reads of uploads', shop.uploads * shop.products * prices.dynamoDbReadUnit],
    ['DynamoDB: writes of uploads', uploadWritesDollars(shop)],
    ['DynamoDB: scans and reads of runs', shop.runs * run.readDollars],
    ['DynamoDB: vectors of new versions', shop.runs * run.writeDollars],
    ['DynamoDB: expiry of old versions', shop.runs * run.writeDollars],
    ['DynamoDB: storage and point-in-time recovery', tableDollars(shop)],
    ['S3: storage', storedDollars(shop, rates)],
    ['S3: requests', s3RequestsDollars(shop, rates)],
    ['SQS: polls of three queues', assumed.pollsPerMonth * prices.sqsRequest],
    ['CloudWatch: logs', logDollars(shop)],
    ['X-Ray: traces', tracesOf(shop.queries) * prices.trace],
  ];
}

function uploadSecondsDollars({ uploads, products }: MonthOfShop): number {
  const seconds = (uploads * products) / assumed.uploadedLinesPerSecond;
  return (MEGABYTES_PER_VCPU / 1024) * seconds * prices.lambdaGigabyteSecond;
}

/** A search function looks for changes before a query, at most every two seconds. */
function looksDollars({ queries }: MonthOfShop): number {
  const most = (assumed.warmEnvironments * SECONDS) / environmentDefaults.LIVE_RECHECK_SECONDS;
  return Math.min(queries, most) * assumed.idleReadUnits * prices.dynamoDbReadUnit;
}

/** Each line is one conditional write; a changed product also gets a vector. */
function uploadWritesDollars({ uploads, products }: MonthOfShop): number {
  const changed = assumed.changedShare * writeDollars(vectorBytes());
  return uploads * products * (itemUnits(assumed.productBytes) * prices.dynamoDbWriteUnit + changed);
}

function vectorBytes(): number {
  return 4 * DIM + assumed.vectorItemBytes;
}

/** Vectors are in the table and in its index `changes`. */
function tableDollars({ products }: MonthOfShop): number {
  const table = products * (assumed.productBytes + assumed.storedVersions * vectorBytes());
  const index = products * assumed.storedVersions * vectorBytes();
  return ((table + index) * prices.dynamoDbGigabyteMonth + table * prices.recoveryGigabyteMonth) / GIGABYTE;
}

/** Uploads and their replaced versions, what runs keep, snapshots, weights. */
function storedDollars({ products, uploads, runs }: MonthOfShop, rates: Rates): number {
  const compressed = assumed.productBytes / assumed.compression;
  const files = products * compressed * (uploads + 1 + runs);
  const snapshots = 2 * products * storedBytes(rates);
  const bytes = files + snapshots + runs * assumed.weightsBytes;
  return (bytes / GIGABYTE) * prices.s3GigabyteMonth;
}

function s3RequestsDollars({ products, runs, uploads }: MonthOfShop, rates: Rates): number {
  const files = products / PRODUCTS_PER_FILE;
  const segments = (products * storedBytes(rates)) / assumed.segmentBytes;
  const written = runs * (files + segments + assumed.objectsOfRun) + uploads;
  // The map reads the files of a run once more, and each new search function its snapshot.
  const read = runs * (2 * files + segments + assumed.objectsOfRun) + 30 * assumed.coldStartsPerDay * segments;
  return written * prices.s3Put + read * prices.s3Get;
}

function storedBytes({ search }: Rates): number {
  return search.findLast(({ dim }) => dim === DIM)?.storedBytesPerProduct ?? 4 * DIM;
}

function logDollars({ queries }: MonthOfShop): number {
  const gigabytes = (queries * assumed.logBytesPerRequest) / GIGABYTE;
  return gigabytes * (prices.logGigabyte + assumed.logMonths * prices.logGigabyteMonth);
}

/** The default rule of X-Ray: the first request of each second, and 5 % of the others. */
export function tracesOf(queries: number): number {
  const first = Math.min(queries, SECONDS);
  return first + assumed.tracedShare * (queries - first);
}
