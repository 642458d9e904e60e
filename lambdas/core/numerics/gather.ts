import type { Reals } from './reals.ts';

/** out[i] = table[rows[i]]: table (T, D), rows (B), out (B, D). */
export function gatherRows(table: Reals, rows: Int32Array, out: Reals, B: number, D: number): void {
  for (let i = 0; i < B; i++) out.set(table.subarray(rows[i]! * D, (rows[i]! + 1) * D), i * D);
}

/** out[i] = table[from[i]] - table[less[i]]: from and less (B), out (B, D). */
export function gatherDifferences(
  table: Reals,
  from: Int32Array,
  less: Int32Array,
  out: Reals,
  B: number,
  D: number,
): void {
  for (let i = 0; i < B; i++) {
    for (let d = 0; d < D; d++) out[i * D + d] = table[from[i]! * D + d]! - table[less[i]! * D + d]!;
  }
}
