import type { LimitCounts } from '../limits/local-limits.ts';

/** What was met of the limits of AWS, and which faults happened, for people. */
export function limitLines({ met, injected, units }: LimitCounts): string[] {
  return [
    `limits met: ${listOf(met)}`,
    `faults: ${listOf(injected)}`,
    ...Object.entries(units).map(
      ([table, { read, write }]) =>
        `units of ${table}: ${Math.ceil(read).toLocaleString('en')} read, ${write.toLocaleString('en')} written`,
    ),
  ];
}

function listOf(counts: Readonly<Partial<Record<string, number>>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return parts.length > 0 ? parts.join(', ') : 'none';
}
