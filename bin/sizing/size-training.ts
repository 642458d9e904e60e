import { LEAST_AUTO_DIM } from '../../lambdas/core/training/config/auto-dimension.ts';
import { defaultTrainingConfig } from '../../lambdas/core/training/config/training-config.ts';
import {
  BASE_BYTES,
  estimateProductBytes,
  estimateRowBytes,
  SHARE_OF_MEMORY,
} from '../../lambdas/core/training/data/run-memory.ts';
import { assumed, limits, prices } from './prices.ts';
import { type Rates, valueAt } from './rates.ts';
import { buildSyntheticShop } from './synthetic-shop.ts';

/** What a training run of one size needs. */
export interface TrainingSize {
  readonly products: number;
  readonly pairs: number;
  /** Products that training uses: all, or as many as the largest function can hold. */
  readonly trainedOn: number;
  readonly steps: number;
  readonly memoryBytes: number;
  /** The memory to configure: a third more than `memoryBytes`. */
  readonly megabytes: number;
  readonly seconds: number;
  readonly lambdaDollars: number;
  /** Scans of the table, which holds two versions by the end of the run. */
  readonly readDollars: number;
  /** Every vector, once. */
  readonly writeDollars: number;
  /** The sum of the three. */
  readonly dollars: number;
}

/** What a run on all of a shop takes, and a third more for what varies: as the run itself estimates. */
const HEADROOM = 1 / SHARE_OF_MEMORY;
const MEBIBYTE = 2 ** 20;
const MEGABYTES_STEP = 64;
const MIN_ANCHORS = 1000;
const MENTIONS_PER_PAIR = 2;
/** A run reads the products once, and products with vectors before and after `live` moves (docs/design/capacity.md). */
const SCANS_PER_RUN = 3;
const [typical] = buildSyntheticShop(1, 0).products;

/**
 * The size of one training run with the default configuration on one thread, from reading the catalog to writing the
 * last vector.
 */
export function estimateTraining(products: number, pairs: number, { training }: Rates): TrainingSize {
  const { epochs, maxPairs, batchSize } = defaultTrainingConfig;
  const trainedOn = Math.min(products, maxTrainedProducts(pairs / products));
  const trainingPairs = (pairs * trainedOn) / products;
  const anchors = Math.min(maxPairs, epochs * Math.max(trainedOn, MIN_ANCHORS));
  const steps = Math.min(Math.ceil(anchors / batchSize), training.maxSteps);
  const memoryBytes = valueAt(training.memoryBytes, trainedOn, trainingPairs);
  const wanted = Math.ceil((memoryBytes * HEADROOM) / MEBIBYTE / MEGABYTES_STEP) * MEGABYTES_STEP;
  const megabytes = Math.min(limits.functionMegabytes, Math.max(limits.megabytesPerProcessor, wanted));
  const seconds =
    (products * assumed.productBytes) / assumed.scannedBytesPerSecond +
    valueAt(training.prepareSeconds, trainedOn, trainingPairs) +
    steps * training.stepSeconds +
    valueAt(training.judgeSeconds, trainedOn, trainingPairs) +
    products * training.embedSecondsPerProduct +
    products / assumed.vectorWritesPerSecond;
  const lambdaDollars = (megabytes / 1024) * seconds * prices.lambdaGigabyteSecond;
  const vectorBytes = 4 * LEAST_AUTO_DIM + assumed.vectorItemBytes;
  const scannedBytes = products * (assumed.productBytes + assumed.storedVersions * vectorBytes);
  const readDollars = SCANS_PER_RUN * (scannedBytes / READ_UNIT_BYTES) * prices.dynamoDbReadUnit;
  const written = products * writeDollars(vectorBytes);
  return {
    products,
    pairs,
    trainedOn,
    steps,
    memoryBytes,
    megabytes,
    seconds,
    lambdaDollars,
    readDollars,
    writeDollars: written,
    dollars: lambdaDollars + readDollars + written,
  };
}

/** The number of products that the largest function can train on. */
function maxTrainedProducts(pairsPerProduct: number): number {
  const bytes = estimateProductBytes(typical!, LEAST_AUTO_DIM) + pairsPerProduct * estimateRowBytes(MENTIONS_PER_PAIR);
  return Math.floor((limits.functionMegabytes * MEBIBYTE * SHARE_OF_MEMORY - BASE_BYTES) / bytes);
}

/** Strongly consistent; a scan is billed by the sum of the bytes that it reads, not of what it returns. */
const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/** The write units of an item. */
export function itemUnits(bytes: number): number {
  return Math.ceil(bytes / WRITE_UNIT_BYTES);
}

/** The cost of writing to the table and its index `changes`. */
export function writeDollars(bytes: number): number {
  return 2 * itemUnits(bytes) * prices.dynamoDbWriteUnit;
}
