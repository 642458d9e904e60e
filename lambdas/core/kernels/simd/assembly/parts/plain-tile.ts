import { storeEight } from './arithmetic';

/**
 * multiplyTile of 5 x 8 numbers with separate multiplications and additions. Both products of a row come before both
 * sums: Zen 4 assigns decoded operations to its units by position, and mul, add, mul, add leaves one multiplier idle
 * for a tenth of the time. Four terms per iteration share the addresses of a row and the cost of the loop.
 */
export function plainTile(depth: i32, a: usize, b: usize, c: usize, stride: usize, accumulate: bool): void {
  let b0: v128;
  let b1: v128;
  let x: v128;
  let y: v128;
  let s00 = f32x4.splat(0); let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0); let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0); let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0); let s31 = f32x4.splat(0);
  let s40 = f32x4.splat(0); let s41 = f32x4.splat(0);
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    b0 = v128.load(b); b1 = v128.load(b, 16);
    x = v128.load32_splat(a); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s00 = f32x4.add(y, s00); s01 = f32x4.add(x, s01);
    x = v128.load32_splat(a, 4); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s10 = f32x4.add(y, s10); s11 = f32x4.add(x, s11);
    x = v128.load32_splat(a, 8); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s20 = f32x4.add(y, s20); s21 = f32x4.add(x, s21);
    x = v128.load32_splat(a, 12); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s30 = f32x4.add(y, s30); s31 = f32x4.add(x, s31);
    x = v128.load32_splat(a, 16); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s40 = f32x4.add(y, s40); s41 = f32x4.add(x, s41);
    a += 20;
    b0 = v128.load(b, 32); b1 = v128.load(b, 48);
    x = v128.load32_splat(a); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s00 = f32x4.add(y, s00); s01 = f32x4.add(x, s01);
    x = v128.load32_splat(a, 4); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s10 = f32x4.add(y, s10); s11 = f32x4.add(x, s11);
    x = v128.load32_splat(a, 8); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s20 = f32x4.add(y, s20); s21 = f32x4.add(x, s21);
    x = v128.load32_splat(a, 12); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s30 = f32x4.add(y, s30); s31 = f32x4.add(x, s31);
    x = v128.load32_splat(a, 16); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s40 = f32x4.add(y, s40); s41 = f32x4.add(x, s41);
    a += 20;
    b0 = v128.load(b, 64); b1 = v128.load(b, 80);
    x = v128.load32_splat(a); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s00 = f32x4.add(y, s00); s01 = f32x4.add(x, s01);
    x = v128.load32_splat(a, 4); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s10 = f32x4.add(y, s10); s11 = f32x4.add(x, s11);
    x = v128.load32_splat(a, 8); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s20 = f32x4.add(y, s20); s21 = f32x4.add(x, s21);
    x = v128.load32_splat(a, 12); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s30 = f32x4.add(y, s30); s31 = f32x4.add(x, s31);
    x = v128.load32_splat(a, 16); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s40 = f32x4.add(y, s40); s41 = f32x4.add(x, s41);
    a += 20;
    b0 = v128.load(b, 96); b1 = v128.load(b, 112);
    x = v128.load32_splat(a); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s00 = f32x4.add(y, s00); s01 = f32x4.add(x, s01);
    x = v128.load32_splat(a, 4); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s10 = f32x4.add(y, s10); s11 = f32x4.add(x, s11);
    x = v128.load32_splat(a, 8); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s20 = f32x4.add(y, s20); s21 = f32x4.add(x, s21);
    x = v128.load32_splat(a, 12); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s30 = f32x4.add(y, s30); s31 = f32x4.add(x, s31);
    x = v128.load32_splat(a, 16); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s40 = f32x4.add(y, s40); s41 = f32x4.add(x, s41);
    a += 20; b += 128;
  }
  for (; k < depth; k++) {
    b0 = v128.load(b); b1 = v128.load(b, 16);
    x = v128.load32_splat(a); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s00 = f32x4.add(y, s00); s01 = f32x4.add(x, s01);
    x = v128.load32_splat(a, 4); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s10 = f32x4.add(y, s10); s11 = f32x4.add(x, s11);
    x = v128.load32_splat(a, 8); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s20 = f32x4.add(y, s20); s21 = f32x4.add(x, s21);
    x = v128.load32_splat(a, 12); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s30 = f32x4.add(y, s30); s31 = f32x4.add(x, s31);
    x = v128.load32_splat(a, 16); y = f32x4.mul(x, b0); x = f32x4.mul(x, b1); s40 = f32x4.add(y, s40); s41 = f32x4.add(x, s41);
    a += 20; b += 32;
  }
  storeEight(c, s00, s01, accumulate);
  storeEight(c + stride, s10, s11, accumulate);
  storeEight(c + 2 * stride, s20, s21, accumulate);
  storeEight(c + 3 * stride, s30, s31, accumulate);
  storeEight(c + 4 * stride, s40, s41, accumulate);
}
