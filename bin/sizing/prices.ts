/** US dollars, us-east-1, on demand, first tier, arm64, without free tiers: aws.amazon.com/lambda/pricing, /dynamodb/pricing, /s3/pricing. */
export const prices = {
  lambdaGigabyteSecond: 0.0000133334,
  lambdaRequest: 0.2e-6,
  /** Of 1 KB. */
  dynamoDbWriteUnit: 0.625e-6,
  /** Of 4 KB, strongly consistent. */
  dynamoDbReadUnit: 0.125e-6,
  dynamoDbGigabyteMonth: 0.25,
  vectorIndexGigabyteMonth: 0.25,
  vectorIndexWrittenGigabyte: 0.52,
  vectorIndexSearchedGigabyte: 0.002,
} as const;

/** What only AWS can show and is not measured here: assumptions, and figures that others published. */
export const assumed = {
  /** Of one function at one vCPU or more. */
  s3BytesPerSecond: 80e6,
  scannedBytesPerSecond: 20e6,
  vectorWritesPerSecond: 4000,
  /** Of a stored product as JSON. */
  productBytes: 600,
  /** Keys, version, revision, times. */
  vectorItemBytes: 300,
  /** A number of the list: nine digits take some six bytes, and each element one more. */
  listNumberBytes: 7,
  /** Beside the float32 numbers, for each vector in the index: measured by others, 878 of 4,973 bytes at 1,024 numbers. */
  indexedItemBytes: 878,
  /** `SearchVectors`, median, measured by others at 15,000 vectors of 1,024 numbers. */
  indexSearchSeconds: 0.02,
  /** Bytes that a search examines: a part for each number, and one for each result. The same measurement. */
  examinedBytesPerNumber: 60,
  examinedBytesPerResult: 566,
  /** Of a request beside its search: the gateway's event, the pointer, the answer. */
  requestSeconds: 0.005,
  /** Of the function beside what it holds. */
  functionBytes: 250e6,
} as const;

/** Lambda's. */
export const limits = {
  functionMegabytes: 10_240,
  functionSeconds: 900,
  /** One whole vCPU. */
  megabytesPerProcessor: 1769,
} as const;
