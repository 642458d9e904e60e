const LOG2_E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

/**
 * Writes the constants of the exponential to `at`, twice each: 224 bytes. For the reason see storeConstants of
 * exponential.ts.
 */
export function storeConstants(at: usize): void {
  v128.store(at, f64x2.splat(LOG2_E));
  v128.store(at, f64x2.splat(0.5), 16);
  v128.store(at, f64x2.splat(LN2_HIGH), 32);
  v128.store(at, f64x2.splat(LN2_LOW), 48);
  v128.store(at, f64x2.splat(4.1381367970572385e-8), 64);
  v128.store(at, f64x2.splat(-1.6533902205465252e-6), 80);
  v128.store(at, f64x2.splat(6.613756321437934e-5), 96);
  v128.store(at, f64x2.splat(-0.0027777777777015593), 112);
  v128.store(at, f64x2.splat(0.16666666666666602), 128);
  v128.store(at, f64x2.splat(2), 144);
  v128.store(at, f64x2.splat(1), 160);
  v128.store(at, i64x2.splat(1023), 176);
  v128.store(at, f64x2.splat(-708), 192);
  v128.store(at, f64x2.splat(709), 208);
}

/** portableExp of numerics/portable-math.ts for x in (-708, 709), where the power of two is a normal number. */
@inline
export function exponentialOfTwo(x: v128, constants: usize): v128 {
  const k = f64x2.floor(f64x2.add(f64x2.mul(x, v128.load(constants)), v128.load(constants, 16)));
  const high = f64x2.sub(x, f64x2.mul(k, v128.load(constants, 32)));
  const low = f64x2.mul(k, v128.load(constants, 48));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let c = f64x2.mul(t, v128.load(constants, 64));
  c = f64x2.mul(t, f64x2.add(v128.load(constants, 80), c));
  c = f64x2.mul(t, f64x2.add(v128.load(constants, 96), c));
  c = f64x2.mul(t, f64x2.add(v128.load(constants, 112), c));
  c = f64x2.mul(t, f64x2.add(v128.load(constants, 128), c));
  c = f64x2.sub(r, c);
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(v128.load(constants, 144), c));
  const y = f64x2.sub(v128.load(constants, 160), f64x2.sub(f64x2.sub(low, quotient), high));
  const exponent = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  return f64x2.mul(y, i64x2.shl(i64x2.add(exponent, v128.load(constants, 176)), 52));
}

/** portableExp of numerics/portable-math.ts, for one number. */
export function exponentialOfOne(x: f64): f64 {
  if (x != x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.2) return 0;
  const k = floor(x * LOG2_E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r - t * (0.16666666666666602 + t * (-0.0027777777777015593 + t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  return k > 1023 ? y * 2 * powerOfTwo(k - 1) : y * powerOfTwo(max<f64>(k, -1074));
}

/** 2^k for a whole number k in [-1074, 1023]. */
function powerOfTwo(k: f64): f64 {
  if (k < -1022) return powerOfTwo(k + 52) * 2.220446049250313e-16;
  return reinterpret<f64>(<u64>(<i64>k + 1023) << 52);
}
