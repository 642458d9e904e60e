import { logarithm } from './exponential';

const LOG2_E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

/**
 * Rows of similarities (rows, C) become slopes: as listwiseSlopes of losses/listwise-slopes.ts, to the same bits, for rows from
 * (inclusive) to to (exclusive). `logQ` (C float64) is 0 for none; the loss of each row goes to `losses` (float64).
 */
export function listwiseSlopes(
  logits: usize, C: i32, inverse: f64, scale: f64, offsets: usize, columns: usize, chances: usize, selfColumns: usize,
  logQ: usize, losses: usize, from: i32, to: i32,
): void {
  for (let i = from; i < to; i++) {
    const row = logits + ((<usize>i * C) << 2);
    const start = load<i32>(offsets + (<usize>i << 2));
    const end = load<i32>(offsets + (<usize>i << 2), 4);
    const self = load<i32>(selfColumns + (<usize>i << 2));
    store<f64>(losses + (<usize>i << 3), slopesOfRow(row, C, inverse, scale, start, end, columns, chances, self, logQ));
  }
}

function slopesOfRow(
  row: usize, C: i32, inverse: f64, scale: f64, start: i32, end: i32, columns: usize, chances: usize, self: i32, logQ: usize,
): f64 {
  let mass: f64 = 0;
  for (let t = start; t < end; t++) mass += <f64>load<f32>(chances + (<usize>t << 2));
  const largest = mass == 0 ? -Infinity : largestLogit(row, C, inverse, self, logQ);
  if (largest == -Infinity) {
    memory.fill(row, 0, <usize>C << 2);
    return 0;
  }
  if (self >= 0) store<f32>(row + (<usize>self << 2), -Infinity);
  let along: f64 = 0;
  for (let t = start; t < end; t++) {
    along += <f64>load<f32>(chances + (<usize>t << 2)) * <f64>load<f32>(row + (<usize>load<i32>(columns + (<usize>t << 2)) << 2));
  }
  const sum = exponentialsLess(row, C, largest);
  const share = (mass * scale * inverse) / sum;
  scaleRow(row, C, share);
  for (let t = start; t < end; t++) {
    const at = row + (<usize>load<i32>(columns + (<usize>t << 2)) << 2);
    store<f32>(at, <f32>(<f64>load<f32>(at) - <f64>load<f32>(chances + (<usize>t << 2)) * scale * inverse));
  }
  return mass * (largest + logarithmOfSum(sum)) - along;
}

/** Where logits leave the range of float32 the sum may be 0 or Infinity. */
function logarithmOfSum(sum: f64): f64 {
  if (sum == 0) return -Infinity;
  return sum == Infinity ? sum : logarithm(sum);
}

/** Similarities become logits; returns the largest of all but `self`, before it was rounded. */
function largestLogit(row: usize, C: i32, inverse: f64, self: i32, logQ: usize): f64 {
  let largest: f64 = -Infinity;
  for (let j = 0; j < C; j++) {
    const at = row + (<usize>j << 2);
    const logit = <f64>load<f32>(at) * inverse - (logQ ? load<f64>(logQ + (<usize>j << 3)) : 0);
    store<f32>(at, <f32>logit);
    if (logit > largest && j != self) largest = logit;
  }
  return largest;
}

function scaleRow(row: usize, C: i32, share: f64): void {
  for (let j = 0; j < C; j++) {
    const at = row + (<usize>j << 2);
    store<f32>(at, <f32>(<f64>load<f32>(at) * share));
  }
}

/** The row becomes its exponentials less `largest`; returns their sum, added up in order before they are rounded. */
function exponentialsLess(row: usize, C: i32, largest: f64): f64 {
  const most = f64x2.splat(largest);
  let sum: f64 = 0;
  let j = 0;
  for (; j + 2 <= C; j += 2) {
    const at = row + (<usize>j << 2);
    const x = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(at)), most);
    const inRange = i64x2.bitmask(v128.and(f64x2.gt(x, f64x2.splat(-708)), f64x2.lt(x, f64x2.splat(709))));
    if (inRange != 3) {
      sum = storeExponential(at, largest, sum);
      sum = storeExponential(at + 4, largest, sum);
      continue;
    }
    const e = exponentialOfTwo(x);
    v128.store64_lane(at, f32x4.demote_f64x2_zero(e), 0);
    sum += f64x2.extract_lane(e, 0);
    sum += f64x2.extract_lane(e, 1);
  }
  if (j < C) sum = storeExponential(row + (<usize>j << 2), largest, sum);
  return sum;
}

@inline
function storeExponential(at: usize, largest: f64, sum: f64): f64 {
  const e = exponentialOfOne(<f64>load<f32>(at) - largest);
  store<f32>(at, <f32>e);
  return sum + e;
}

/** portableExp of portable-math.ts for x in (-708, 709), where the power of two is a normal number. */
@inline
function exponentialOfTwo(x: v128): v128 {
  const k = f64x2.floor(f64x2.add(f64x2.mul(x, f64x2.splat(LOG2_E)), f64x2.splat(0.5)));
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH)));
  const low = f64x2.mul(k, f64x2.splat(LN2_LOW));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let c = f64x2.mul(t, f64x2.splat(4.1381367970572385e-8));
  c = f64x2.mul(t, f64x2.add(f64x2.splat(-1.6533902205465252e-6), c));
  c = f64x2.mul(t, f64x2.add(f64x2.splat(6.613756321437934e-5), c));
  c = f64x2.mul(t, f64x2.add(f64x2.splat(-0.0027777777777015593), c));
  c = f64x2.mul(t, f64x2.add(f64x2.splat(0.16666666666666602), c));
  c = f64x2.sub(r, c);
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  const y = f64x2.sub(f64x2.splat(1), f64x2.sub(f64x2.sub(low, quotient), high));
  const exponent = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  return f64x2.mul(y, i64x2.shl(i64x2.add(exponent, i64x2.splat(1023)), 52));
}

/** portableExp of portable-math.ts. */
function exponentialOfOne(x: f64): f64 {
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
