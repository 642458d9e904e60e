import { multiplyAdd } from './arithmetic';

/**
 * The tile held in registers: TILE_ROWS x TILE_COLUMNS numbers of the product. Engines on x64 give out 15 registers: 6 x 8 takes 12,
 * two for b and one for a; without a fused operation the products need one more, and a row less keeps all of them in registers.
 */
export const TILE_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;
export const TILE_COLUMNS: i32 = 8;

/**
 * One tile of c (+)= a b over `depth` terms: `a` is a packed panel (depth, TILE_ROWS), `b` one of (depth, 8), rows of c are `stride`
 * bytes apart. Every number is summed in the order of its terms, so the shape around it does not change its bits.
 */
export function multiplyTile(depth: i32, a: usize, b: usize, c: usize, stride: usize, accumulate: bool): void {
  let b0: v128;
  let b1: v128;
  let x: v128;
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  let s40 = f32x4.splat(0);
  let s41 = f32x4.splat(0);
  let s50 = f32x4.splat(0);
  let s51 = f32x4.splat(0);
  for (let k = 0; k < depth; k++) {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load32_splat(a);
    s00 = multiplyAdd(x, b0, s00);
    s01 = multiplyAdd(x, b1, s01);
    x = v128.load32_splat(a, 4);
    s10 = multiplyAdd(x, b0, s10);
    s11 = multiplyAdd(x, b1, s11);
    x = v128.load32_splat(a, 8);
    s20 = multiplyAdd(x, b0, s20);
    s21 = multiplyAdd(x, b1, s21);
    x = v128.load32_splat(a, 12);
    s30 = multiplyAdd(x, b0, s30);
    s31 = multiplyAdd(x, b1, s31);
    x = v128.load32_splat(a, 16);
    s40 = multiplyAdd(x, b0, s40);
    s41 = multiplyAdd(x, b1, s41);
    if (TILE_ROWS == 6) {
      x = v128.load32_splat(a, 20);
      s50 = multiplyAdd(x, b0, s50);
      s51 = multiplyAdd(x, b1, s51);
    }
    a += TILE_ROWS << 2;
    b += 32;
  }
  storeRow(c, s00, s01, accumulate);
  storeRow(c + stride, s10, s11, accumulate);
  storeRow(c + 2 * stride, s20, s21, accumulate);
  storeRow(c + 3 * stride, s30, s31, accumulate);
  storeRow(c + 4 * stride, s40, s41, accumulate);
  if (TILE_ROWS == 6) storeRow(c + 5 * stride, s50, s51, accumulate);
}

@inline
function storeRow(at: usize, left: v128, right: v128, accumulate: bool): void {
  if (accumulate) {
    left = f32x4.add(v128.load(at), left);
    right = f32x4.add(v128.load(at, 16), right);
  }
  v128.store(at, left);
  v128.store(at, right, 16);
}
