import { multiplyAdd } from './arithmetic';

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

/**
 * e^x of four numbers x <= 0, within two units in the last place; below -87 it is 0, NaN stays NaN. From + - * alone, so the
 * strict build has the same bits on every machine (the polynomial of Cephes' expf; the rounding of x / ln 2 by adding 1.5 * 2^23).
 */
@inline
export function exponential(x: v128): v128 {
  const shifted = multiplyAdd(x, f32x4.splat(1.44269504088896341), f32x4.splat(12582912));
  const k = f32x4.sub(shifted, f32x4.splat(12582912));
  const high = multiplyAdd(k, f32x4.splat(-0.693359375), x);
  const r = multiplyAdd(k, f32x4.splat(2.12194440e-4), high);
  let y = f32x4.splat(1.9875691500e-4);
  y = multiplyAdd(y, r, f32x4.splat(1.3981999507e-3));
  y = multiplyAdd(y, r, f32x4.splat(8.3334519073e-3));
  y = multiplyAdd(y, r, f32x4.splat(4.1665795894e-2));
  y = multiplyAdd(y, r, f32x4.splat(1.6666665459e-1));
  y = multiplyAdd(y, r, f32x4.splat(5.0000001201e-1));
  y = f32x4.add(multiplyAdd(y, f32x4.mul(r, r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(shifted, i32x4.splat(127)), 23);
  return v128.andnot(f32x4.mul(y, power), f32x4.lt(x, f32x4.splat(-87)));
}

/** Natural logarithm of a finite x >= 1, as portableLog of portable-math.ts; NaN stays NaN. */
export function logarithm(x: f64): f64 {
  if (x != x) return x;
  const bits = reinterpret<u64>(x);
  let exponent = <f64>(<i32>(bits >> 52) - 1023);
  let mantissa = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum: f64 = 0;
  for (let odd = 23; odd >= 3; odd -= 2) sum = square * (1.0 / <f64>odd + sum);
  return exponent * LN2_HIGH + (2 * s * (1 + sum) + exponent * LN2_LOW);
}
