/*
 * Figures of AWS Lambda: limits and vCPUs from the developer guide ("Lambda quotas", "Configure Lambda function memory").
 * Each is written here and nowhere else.
 */

/** The largest memory of a function, and its largest scratch space. */
export const MAX_FUNCTION_MEGABYTES = 10_240;

/** The memory at which a function has one whole vCPU. */
export const MEGABYTES_PER_VCPU = 1769;

/** The most memory of a function in many new accounts, until they ask for more: AWS refuses a deployment with a larger one. */
export const NEW_ACCOUNT_MEGABYTES = 3008;

/** Operations of one durable execution. */
export const MAX_DURABLE_OPERATIONS = 3000;

const MAX_VCPUS = 6;

/** The whole vCPUs of a function with this memory, 1 to 6. Below 1,769 MB a function has a part of one: the answer is 1. */
export function countWholeVcpus(memoryMegabytes: number): number {
  return Math.max(1, Math.min(Math.floor(memoryMegabytes / MEGABYTES_PER_VCPU), MAX_VCPUS));
}
