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
  readonly dollars: number;
}

/** What a run on all of a shop takes, and a third more for what varies: as the run itself estimates. */
const HEADROOM = 1 / SHARE_OF_MEMORY;
const MEBIBYTE = 2 ** 20;
const MEGABYTES_STEP = 64;
const MIN_ANCHORS = 1000;
const MENTIONS_PER_PAIR = 2;
const [typical] = buildSyntheticShop(1, 0).products;

/**
 * The size of one training run with the default configuration on one thread, from reading the catalog to writing the
 * last vector.
 */
export function estimateTraining(products: number, pairs: number, { training }: Rates): TrainingSize {
  const { epochs, maxPairs, batchSize, dim } = defaultTrainingConfig;
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
  return {
    products,
    pairs,
    trainedOn,
    steps,
    memoryBytes,
    megabytes,
    seconds,
    dollars:
      (megabytes / 1024) * seconds * prices.lambdaGigabyteSecond +
      products * (readDollars(assumed.productBytes) + writeDollars(4 * dim + assumed.vectorItemBytes)),
  };
}

/** The number of products that the largest function can train on. */
function maxTrainedProducts(pairsPerProduct: number): number {
  const bytes =
    estimateProductBytes(typical!, defaultTrainingConfig.dim) + pairsPerProduct * estimateRowBytes(MENTIONS_PER_PAIR);
  return Math.floor((limits.functionMegabytes * MEBIBYTE * SHARE_OF_MEMORY - BASE_BYTES) / bytes);
}

/** The cost of reading by a scan, which is eventually consistent and billed by the sum of the bytes. */
function readDollars(bytes: number): number {
  return (bytes / 4096 / 2) * prices.dynamoDbReadUnit;
}

/** The cost of writing to the table and its index `changes`. */
export function writeDollars(bytes: number): number {
  return 2 * Math.ceil(bytes / 1024) * prices.dynamoDbWriteUnit;
}
