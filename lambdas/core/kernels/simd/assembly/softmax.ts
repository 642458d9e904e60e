import { lower, sumOfTwo, upper } from './parts/arithmetic';
import { exponential, fourExponentials, logarithm, storeConstants } from './parts/exponential';

/**
 * Replaces dot products by logits, row by row: s = dot / temperature - logQ_j, and -Infinity for masked ones. There are
 * `rows` rows of `stride` numbers, a multiple of 4. The columns from C on are padding, with logQ Infinity so that they
 * have no weight. Row i is anchor first + i; its positive is the column of the same number. Absent ids are 0. The
 * largest logit of row i goes to largest[i].
 */
export function maskLogits(
  logits: usize, rows: i32, first: i32, C: i32, stride: i32, inverseTemperature: f32, logQ: usize, candidateIds: usize,
  anchorIds: usize, largest: usize,
): void {
  const scale = f32x4.splat(inverseTemperature);
  const masked = f32x4.splat(-Infinity);
  for (let i = 0; i < rows; i++) {
    const row = logits + ((<usize>i * stride) << 2);
    const positive = <usize>(first + i) << 2;
    const diagonal = load<f32>(row + positive) * inverseTemperature - load<f32>(logQ + positive);
    const own = candidateIds ? v128.load32_splat(candidateIds + positive) : i32x4.splat(0);
    const anchor = anchorIds ? v128.load32_splat(anchorIds + positive) : own;
    let most = masked;
    for (let j = C; j < stride; j++) store<f32>(row + (<usize>j << 2), 0);
    for (let at: usize = 0; at < <usize>stride << 2; at += 16) {
      let s = f32x4.sub(f32x4.mul(v128.load(row + at), scale), v128.load(logQ + at));
      if (candidateIds) {
        const id = v128.load(candidateIds + at);
        s = v128.bitselect(masked, s, v128.or(i32x4.eq(id, own), i32x4.eq(id, anchor)));
      }
      most = f32x4.pmax(most, s);
      v128.store(row + at, s);
    }
    store<f32>(row + positive, diagonal);
    store<f32>(largest + (<usize>i << 2), greater(largestOfFour(most), diagonal));
  }
}

