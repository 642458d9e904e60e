import { storeEight } from './arithmetic';

/** multiplyTile of 6 x 8 numbers with fused multiply-add, four terms per iteration. */
export function fusedTile(depth: i32, a: usize, b: usize, c: usize, stride: usize, accumulate: bool): void {
  let b0: v128;
  let b1: v128;
  let x: v128;
  let s00 = f32x4.splat(0); let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0); let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0); let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0); let s31 = f32x4.splat(0);
  let s40 = f32x4.splat(0); let s41 = f32x4.splat(0);
  let s50 = f32x4.splat(0); let s51 = f32x4.splat(0);
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    b0 = v128.load(b); b1 = v128.load(b, 16);
    x = v128.load32_splat(a); s00 = f32x4.relaxed_madd(x, b0, s00); s01 = f32x4.relaxed_madd(x, b1, s01);
    x = v128.load32_splat(a, 4); s10 = f32x4.relaxed_madd(x, b0, s10); s11 = f32x4.relaxed_madd(x, b1, s11);
    x = v128.load32_splat(a, 8); s20 = f32x4.relaxed_madd(x, b0, s20); s21 = f32x4.relaxed_madd(x, b1, s21);
    x = v128.load32_splat(a, 12); s30 = f32x4.relaxed_madd(x, b0, s30); s31 = f32x4.relaxed_madd(x, b1, s31);
    x = v128.load32_splat(a, 16); s40 = f32x4.relaxed_madd(x, b0, s40); s41 = f32x4.relaxed_madd(x, b1, s41);
    x = v128.load32_splat(a, 20); s50 = f32x4.relaxed_madd(x, b0, s50); s51 = f32x4.relaxed_madd(x, b1, s51);
    a += 24;
    b0 = v128.load(b, 32); b1 = v128.load(b, 48);
    x = v128.load32_splat(a); s00 = f32x4.relaxed_madd(x, b0, s00); s01 = f32x4.relaxed_madd(x, b1, s01);
    x = v128.load32_splat(a, 4); s10 = f32x4.relaxed_madd(x, b0, s10); s11 = f32x4.relaxed_madd(x, b1, s11);
    x = v128.load32_splat(a, 8); s20 = f32x4.relaxed_madd(x, b0, s20); s21 = f32x4.relaxed_madd(x, b1, s21);
    x = v128.load32_splat(a, 12); s30 = f32x4.relaxed_madd(x, b0, s30); s31 = f32x4.relaxed_madd(x, b1, s31);
    x = v128.load32_splat(a, 16); s40 = f32x4.relaxed_madd(x, b0, s40); s41 = f32x4.relaxed_madd(x, b1, s41);
    x = v128.load32_splat(a, 20); s50 = f32x4.relaxed_madd(x, b0, s50); s51 = f32x4.relaxed_madd(x, b1, s51);
    a += 24;
    b0 = v128.load(b, 64); b1 = v128.load(b, 80);
    x = v128.load32_splat(a); s00 = f32x4.relaxed_madd(x, b0, s00); s01 = f32x4.relaxed_madd(x, b1, s01);
    x = v128.load32_splat(a, 4); s10 = f32x4.relaxed_madd(x, b0, s10); s11 = f32x4.relaxed_madd(x, b1, s11);
    x = v128.load32_splat(a, 8); s20 = f32x4.relaxed_madd(x, b0, s20); s21 = f32x4.relaxed_madd(x, b1, s21);
    x = v128.load32_splat(a, 12); s30 = f32x4.relaxed_madd(x, b0, s30); s31 = f32x4.relaxed_madd(x, b1, s31);
    x = v128.load32_splat(a, 16); s40 = f32x4.relaxed_madd(x, b0, s40); s41 = f32x4.relaxed_madd(x, b1, s41);
    x = v128.load32_splat(a, 20); s50 = f32x4.relaxed_madd(x, b0, s50); s51 = f32x4.relaxed_madd(x, b1, s51);
    a += 24;
    b0 = v128.load(b, 96); b1 = v128.load(b, 112);
    x = v128.load32_splat(a); s00 = f32x4.relaxed_madd(x, b0, s00); s01 = f32x4.relaxed_madd(x, b1, s01);
    x = v128.load32_splat(a, 4); s10 = f32x4.relaxed_madd(x, b0, s10); s11 = f32x4.relaxed_madd(x, b1, s11);
    x = v128.load32_splat(a, 8); s20 = f32x4.relaxed_madd(x, b0, s20); s21 = f32x4.relaxed_madd(x, b1, s21);
    x = v128.load32_splat(a, 12); s30 = f32x4.relaxed_madd(x, b0, s30); s31 = f32x4.relaxed_madd(x, b1, s31);
    x = v128.load32_splat(a, 16); s40 = f32x4.relaxed_madd(x, b0, s40); s41 = f32x4.relaxed_madd(x, b1, s41);
    x = v128.load32_splat(a, 20); s50 = f32x4.relaxed_madd(x, b0, s50); s51 = f32x4.relaxed_madd(x, b1, s51);
    a += 24; b += 128;
  }
  for (; k < depth; k++) {
    b0 = v128.load(b); b1 = v128.load(b, 16);
    x = v128.load32_splat(a); s00 = f32x4.relaxed_madd(x, b0, s00); s01 = f32x4.relaxed_madd(x, b1, s01);
    x = v128.load32_splat(a, 4); s10 = f32x4.relaxed_madd(x, b0, s10); s11 = f32x4.relaxed_madd(x, b1, s11);
    x = v128.load32_splat(a, 8); s20 = f32x4.relaxed_madd(x, b0, s20); s21 = f32x4.relaxed_madd(x, b1, s21);
    x = v128.load32_splat(a, 12); s30 = f32x4.relaxed_madd(x, b0, s30); s31 = f32x4.relaxed_madd(x, b1, s31);
    x = v128.load32_splat(a, 16); s40 = f32x4.relaxed_madd(x, b0, s40); s41 = f32x4.relaxed_madd(x, b1, s41);
    x = v128.load32_splat(a, 20); s50 = f32x4.relaxed_madd(x, b0, s50); s51 = f32x4.relaxed_madd(x, b1, s51);
    a += 24; b += 32;
  }
  storeEight(c, s00, s01, accumulate);
  storeEight(c + stride, s10, s11, accumulate);
  storeEight(c + 2 * stride, s20, s21, accumulate);
  storeEight(c + 3 * stride, s30, s31, accumulate);
  storeEight(c + 4 * stride, s40, s41, accumulate);
  storeEight(c + 5 * stride, s50, s51, accumulate);
}
