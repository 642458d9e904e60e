import { multiplyAdd } from './arithmetic';

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

/**
 * Writes the constants of `exponential` to `at`, four times each: 208 bytes. V8 rebuilds a constant vector with three
 * instructions at every use, which took longer than the arithmetic. Vectors in memory are loaded instead.
 */
export function storeConstants(at: usize): void {
  v128.store(at, f32x4.splat(1.44269504088896341));
  v128.store(at, f32x4.splat(12582912), 16);
  v128.store(at, f32x4.splat(-0.693359375), 32);
  v128.store(at, f32x4.splat(2.12194440e-4), 48);
  v128.store(at, f32x4.splat(1.9875691500e-4), 64);
  v128.store(at, f32x4.splat(1.3981999507e-3), 80);
  v128.store(at, f32x4.splat(8.3334519073e-3), 96);
  v128.store(at, f32x4.splat(4.1665795894e-2), 112);
  v128.store(at, f32x4.splat(1.6666665459e-1), 128);
  v128.store(at, f32x4.splat(5.0000001201e-1), 144);
  v128.store(at, f32x4.splat(1), 160);
  v128.store(at, i32x4.splat(127), 176);
  v128.store(at, f32x4.splat(-87), 192);
}

/**
 * e^x of four numbers x <= 0, within two units in the last place. Below -87 it is 0; NaN stays NaN. It uses + - * only,
 * so the strict build has the same bits on every machine (the polynomial of Cephes' expf; x / ln 2 is rounded by adding
 * 1.5 * 2^23). `constants` is the address that `storeConstants` wrote to.
 */
@inline
export function exponential(x: v128, constants: usize): v128 {
  const shifted = multiplyAdd(x, v128.load(constants), v128.load(constants, 16));
  const k = f32x4.sub(shifted, v128.load(constants, 16));
  const high = multiplyAdd(k, v128.load(constants, 32), x);
  const r = multiplyAdd(k, v128.load(constants, 48), high);
  let y = v128.load(constants, 64);
  y = multiplyAdd(y, r, v128.load(constants, 80));
  y = multiplyAdd(y, r, v128.load(constants, 96));
  y = multiplyAdd(y, r, v128.load(constants, 112));
  y = multiplyAdd(y, r, v128.load(constants, 128));
  y = multiplyAdd(y, r, v128.load(constants, 144));
  y = f32x4.add(multiplyAdd(y, f32x4.mul(r, r), r), v128.load(constants, 160));
  const power = i32x4.shl(i32x4.add(shifted, v128.load(constants, 176)), 23);
  return v128.andnot(f32x4.mul(y, power), f32x4.lt(x, v128.load(constants, 192)));
}

/**
 * `exponential` of four vectors at `from` minus `most`, stored at `to` (which may be `from`). Returns the sum of the
 * four. The four are interleaved step by step: an exponential is a chain of 20 dependent operations, longer than the
 * processor can reorder.
 */
@inline
export function fourExponentials(from: usize, most: v128, to: usize, constants: usize): v128 {
  let c = v128.load(constants);
  let d = v128.load(constants, 16);
  let x0 = f32x4.sub(v128.load(from), most);
  let x1 = f32x4.sub(v128.load(from, 16), most);
  let x2 = f32x4.sub(v128.load(from, 32), most);
  let x3 = f32x4.sub(v128.load(from, 48), most);
  const shifted0 = multiplyAdd(x0, c, d);
  const shifted1 = multiplyAdd(x1, c, d);
  const shifted2 = multiplyAdd(x2, c, d);
  const shifted3 = multiplyAdd(x3, c, d);
  c = v128.load(constants, 32);
  let k0 = f32x4.sub(shifted0, d);
  let k1 = f32x4.sub(shifted1, d);
  let k2 = f32x4.sub(shifted2, d);
  let k3 = f32x4.sub(shifted3, d);
  x0 = multiplyAdd(k0, c, x0);
  x1 = multiplyAdd(k1, c, x1);
  x2 = multiplyAdd(k2, c, x2);
  x3 = multiplyAdd(k3, c, x3);
  c = v128.load(constants, 48);
  const r0 = multiplyAdd(k0, c, x0);
  const r1 = multiplyAdd(k1, c, x1);
  const r2 = multiplyAdd(k2, c, x2);
  const r3 = multiplyAdd(k3, c, x3);
  c = v128.load(constants, 64);
  d = v128.load(constants, 80);
  let y0 = multiplyAdd(c, r0, d);
  let y1 = multiplyAdd(c, r1, d);
  let y2 = multiplyAdd(c, r2, d);
  let y3 = multiplyAdd(c, r3, d);
  c = v128.load(constants, 96);
  y0 = multiplyAdd(y0, r0, c);
  y1 = multiplyAdd(y1, r1, c);
  y2 = multiplyAdd(y2, r2, c);
  y3 = multiplyAdd(y3, r3, c);
  c = v128.load(constants, 112);
  y0 = multiplyAdd(y0, r0, c);
  y1 = multiplyAdd(y1, r1, c);
  y2 = multiplyAdd(y2, r2, c);
  y3 = multiplyAdd(y3, r3, c);
  c = v128.load(constants, 128);
  y0 = multiplyAdd(y0, r0, c);
  y1 = multiplyAdd(y1, r1, c);
  y2 = multiplyAdd(y2, r2, c);
  y3 = multiplyAdd(y3, r3, c);
  c = v128.load(constants, 144);
  y0 = multiplyAdd(y0, r0, c);
  y1 = multiplyAdd(y1, r1, c);
  y2 = multiplyAdd(y2, r2, c);
  y3 = multiplyAdd(y3, r3, c);
  c = v128.load(constants, 160);
  k0 = f32x4.mul(r0, r0);
  k1 = f32x4.mul(r1, r1);
  k2 = f32x4.mul(r2, r2);
  k3 = f32x4.mul(r3, r3);
  y0 = f32x4.add(multiplyAdd(y0, k0, r0), c);
  y1 = f32x4.add(multiplyAdd(y1, k1, r1), c);
  y2 = f32x4.add(multiplyAdd(y2, k2, r2), c);
  y3 = f32x4.add(multiplyAdd(y3, k3, r3), c);
  c = v128.load(constants, 176);
  d = v128.load(constants, 192);
  k0 = i32x4.shl(i32x4.add(shifted0, c), 23);
  k1 = i32x4.shl(i32x4.add(shifted1, c), 23);
  k2 = i32x4.shl(i32x4.add(shifted2, c), 23);
  k3 = i32x4.shl(i32x4.add(shifted3, c), 23);
  // Subtracted a second time: keeping the differences would need sixteen registers, one too many.
  x0 = f32x4.lt(f32x4.sub(v128.load(from), most), d);
  x1 = f32x4.lt(f32x4.sub(v128.load(from, 16), most), d);
  x2 = f32x4.lt(f32x4.sub(v128.load(from, 32), most), d);
  x3 = f32x4.lt(f32x4.sub(v128.load(from, 48), most), d);
  y0 = v128.andnot(f32x4.mul(y0, k0), x0);
  y1 = v128.andnot(f32x4.mul(y1, k1), x1);
  y2 = v128.andnot(f32x4.mul(y2, k2), x2);
  y3 = v128.andnot(f32x4.mul(y3, k3), x3);
  v128.store(to, y0);
  v128.store(to, y1, 16);
  v128.store(to, y2, 32);
  v128.store(to, y3, 48);
  return f32x4.add(f32x4.add(y0, y1), f32x4.add(y2, y3));
}

/** Natural logarithm of a finite x >= 1, as portableLog of numerics/portable-math.ts. NaN stays NaN. */
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
