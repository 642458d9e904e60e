import { lower, narrow, upper } from './parts/arithmetic';
import { exponentialOfOne, exponentialOfTwo, storeConstants } from './parts/double-exponential';
import { logarithm } from './parts/exponential';

/**
 * Work. Replaces rows of similarities (B, C) by their slopes; the same bits as listwiseSlopes of losses/listwise.ts.
 * The units are rows. `logQ` (C float64) is 0 if absent. The loss of each row goes to `losses` (B float64). The
 * workspace holds the 224 bytes of constants of the exponential.
 */
export function listwiseSlopes(
  logits: usize, C: i32, inverse: f64, scale: f64, offsets: usize, columns: usize, chances: usize, selfColumns: usize,
  logQ: usize, losses: usize, workspace: usize, firstUnit: i32, endUnit: i32,
): void {
  storeConstants(workspace);
  for (let i = firstUnit; i < endUnit; i++) {
    const row = logits + ((<usize>i * C) << 2);
    const start = load<i32>(offsets + (<usize>i << 2));
    const end = load<i32>(offsets + (<usize>i << 2), 4);
    const self = load<i32>(selfColumns + (<usize>i << 2));
    const loss = slopesOfRow(row, C, inverse, scale, start, end, columns, chances, self, logQ, workspace);
    store<f64>(losses + (<usize>i << 3), loss);
  }
}

function slopesOfRow(
  row: usize, C: i32, inverse: f64, scale: f64, start: i32, end: i32, columns: usize, chances: usize, self: i32, logQ: usize,
  constants: usize,
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
  const sum = exponentialsLess(row, C, largest, constants);
  const share = (mass * scale * inverse) / sum;
  scaleRow(row, C, share);
  for (let t = start; t < end; t++) {
    const at = row + (<usize>load<i32>(columns + (<usize>t << 2)) << 2);
    store<f32>(at, <f32>(<f64>load<f32>(at) - <f64>load<f32>(chances + (<usize>t << 2)) * scale * inverse));
  }
  return mass * (largest + logarithmOfSum(sum)) - along;
}

/** The logarithm of a sum of exponentials, which is 0 or Infinity if logits leave the range of float32. */
function logarithmOfSum(sum: f64): f64 {
  if (sum == 0) return -Infinity;
  return sum == Infinity ? sum : logarithm(sum);
}

/** Replaces the similarities by logits, except that of `self`. Returns the largest logit, before rounding. */
function largestLogit(row: usize, C: i32, inverse: f64, self: i32, logQ: usize): f64 {
  if (self < 0) return logitsOf(row, 0, C, inverse, logQ);
  const before = logitsOf(row, 0, self, inverse, logQ);
  return greater(before, logitsOf(row, self + 1, C, inverse, logQ));
}

/** The greater of two, by comparison: NaN is ignored. */
@inline
function greater(a: f64, b: f64): f64 {
  return b > a ? b : a;
}

function logitsOf(row: usize, from: i32, to: i32, inverse: f64, logQ: usize): f64 {
  const inverses = f64x2.splat(inverse);
  let most0 = f64x2.splat(-Infinity);
  let most1 = most0;
  let j = from;
  for (; j + 4 <= to; j += 4) {
    const at = row + (<usize>j << 2);
    const x = v128.load(at);
    let low = f64x2.mul(lower(x), inverses);
    let high = f64x2.mul(upper(x), inverses);
    if (logQ) {
      low = f64x2.sub(low, v128.load(logQ + (<usize>j << 3)));
      high = f64x2.sub(high, v128.load(logQ + (<usize>j << 3), 16));
    }
    v128.store(at, narrow(low, high));
    most0 = f64x2.pmax(most0, low);
    most1 = f64x2.pmax(most1, high);
  }
  most0 = f64x2.pmax(most0, most1);
  let largest = greater(f64x2.extract_lane(most0, 0), f64x2.extract_lane(most0, 1));
  for (; j < to; j++) {
    const at = row + (<usize>j << 2);
    const logit = <f64>load<f32>(at) * inverse - (logQ ? load<f64>(logQ + (<usize>j << 3)) : 0);
    store<f32>(at, <f32>logit);
    largest = greater(largest, logit);
  }
  return largest;
}

function scaleRow(row: usize, C: i32, share: f64): void {
  const shares = f64x2.splat(share);
  let j = 0;
  for (; j + 4 <= C; j += 4) {
    const x = v128.load(row + (<usize>j << 2));
    v128.store(row + (<usize>j << 2), narrow(f64x2.mul(lower(x), shares), f64x2.mul(upper(x), shares)));
  }
  for (; j < C; j++) {
    const at = row + (<usize>j << 2);
    store<f32>(at, <f32>(<f64>load<f32>(at) * share));
  }
}

/** Replaces a row by e^(logit - largest). Returns their sum, added in order before they are rounded. */
function exponentialsLess(row: usize, C: i32, largest: f64, constants: usize): f64 {
  const most = f64x2.splat(largest);
  let sum: f64 = 0;
  let j = 0;
  for (; j + 2 <= C; j += 2) {
    const at = row + (<usize>j << 2);
    const x = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(at)), most);
    const inRange = i64x2.bitmask(v128.and(f64x2.gt(x, v128.load(constants, 192)), f64x2.lt(x, v128.load(constants, 208))));
    if (inRange != 3) {
      sum = storeExponential(at, largest, sum);
      sum = storeExponential(at + 4, largest, sum);
      continue;
    }
    const e = exponentialOfTwo(x, constants);
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
