import { addEntries } from './parts/bag-entries';

/**
 * Work on numbers: one step of Adam (Kingma & Ba 2015), as adam of numerics/adam-rows.ts. `step` points to seven
 * float32 numbers: beta1, 1 - beta1, beta2, 1 - beta2, rate, correction, epsilon.
 */
export function adam(
  values: usize, mean: usize, square: usize, gradient: usize, step: usize, firstUnit: i32, endUnit: i32,
): void {
  const at = <usize>firstUnit << 2;
  updateRange(values + at, mean + at, square + at, gradient + at, endUnit - firstUnit, step);
}

/** The step of Adam for `length` numbers that lie side by side. */
function updateRange(values: usize, mean: usize, square: usize, gradient: usize, length: i32, step: usize): void {
  const beta1 = v128.load32_splat(step);
  const rest1 = v128.load32_splat(step, 4);
  const beta2 = v128.load32_splat(step, 8);
  const rest2 = v128.load32_splat(step, 12);
  const rate = v128.load32_splat(step, 16);
  const correction = v128.load32_splat(step, 20);
  const epsilon = v128.load32_splat(step, 24);
  let left = length;
  for (; left >= 4; left -= 4) {
    const g = v128.load(gradient);
    const m = f32x4.add(f32x4.mul(beta1, v128.load(mean)), f32x4.mul(rest1, g));
    const v = f32x4.add(f32x4.mul(beta2, v128.load(square)), f32x4.mul(f32x4.mul(rest2, g), g));
    const divisor = f32x4.add(f32x4.sqrt(f32x4.mul(v, correction)), epsilon);
    v128.store(mean, m);
    v128.store(square, v);
    v128.store(values, f32x4.sub(v128.load(values), f32x4.div(f32x4.mul(rate, m), divisor)));
    values += 16;
    mean += 16;
    square += 16;
    gradient += 16;
  }
  if (left > 0) {
    const g = loadFew(gradient, left);
    const m = f32x4.add(f32x4.mul(beta1, loadFew(mean, left)), f32x4.mul(rest1, g));
    const v = f32x4.add(f32x4.mul(beta2, loadFew(square, left)), f32x4.mul(f32x4.mul(rest2, g), g));
    const divisor = f32x4.add(f32x4.sqrt(f32x4.mul(v, correction)), epsilon);
    storeFew(mean, m, left);
    storeFew(square, v, left);
    storeFew(values, f32x4.sub(loadFew(values, left), f32x4.div(f32x4.mul(rate, m), divisor)), left);
  }
}

/** Rows that are prefetched together. */
const GROUP: i32 = 16;

/**
 * Work on pairs of `order`: one step of Adam for the touched rows of a table (T, D). `order` pairs each row with its
 * slot in `gradients` (see rowOrder). `isSparse`: only few rows of the table are touched, so they are prefetched.
 */
export function adamRows(
  table: usize, mean: usize, square: usize, gradients: usize, order: usize, isSparse: bool, D: i32, step: usize,
  firstUnit: i32, endUnit: i32,
): void {
  for (let s = firstUnit; s < endUnit; s++) {
    if (isSparse && (s - firstUnit) % GROUP == 0) {
      prefetchRows(table, mean, square, order + (<usize>s << 3), 8, min(GROUP, endUnit - s), <usize>D << 2);
    }
    const at = (<usize>load<i32>(order + (<usize>s << 3)) * <usize>D) << 2;
    const slot = <usize>load<i32>(order + (<usize>s << 3), 4);
    updateRange(table + at, mean + at, square + at, gradients + ((slot * D) << 2), D, step);
  }
}

/**
 * Work on `rows`: one step of Adam for the rows of a table (T, D) that bags touch, as adamRows after the backward of
 * bags.ts, with the same bits. The gradient of each row is added up from the index of the bags (see indexBags there)
 * into `workspace` (D) and used at once, so it is never written to memory. If `ahead` is above 0, so many rows are
 * prefetched together.
 */
