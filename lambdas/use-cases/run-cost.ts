/** List prices of us-east-1 on arm64, in dollars: of a gigabyte-second of Lambda, and of an operation of a durable execution. */
const GIGABYTE_SECOND = 0.0000133334;
const DURABLE_OPERATION = 0.000008;
const MEGABYTES_PER_GIGABYTE = 1024;

/** What a run has cost so far: computing alone, by what it took. Plain JSON. */
export interface RunCost {
  readonly gigabyteSeconds: number;
  readonly operations: number;
  /** At list prices; requests to S3 and DynamoDB are not counted. */
  readonly dollars: number;
}

/** Adds computing time and one durable operation. */
export function costPlus(cost: RunCost | undefined, milliseconds: number, memoryMegabytes: number): RunCost {
  const spent = ((milliseconds / 1000) * memoryMegabytes) / MEGABYTES_PER_GIGABYTE;
  const gigabyteSeconds = (cost?.gigabyteSeconds ?? 0) + spent;
  const operations = (cost?.operations ?? 0) + 1;
  return { gigabyteSeconds, operations, dollars: gigabyteSeconds * GIGABYTE_SECOND + operations * DURABLE_OPERATION };
}