@inline
function largestOfFour(x: v128): f32 {
  const pairs = f32x4.pmax(x, v128.shuffle<u32>(x, x, 2, 3, 0, 1));
  return greater(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

/** The greater of two, by comparison. A NaN is ignored here; its exponential is NaN again. */
@inline
function greater(a: f32, b: f32): f32 {
  return a < b ? b : a;
}

/** Stores e^(logit - largest) of a row at `to`. Returns their sum in float64, added from float32 sums of four. */
@inline
function exponentials(row: usize, to: usize, stride: i32, largest: f32, constants: usize): f64 {
  const most = f32x4.splat(largest);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  const end = <usize>stride << 2;
  let at: usize = 0;
  for (; at + 64 <= end; at += 64) {
    const four = fourExponentials(row + at, most, to + at, constants);
    sum0 = f64x2.add(sum0, lower(four));
    sum1 = f64x2.add(sum1, upper(four));
  }
  for (; at < end; at += 16) {
    const e = exponential(f32x4.sub(v128.load(row + at), most), constants);
    v128.store(to + at, e);
    sum0 = f64x2.add(sum0, lower(e));
    sum1 = f64x2.add(sum1, upper(e));
  }
  return sumOfTwo(f64x2.add(sum0, sum1));
}

/**
 * Replaces logits by e^(logit - largest), on the diagonal minus their sum. Times shares[i] = scale / sum (float64), row
 * i is then the slopes (softmax - I) * scale. The caller scales the result of the following matrix product instead,
 * which is smaller. Returns the sum of logsumexp - diagonal over the rows.
 */
export function softmaxSlopes(
  logits: usize, rows: i32, first: i32, stride: i32, largest: usize, scale: f64, shares: usize, constants: usize,
): f64 {
  storeConstants(constants);
  let loss: f64 = 0;
  for (let i = 0; i < rows; i++) {
    const row = logits + ((<usize>i * stride) << 2);
    const positive = row + (<usize>(first + i) << 2);
    const most = load<f32>(largest + (<usize>i << 2));
    const diagonal = load<f32>(positive);
    const sum = exponentials(row, row, stride, most, constants);
    loss += logarithm(sum) + (<f64>most - <f64>diagonal);
    store<f64>(shares + (<usize>i << 3), scale / sum);
    store<f32>(positive, <f32>(<f64>load<f32>(positive) - sum));
  }
  return loss;
}

/** Writes the largest logit of every column to most (stride). */
export function columnMaxima(logits: usize, rows: i32, stride: i32, most: usize): void {
  for (let at: usize = 0; at < <usize>stride << 2; at += 16) v128.store(most + at, f32x4.splat(-Infinity));
  for (let i = 0; i < rows; i++) {
    const row = logits + ((<usize>i * stride) << 2);
    for (let at: usize = 0; at < <usize>stride << 2; at += 16) {
      v128.store(most + at, f32x4.pmax(v128.load(most + at), v128.load(row + at)));
    }
  }
}

/**
 * Both directions of the symmetric loss: replaces logits (C, stride) by ((softmax by row - I) + (softmax by column -
 * I)) * scale. `spare` is scratch memory for stride float64 and stride float32 numbers. Returns the sum of the losses
 * of both directions.
 */
export function symmetricSlopes(
  logits: usize, rows: i32, stride: i32, largest: usize, columnLargest: usize, spare: usize, scale: f64, constants: usize,
): f64 {
  storeConstants(constants);
  const shares = spare + (<usize>stride << 3);
  memory.fill(spare, 0, <usize>stride << 3);
  for (let i = 0; i < rows; i++) addColumnExponentials(logits + ((<usize>i * stride) << 2), stride, columnLargest, spare, constants);
  let loss: f64 = 0;
  for (let j = 0; j < stride; j++) {
    const sum = load<f64>(spare + (<usize>j << 3));
    const most = <f64>load<f32>(columnLargest + (<usize>j << 2));
    store<f32>(shares + (<usize>j << 2), j < rows ? <f32>(scale / sum) : 0);
    if (j < rows) loss += logarithm(sum) + most - <f64>load<f32>(logits + (<usize>(j * stride + j) << 2));
  }
  for (let i = 0; i < rows; i++) {
    const row = logits + ((<usize>i * stride) << 2);
    loss += symmetricRow(row, i, stride, load<f32>(largest + (<usize>i << 2)), columnLargest, shares, spare, scale, constants);
  }
  return loss;
}

@inline
function addColumnExponentials(row: usize, stride: i32, columnLargest: usize, sums: usize, constants: usize): void {
  for (let at: usize = 0; at < <usize>stride << 2; at += 16) {
    const e = exponential(f32x4.sub(v128.load(row + at), v128.load(columnLargest + at)), constants);
    const to = sums + 2 * at;
    v128.store(to, f64x2.add(v128.load(to), lower(e)));
    v128.store(to, f64x2.add(v128.load(to, 16), upper(e)), 16);
  }
}

@inline
function symmetricRow(
  row: usize, i: i32, stride: i32, most: f32, columnLargest: usize, shares: usize, spare: usize, scale: f64, constants: usize,
): f64 {
  const positive = row + (<usize>i << 2);
  const diagonal = load<f32>(positive);
  const sum = exponentials(row, spare, stride, most, constants);
  const share = f32x4.splat(<f32>(scale / sum));
  for (let at: usize = 0; at < <usize>stride << 2; at += 16) {
    const down = exponential(f32x4.sub(v128.load(row + at), v128.load(columnLargest + at)), constants);
    const slope = f32x4.add(f32x4.mul(v128.load(spare + at), share), f32x4.mul(down, v128.load(shares + at)));
    v128.store(row + at, slope);
  }
  store<f32>(positive, <f32>(<f64>load<f32>(positive) - 2 * scale));
  return logarithm(sum) + (<f64>most - <f64>diagonal);
}
