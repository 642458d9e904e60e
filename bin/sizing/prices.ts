import { MAX_FUNCTION_MEGABYTES, MEGABYTES_PER_VCPU } from '../../lambdas/shared/lambda-limits.ts';
import { GIGABYTE_SECOND_DOLLARS } from '../../lambdas/use-cases/runs/run-cost.ts';

/**
 * US dollars, us-east-1, on demand, first tier, arm64, without free tiers: aws.amazon.com/lambda/pricing,
 * /dynamodb/pricing, /s3/pricing.
 */
export const prices = {
  lambdaGigabyteSecond: GIGABYTE_SECOND_DOLLARS,
  lambdaRequest: 0.2e-6,
  /** Per 1 KB. */
  dynamoDbWriteUnit: 0.625e-6,
  /** Per 4 KB, strongly consistent. */
  dynamoDbReadUnit: 0.125e-6,
  dynamoDbGigabyteMonth: 0.25,
  vectorIndexGigabyteMonth: 0.25,
  vectorIndexWrittenGigabyte: 0.52,
  vectorIndexSearchedGigabyte: 0.002,
} as const;

/** Quantities that only AWS can show: assumptions, and figures that others published. */
export const assumed = {
  /** One function with at least one vCPU. */
  s3BytesPerSecond: 80e6,
  scannedBytesPerSecond: 20e6,
  vectorWritesPerSecond: 4000,
  /** A stored product as JSON. */
  productBytes: 600,
  /** Keys, version, revision, times. */
  vectorItemBytes: 300,
  /** A number of the list: nine digits take about six bytes, and each element one more. */
  listNumberBytes: 7,
  /**
   * Per vector in the index, in addition to the float32 numbers. Measured by others: 878 of 4,973 bytes at 1,024
   * numbers.
   */
  indexedItemBytes: 878,
  /** Median of `SearchVectors`, measured by others at 15,000 vectors of 1,024 numbers. */
  indexSearchSeconds: 0.02,
  /** Bytes that a search examines, per number and per result. From the same measurement. */
  examinedBytesPerNumber: 60,
  examinedBytesPerResult: 566,
  /** A request without its search: the gateway's event, the pointer, the answer. */
  requestSeconds: 0.005,
  /** The function without vectors. */
  functionBytes: 250e6,
} as const;

/** Limits of Lambda. */
export const limits = {
  functionMegabytes: MAX_FUNCTION_MEGABYTES,
  functionSeconds: 900,
  megabytesPerProcessor: MEGABYTES_PER_VCPU,
} as const;
