import { lower, sumOfTwo, upper } from './parts/arithmetic';

/** squares[i] = the squared length of row i, in float64: B rows of D numbers. */
export function squaredLengths(rows: usize, B: i32, D: i32, squares: usize): void {
  for (let i = 0; i < B; i++) {
    let sum0 = f64x2.splat(0);
    let sum1 = f64x2.splat(0);
    let d = 0;
    for (; d + 4 <= D; d += 4) {
      const x = v128.load(rows + (<usize>d << 2));
      sum0 = f64x2.add(sum0, f64x2.mul(lower(x), lower(x)));
      sum1 = f64x2.add(sum1, f64x2.mul(upper(x), upper(x)));
    }
    let sum = sumOfTwo(f64x2.add(sum0, sum1));
    for (; d < D; d++) sum += <f64>load<f32>(rows + (<usize>d << 2)) * <f64>load<f32>(rows + (<usize>d << 2));
    store<f64>(squares + (<usize>i << 3), sum);
    rows += <usize>D << 2;
  }
}

/**
 * Row i times scales[i] (float64, rounded to float32), stored at `to`, which may be `rows`. A scale of 0 gives zeros,
 * even for NaN.
 */
export function scaleRows(rows: usize, scales: usize, to: usize, B: i32, D: i32): void {
  for (let i = 0; i < B; i++) {
    const scale = <f32>load<f64>(scales + (<usize>i << 3));
    if (scale == 0) memory.fill(to, 0, <usize>D << 2);
    else scaleRow(rows, scale, to, D);
    rows += <usize>D << 2;
    to += <usize>D << 2;
  }
}

@inline
function scaleRow(row: usize, scale: f32, to: usize, D: i32): void {
  const scales = f32x4.splat(scale);
  let d = 0;
  for (; d + 4 <= D; d += 4) v128.store(to + (<usize>d << 2), f32x4.mul(v128.load(row + (<usize>d << 2)), scales));
  for (; d < D; d++) store<f32>(to + (<usize>d << 2), load<f32>(row + (<usize>d << 2)) * scale);
}

/**
 * The gradients of a triplet from those of its differences p and n: dAnchor = p + n, dPositive = -p, dNegative = -n.
 */
export function fromDifferences(
  toPositive: usize, toNegative: usize, dAnchor: usize, dPositive: usize, dNegative: usize, length: i32,
): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const at = <usize>i << 2;
    const p = v128.load(toPositive + at);
    const n = v128.load(toNegative + at);
    v128.store(dAnchor + at, f32x4.add(p, n));
    v128.store(dPositive + at, f32x4.neg(p));
    v128.store(dNegative + at, f32x4.neg(n));
  }
  for (; i < length; i++) {
    const at = <usize>i << 2;
    const p = load<f32>(toPositive + at);
    const n = load<f32>(toNegative + at);
    store<f32>(dAnchor + at, p + n);
    store<f32>(dPositive + at, -p);
    store<f32>(dNegative + at, -n);
  }
}

/**
 * Adds the gradients of `count` triplets of rows of x (N, D). With the pull p and the push n of a triplet:
 * dx_a += p (x_a - x_p) - n (x_a - x_n), dx_p -= p (x_a - x_p), dx_n += n (x_a - x_n).
 * dx (N, D), pulls and pushes (count) are float64.
 */
export function addTriplets(
  x: usize, D: i32, anchors: usize, positives: usize, negatives: usize, pulls: usize, pushes: usize, count: i32, dx: usize,
): void {
  for (let t = 0; t < count; t++) {
    const at = <usize>t << 2;
    const pull = load<f64>(pulls + 2 * at);
    const push = load<f64>(pushes + 2 * at);
    const anchor = <usize>load<i32>(anchors + at) * <usize>D;
    if (pull != 0) addPair(x, dx, anchor, <usize>load<i32>(positives + at) * <usize>D, D, pull);
    if (push != 0) addPair(x, dx, anchor, <usize>load<i32>(negatives + at) * <usize>D, D, -push);
  }
}

/** dx_a += scale (x_a - x_b), dx_b -= scale (x_a - x_b). a and b are the first numbers of two rows. */
@inline
function addPair(x: usize, dx: usize, a: usize, b: usize, D: i32, scale: f64): void {
  const scales = f64x2.splat(scale);
  let d: usize = 0;
  for (; d + 2 <= <usize>D; d += 2) {
    const one = f64x2.promote_low_f32x4(v128.load64_zero(x + ((a + d) << 2)));
    const other = f64x2.promote_low_f32x4(v128.load64_zero(x + ((b + d) << 2)));
    const pull = f64x2.mul(scales, f64x2.sub(one, other));
    v128.store(dx + ((a + d) << 3), f64x2.add(v128.load(dx + ((a + d) << 3)), pull));
    v128.store(dx + ((b + d) << 3), f64x2.sub(v128.load(dx + ((b + d) << 3)), pull));
  }
  if (d < <usize>D) {
    const pull = scale * (<f64>load<f32>(x + ((a + d) << 2)) - <f64>load<f32>(x + ((b + d) << 2)));
    store<f64>(dx + ((a + d) << 3), load<f64>(dx + ((a + d) << 3)) + pull);
    store<f64>(dx + ((b + d) << 3), load<f64>(dx + ((b + d) << 3)) - pull);
  }
}

/** Rounds `length` float64 numbers to float32. */
export function narrowAll(from: usize, to: usize, length: i32): void {
  for (let i = 0; i < length; i++) store<f32>(to + (<usize>i << 2), <f32>load<f64>(from + (<usize>i << 3)));
}
