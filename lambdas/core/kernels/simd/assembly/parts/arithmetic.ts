/**
 * a * b + c: rounded twice as in IEEE 754 in the strict build; fused or not, as the processor does it, in the relaxed
 * build.
 */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The two lower of four float32 as float64. */
@inline
export function lower(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

/** The two upper of four float32 as float64. */
@inline
export function upper(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<u32>(x, x, 2, 3, 2, 3));
}

/** Four float64 as four float32. */
@inline
export function narrow(low: v128, high: v128): v128 {
  return v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

@inline
export function sumOfTwo(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** Stores eight numbers at `at`, or adds them to the ones there. */
@inline
export function storeEight(at: usize, left: v128, right: v128, accumulate: bool): void {
  if (accumulate) {
    left = f32x4.add(v128.load(at), left);
    right = f32x4.add(v128.load(at, 16), right);
  }
  v128.store(at, left);
  v128.store(at, right, 16);
}
