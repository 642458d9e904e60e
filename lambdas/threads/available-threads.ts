import { availableParallelism } from 'node:os';

/** Lambda gives a function so many vCPUs by its memory, up to six (AWS Lambda developer guide, "Configure Lambda function memory"). */
const MEGABYTES_OF_A_VCPU = 1769;
const MOST_VCPUS = 6;

/**
 * Threads that can run at once.
 * @param memoryMegabytes Of a function: as many as its memory buys whole vCPUs (default: as many as the machine has).
 */
export function countAvailableThreads(memoryMegabytes?: number): number {
  const machine = availableParallelism();
  if (memoryMegabytes === undefined) return machine;
  const bought = Math.floor(memoryMegabytes / MEGABYTES_OF_A_VCPU);
  return Math.max(1, Math.min(bought, MOST_VCPUS, machine));
}
