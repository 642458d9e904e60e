import { defaultTrainingConfig } from '../../lambdas/core/training/training-config.ts';
import { assumed, limits, prices } from './prices.ts';
import { at, type Rates } from './rates.ts';

export interface TrainingSize {
  readonly products: number;
  readonly pairs: number;
  readonly steps: number;
  readonly memoryBytes: number;
  /** To set: a third over what is taken; undefined where no function has so much. */
  readonly megabytes: number | undefined;
  readonly seconds: number;
  readonly dollars: number;
}

const HEADROOM = 4 / 3;
const MEBIBYTE = 2 ** 20;
const MEGABYTES_STEP = 64;
const LEAST_ANCHORS = 1000;

/** One training run with the default configuration, on one thread: from reading the catalog to the last vector written. */
export function trainingSize(products: number, pairs: number, { training }: Rates): TrainingSize {
  const { epochs, maxPairs, batchSize, dim } = defaultTrainingConfig;
  const anchors = Math.min(maxPairs, epochs * Math.max(products, LEAST_ANCHORS));
  const steps = Math.min(Math.ceil(anchors / batchSize), training.mostSteps);
  const memoryBytes = at(training.memoryBytes, products, pairs);
  const wished = Math.ceil((memoryBytes * HEADROOM) / MEBIBYTE / MEGABYTES_STEP) * MEGABYTES_STEP;
  const megabytes = Math.max(limits.megabytesPerProcessor, wished);
  const seconds =
    (products * assumed.productBytes) / assumed.scannedBytesPerSecond +
    at(training.prepareSeconds, products, pairs) +
    steps * training.stepSeconds +
    at(training.judgeSeconds, products, pairs) +
    products * training.embedSecondsPerProduct +
    products / assumed.vectorWritesPerSecond;
  const fits = megabytes <= limits.functionMegabytes;
  return {
    products,
    pairs,
    steps,
    memoryBytes,
    megabytes: fits ? megabytes : undefined,
    seconds,
    dollars:
      (Math.min(megabytes, limits.functionMegabytes) / 1024) * seconds * prices.lambdaGigabyteSecond +
      products * (readDollars(assumed.productBytes) + writeDollars(4 * dim + assumed.vectorItemBytes)),
  };
}

/** Of a scan, which is eventually consistent and adds up what it reads. */
function readDollars(bytes: number): number {
  return (bytes / 4096 / 2) * prices.dynamoDbReadUnit;
}

/** In the table and in its index `changes`. */
export function writeDollars(bytes: number): number {
  return 2 * Math.ceil(bytes / 1024) * prices.dynamoDbWriteUnit;
}
