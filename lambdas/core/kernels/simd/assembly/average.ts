import { lower, narrow, upper } from './parts/arithmetic';

/**
 * Work. Updates rows of an exponential average with new values; the same bits as averageRows of
 * numerics/average-rows.ts. The units are positions in the list `rows`; with `rows` 0 they are the rows themselves.
 */
export function averageRows(
  current: usize, sums: usize, mentioned: usize, values: usize, rows: usize, D: i32, decay: f64, step: i32,
  firstUnit: i32, endUnit: i32,
): void {
  for (let s = firstUnit; s < endUnit; s++) {
    const row = rows ? load<i32>(rows + (<usize>s << 2)) : s;
    const at = (<usize>row * <usize>D) << 2;
    const last = mentioned + (<usize>row << 2);
    averageRow(current + at, sums + at, values + at, D, powerOf(decay, step - 1 - load<i32>(last)), decay);
    store<i32>(last, step);
  }
}

/**
 * Writes the listed rows of T to `to`, each once and ascending, and returns how many there are. Tables are then read
 * forwards, which is three times as fast. `marks` has room for T bytes.
 */
export function ascendingRows(rows: usize, count: i32, T: i32, marks: usize, to: usize): i32 {
  memory.fill(marks, 0, T);
  for (let s = 0; s < count; s++) store<u8>(marks + <usize>load<i32>(rows + (<usize>s << 2)), 1);
  let distinct = 0;
  for (let row = 0; row < T; row++) {
    if (!load<u8>(marks + <usize>row)) continue;
    store<i32>(to + (<usize>distinct << 2), row);
    distinct += 1;
  }
  return distinct;
}

@inline
function averageRow(current: usize, sums: usize, values: usize, D: i32, still: f64, decay: f64): void {
  let d = 0;
  for (; d + 4 <= D; d += 4) {
    const at = <usize>d << 2;
    const value = v128.load(values + at);
    const was = v128.load(current + at);
    const sum = v128.load(sums + at);
    const low = averageOfTwo(lower(sum), lower(was), lower(value), still, decay);
    v128.store(sums + at, narrow(low, averageOfTwo(upper(sum), upper(was), upper(value), still, decay)));
    v128.store(current + at, value);
  }
  for (; d < D; d++) {
    const at = <usize>d << 2;
    const value = load<f32>(values + at);
    const before = still * <f64>load<f32>(sums + at) + (1 - still) * <f64>load<f32>(current + at);
    store<f32>(sums + at, <f32>(decay * before + (1 - decay) * <f64>value));
    store<f32>(current + at, value);
  }
}

@inline
function averageOfTwo(sum: v128, was: v128, value: v128, still: f64, decay: f64): v128 {
  const before = f64x2.add(f64x2.mul(f64x2.splat(still), sum), f64x2.mul(f64x2.splat(1 - still), was));
  return f64x2.add(f64x2.mul(f64x2.splat(decay), before), f64x2.mul(f64x2.splat(1 - decay), value));
}

/** x^n, as raiseToPower of numerics/average-rows.ts. */
function powerOf(x: f64, n: i32): f64 {
  let power: f64 = 1;
  let square = x;
  for (let rest = n; rest > 0; rest >>= 1) {
    if (rest & 1) power *= square;
    square *= square;
  }
  return power;
}
