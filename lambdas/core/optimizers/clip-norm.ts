import type { Reals } from '../numerics/reals.ts';
import type { RowGradients } from '../numerics/row-gradients.ts';

/**
 * Scales all gradients by one factor, so that their joint length is at most `clipNorm` (Pascanu et al. 2013, section
 * 3.2). Their direction does not change. Gradients with a length that is not finite are not scaled, because clipping
 * would hide the fault.
 * @param rows Gradients of the touched rows of a table. @param dense Gradients of whole parameters. @param clipNorm In
 * (0, inf).
 * @returns The joint length before.
 */
export function clipGlobalNorm(rows: RowGradients, dense: readonly Reals[], clipNorm: number): number {
  const all = [rows.values.subarray(0, rows.count * rows.D), ...dense];
  let squares = 0;
  for (const gradient of all) for (let i = 0; i < gradient.length; i++) squares += gradient[i]! * gradient[i]!;
  const norm = Math.sqrt(squares);
  if (!(norm > clipNorm) || norm === Infinity) return norm;
  const scale = clipNorm / norm;
  for (const gradient of all) for (let i = 0; i < gradient.length; i++) gradient[i]! *= scale;
  return norm;
}