export function adamBags(
  table: usize, mean: usize, square: usize, step: usize, chunks: i32, bounds: usize, entries: usize, dOutput: usize, rows: usize,
  T: i32, D: i32, ahead: i32, workspace: usize, firstUnit: i32, endUnit: i32,
): void {
  const rowBytes = <usize>D << 2;
  const chunkBytes = <usize>(T + 2) << 2;
  for (let s = firstUnit; s < endUnit; s++) {
    if (ahead > 0 && (s - firstUnit) % ahead == 0) {
      prefetchRows(table, mean, square, rows + (<usize>s << 2), 4, min(ahead, endUnit - s), rowBytes);
    }
    const row = <usize>load<i32>(rows + (<usize>s << 2));
    for (let d = 0; d < D; d += 4) v128.store(workspace + (<usize>d << 2), f32x4.splat(0));
    let own = bounds + (row << 2);
    for (let chunk = 0; chunk < chunks; chunk++) {
      const first = entries + (<usize>load<i32>(own) << 3);
      const end = entries + (<usize>load<i32>(own, 4) << 3);
      if (first < end) addEntries(first, end, dOutput, rowBytes, workspace, D);
      own += chunkBytes;
    }
    const at = row * rowBytes;
    updateRange(table + at, mean + at, square + at, workspace, D, step);
  }
}

/**
 * Reads one byte of every cache line of some rows and their moments, so that the cache misses overlap instead of
 * following one another. `rows` points to the first of `count` rows, each `stride` bytes after the one before.
 */
function prefetchRows(
  table: usize, mean: usize, square: usize, rows: usize, stride: usize, count: i32, rowBytes: usize,
): void {
  for (; count > 0; count--) {
    const row = <usize>load<i32>(rows) * rowBytes;
    for (let at: usize = row; at < row + rowBytes; at += 64) {
      load<u8>(table + at);
      load<u8>(mean + at);
      load<u8>(square + at);
    }
    rows += stride;
  }
}

/**
 * Writes pairs of row and slot to `order`. They ascend by row unless fewer than one row in 32 of the T is touched:
 * tables are then read forwards, twice as fast as in the order of first touch. Rows are independent, so the order
 * changes no bit.
 */
export function rowOrder(slots: usize, T: i32, touched: usize, count: i32, order: usize): void {
  if (T / 32 > count) {
    for (let s = 0; s < count; s++) {
      store<i32>(order + (<usize>s << 3), load<i32>(touched + (<usize>s << 2)));
      store<i32>(order + (<usize>s << 3), s, 4);
    }
    return;
  }
  const end = order + (<usize>count << 3);
  for (let row = 0; row < T && order < end; row++) {
    const slot = load<i32>(slots + (<usize>row << 2));
    if (<u32>slot >= <u32>count) continue;
    store<i32>(order, row);
    store<i32>(order, slot, 4);
    order += 8;
  }
}

/**
 * Work on pairs of `order`: one step of Adagrad (Duchi et al. 2011) for the touched rows of a table, as adagradRows of
 * numerics/adagrad-rows.ts: square += g^2; w -= rate * g / (sqrt(square) + epsilon).
 */
export function adagradRows(
  table: usize, square: usize, gradients: usize, order: usize, D: i32, rate: f32, epsilon: f32, firstUnit: i32, endUnit: i32,
): void {
  const rates = f32x4.splat(rate);
  const epsilons = f32x4.splat(epsilon);
  for (let s = firstUnit; s < endUnit; s++) {
    let at = (<usize>load<i32>(order + (<usize>s << 3)) * <usize>D) << 2;
    let from = gradients + ((<usize>load<i32>(order + (<usize>s << 3), 4) * <usize>D) << 2);
    for (let d = 0; d < D; d += 4) {
      const length = D - d;
      const g = loadPart(from, length);
      const v = f32x4.add(loadPart(square + at, length), f32x4.mul(g, g));
      const change = f32x4.div(f32x4.mul(rates, g), f32x4.add(f32x4.sqrt(v), epsilons));
      storePart(square + at, v, length);
      storePart(table + at, f32x4.sub(loadPart(table + at, length), change), length);
      at += 16;
      from += 16;
    }
  }
}

/** Four numbers; if only `length` are left, these and zeros. Nothing beyond them is read. */
@inline
function loadPart(from: usize, length: i32): v128 {
  return length >= 4 ? v128.load(from) : loadFew(from, length);
}

function loadFew(from: usize, length: i32): v128 {
  let x = v128.load32_zero(from);
  if (length > 1) x = v128.load_lane<f32>(from, x, 1, 4);
  if (length > 2) x = v128.load_lane<f32>(from, x, 2, 8);
  return x;
}

@inline
function storePart(to: usize, x: v128, length: i32): void {
  if (length >= 4) v128.store(to, x);
  else storeFew(to, x, length);
}

function storeFew(to: usize, x: v128, length: i32): void {
  v128.store_lane<f32>(to, x, 0);
  if (length > 1) v128.store_lane<f32>(to, x, 1, 4);
  if (length > 2) v128.store_lane<f32>(to, x, 2, 8);
}
