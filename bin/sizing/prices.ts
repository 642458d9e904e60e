import { MAX_FUNCTION_MEGABYTES, MEGABYTES_PER_VCPU } from '../../lambdas/shared/lambda-limits.ts';
import { GIGABYTE_SECOND_DOLLARS } from '../../lambdas/use-cases/runs/run-cost.ts';

/**
 * US dollars, us-east-1, on demand, first tier, arm64, without free tiers, as known in November 2026. The pages are under
 * aws.amazon.com: /lambda/pricing, /dynamodb/pricing, /s3/pricing, /api-gateway/pricing, /sqs/pricing, /cloudwatch/pricing,
 * /xray/pricing.
 */
export const prices = {
  lambdaGigabyteSecond: GIGABYTE_SECOND_DOLLARS,
  lambdaRequest: 0.2e-6,
  /** Of an HTTP API, up to 512 KB. */
  httpApiRequest: 1e-6,
  /** Per 1 KB. */
  dynamoDbWriteUnit: 0.625e-6,
  /** Per 4 KB, strongly consistent. */
  dynamoDbReadUnit: 0.125e-6,
  dynamoDbGigabyteMonth: 0.25,
  /** Point-in-time recovery, of the table without its indexes. */
  recoveryGigabyteMonth: 0.2,
  vectorIndexGigabyteMonth: 0.25,
  vectorIndexWrittenGigabyte: 0.52,
  vectorIndexSearchedGigabyte: 0.002,
  /** S3 Standard. */
  s3GigabyteMonth: 0.023,
  s3Put: 5e-6,
  s3Get: 0.4e-6,
  /** A standard queue. */
  sqsRequest: 0.4e-6,
  /** Taken in by CloudWatch Logs, and stored. */
  logGigabyte: 0.5,
  logGigabyteMonth: 0.03,
  /** Recorded by X-Ray. */
  trace: 5e-6,
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
  /** Versions whose vectors are stored: the live one and the one before. */
  storedVersions: 2,
  /** Lines of an upload with a live model, in one function, where each takes a conditional write. */
  uploadedLinesPerSecond: 870,
  /** Of the products of an upload. */
  changedShare: 0.05,
  /** Of catalogs as JSON lines, by gzip. */
  compression: 5,
  weightsBytes: 17e6,
  segmentBytes: 20e6,
  /** Dataset, checkpoint, weights, cards and reports of a run. */
  objectsOfRun: 20,
  coldStartsPerDay: 10,
  /** Search functions that are warm at the same time, and asked all day. */
  warmEnvironments: 2,
  /** Of one look for changes: the pointer, strongly consistent, and one empty query. */
  idleReadUnits: 1.5,
  /** Lambda polls each of three queues with five long polls of 20 seconds at a time. */
  pollsPerMonth: 3 * 5 * ((30 * 24 * 3600) / 20),
  /** The line of the access log, and those of the function and of Lambda. */
  logBytesPerRequest: 1200,
  logMonths: 3,
  tracedShare: 0.05,
} as const;

/** Limits of Lambda. */
export const limits = {
  functionMegabytes: MAX_FUNCTION_MEGABYTES,
  functionSeconds: 900,
  megabytesPerProcessor: MEGABYTES_PER_VCPU,
} as const;
