import { AWS_LIMITS } from '../../../lib/local/limits/aws-limits.ts';
import type { LimitOptions } from '../../../lib/local/limits/local-limits.ts';

/**
 * All limits of AWS, with so many write units of a table, and those of reads and of partition keys in proportion. The table
 * keeps unused units for one second only: those that AWS keeps for 300 s would hide how well the rate is used.
 */
export function limitsByWriteUnits(writeUnits: number): LimitOptions {
  const part = writeUnits / AWS_LIMITS.tableWriteUnits.value;
  const names = ['tableWriteUnits', 'tableReadUnits', 'partitionWriteUnits', 'partitionReadUnits'] as const;
  const scaled = Object.fromEntries(names.map((name) => [name, part * AWS_LIMITS[name].value]));
  return { limits: 'aws', limitValues: { ...scaled, burstSeconds: 1 } };
}
