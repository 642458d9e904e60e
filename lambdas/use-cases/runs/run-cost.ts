import type { RunCost } from '../../ports/job-detail.ts';

/** List price of a gigabyte-second of Lambda in us-east-1 on arm64, first tier. */
export const GIGABYTE_SECOND_DOLLARS = 0.0000133334;
/** List price of an operation of a durable execution in us-east-1. */
const DURABLE_OPERATION_DOLLARS = 0.000008;
const MEGABYTES_PER_GIGABYTE = 1024;

/** Adds computing time and one durable operation. */
export function costPlus(cost: RunCost | undefined, milliseconds: number, memoryMegabytes: number): RunCost {
  const spent = ((milliseconds / 1000) * memoryMegabytes) / MEGABYTES_PER_GIGABYTE;
  const gigabyteSeconds = (cost?.gigabyteSeconds ?? 0) + spent;
  const operations = (cost?.operations ?? 0) + 1;
  const dollars = gigabyteSeconds * GIGABYTE_SECOND_DOLLARS + operations * DURABLE_OPERATION_DOLLARS;
  return { gigabyteSeconds, operations, dollars };
}
