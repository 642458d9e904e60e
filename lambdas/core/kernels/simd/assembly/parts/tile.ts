import { fusedTile } from './fused-tile';
import { plainTile } from './plain-tile';

/**
 * The tile of the product that stays in registers: TILE_ROWS x TILE_COLUMNS numbers. Engines on x64 have 15 vector
 * registers: 6 x 8 takes 12, two for b and one for a. Without fused operations the products need one more register, so
 * the tile has one row less.
 */
export const TILE_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;
export const TILE_COLUMNS: i32 = 8;

/**
 * Computes one tile of c (+)= a b over `depth` terms. `a` is a packed panel (depth, TILE_ROWS), `b` one of (depth, 8);
 * rows of c are `stride` bytes apart. Every number is summed in the order of its terms, so the tile shape does not
 * change its bits.
 */
@inline
export function multiplyTile(depth: i32, a: usize, b: usize, c: usize, stride: usize, accumulate: bool): void {
  if (ASC_FEATURE_RELAXED_SIMD) fusedTile(depth, a, b, c, stride, accumulate);
  else plainTile(depth, a, b, c, stride, accumulate);
}
