import { addEntries } from './parts/bag-entries';

/**
 * Work on numbers: one step of Adam (Kingma & Ba 2015), as adam of numerics/adam-rows.ts. `step` points to seven
 * float32 numbers: beta1, 1 - beta1, beta2, 1 - beta2, rate, correction, epsilon.
 */
export function adam(
  values: usize, mean: usize, square: usize, gradient: usize, step: usize, firstUnit: i32, endUnit: i32,
): void {
  const at = <usize>firstUnit << 2;
  updateRange(values + at, mean + at, square + at, gradient + at, 1, endUnit - firstUnit, step);
}

/** The step of Adam for `length` numbers that lie side by side. Their gradient is as in updateRow. */
function updateRange(
  values: usize, mean: usize, square: usize, gradient: usize, weight: f32, length: i32, step: usize,
): void {
  const weights = f32x4.splat(weight);
  const beta1 = v128.load32_splat(step);
  const rest1 = v128.load32_splat(step, 4);
  const beta2 = v128.load32_splat(step, 8);
  const rest2 = v128.load32_splat(step, 12);
  const rate = v128.load32_splat(step, 16);
  const correction = v128.load32_splat(step, 20);
  const epsilon = v128.load32_splat(step, 24);
  let left = length;
  for (; left >= 4; left -= 4) {
    const g = weighed(v128.load(gradient), weights);
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
    const g = weighed(loadFew(gradient, left), weights);
    const m = f32x4.add(f32x4.mul(beta1, loadFew(mean, left)), f32x4.mul(rest1, g));
    const v = f32x4.add(f32x4.mul(beta2, loadFew(square, left)), f32x4.mul(f32x4.mul(rest2, g), g));
    const divisor = f32x4.add(f32x4.sqrt(f32x4.mul(v, correction)), epsilon);
    storeFew(mean, m, left);
    storeFew(square, v, left);
    storeFew(values, f32x4.sub(loadFew(values, left), f32x4.div(f32x4.mul(rate, m), divisor)), left);
  }
}

/**
 * The row-wise step of Adam for one row of D numbers: `square` points to the one square of the row, and its gradient is
 * 0 + `weight` times the numbers at `gradient`. Four sums of squares run side by side and are added up at the end.
 */
function updateRow(
  values: usize, mean: usize, square: usize, gradient: usize, weight: f32, D: i32, step: usize,
): void {
  const weights = f32x4.splat(weight);
  let sums = f32x4.splat(0);
  let left = D;
  let from = gradient;
  for (; left >= 4; left -= 4) {
    const g = weighed(v128.load(from), weights);
    sums = f32x4.add(sums, f32x4.mul(g, g));
    from += 16;
  }
  // One by one: numbers that are missing would be 0, and 0 times an infinite weight is NaN.
  let rest: f32 = 0;
  for (; left > 0; left--) {
    const g: f32 = weight * load<f32>(from);
    rest += g * g;
    from += 4;
  }
  const low: f32 = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1);
  const high: f32 = f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
  const v: f32 = load<f32>(step, 8) * load<f32>(square) + load<f32>(step, 12) * ((low + high + rest) / <f32>D);
  store<f32>(square, v);
  const divisor: f32 = sqrt<f32>(v * load<f32>(step, 20)) + load<f32>(step, 24);
  const rate = f32x4.splat(load<f32>(step, 16) / divisor);
  const beta1 = v128.load32_splat(step);
  const rest1 = v128.load32_splat(step, 4);
  left = D;
  for (; left >= 4; left -= 4) {
    const g = weighed(v128.load(gradient), weights);
    const m = f32x4.add(f32x4.mul(beta1, v128.load(mean)), f32x4.mul(rest1, g));
    v128.store(mean, m);
    v128.store(values, f32x4.sub(v128.load(values), f32x4.mul(rate, m)));
    values += 16;
    mean += 16;
    gradient += 16;
  }
  if (left > 0) {
    const g = weighed(loadFew(gradient, left), weights);
    const m = f32x4.add(f32x4.mul(beta1, loadFew(mean, left)), f32x4.mul(rest1, g));
    storeFew(mean, m, left);
    storeFew(values, f32x4.sub(loadFew(values, left), f32x4.mul(rate, m)), left);
  }
}

/** weight * x, added to 0 as a sum of several begins, so that -0 becomes 0. */
@inline
function weighed(x: v128, weight: v128): v128 {
  return f32x4.add(f32x4.splat(0), f32x4.mul(x, weight));
}

/** One step of Adam for a row of a table (T, D), with one square for each number or, row-wise, for each row. */
@inline
function updateTableRow(
  table: usize, mean: usize, square: usize, row: usize, gradient: usize, weight: f32, D: i32, isRowwise: bool, step: usize,
): void {
  const at = row * (<usize>D << 2);
  if (isRowwise) updateRow(table + at, mean + at, square + (row << 2), gradient, weight, D, step);
  else updateRange(table + at, mean + at, square + at, gradient, weight, D, step);
}

/** Rows that are prefetched together. */
const GROUP: i32 = 16;

/**
 * Work on pairs of `order`: one step of Adam for the touched rows of a table (T, D). `order` pairs each row with its
 * slot in `gradients` (see rowOrder). `isSparse`: only few rows of the table are touched, so they are prefetched.
 * `isRowwise`: `square` has one number for each row.
 */
export function adamRows(
  table: usize, mean: usize, square: usize, gradients: usize, order: usize, isSparse: bool, isRowwise: bool, D: i32, step: usize,
  firstUnit: i32, endUnit: i32,
): void {
  for (let s = firstUnit; s < endUnit; s++) {
    if (isSparse && (s - firstUnit) % GROUP == 0) {
      prefetchRows(table, mean, square, order + (<usize>s << 3), 8, min(GROUP, endUnit - s), D, isRowwise);
    }
    const row = <usize>load<i32>(order + (<usize>s << 3));
    const slot = <usize>load<i32>(order + (<usize>s << 3), 4);
    updateTableRow(table, mean, square, row, gradients + ((slot * D) << 2), 1, D, isRowwise, step);
  }
}

/**
 * Work on `rows`: one step of Adam for the rows of a table (T, D) that bags touch, as adamRows after the backward of
 * bags.ts, with the same bits. The gradient of each row is added up from the index of the bags (see indexBags there)
 * into `workspace` (D) and used at once, so it is never written to memory. If `ahead` is above 0, so many rows are
 * prefetched together. `isRowwise`: `square` has one number for each row.
 */
export function adamBags(
  table: usize, mean: usize, square: usize, step: usize, chunks: i32, bounds: usize, entries: usize, dOutput: usize, rows: usize,
  T: i32, D: i32, ahead: i32, isRowwise: bool, workspace: usize, firstUnit: i32, endUnit: i32,
): void {
  const rowBytes = <usize>D << 2;
  const chunkBytes = <usize>(T + 2) << 2;
  for (let s = firstUnit; s < endUnit; s++) {
    if (ahead > 0 && (s - firstUnit) % ahead == 0) {
      prefetchRows(table, mean, square, rows + (<usize>s << 2), 4, min(ahead, endUnit - s), D, isRowwise);
    }
    const row = <usize>load<i32>(rows + (<usize>s << 2));
    // Most rows of a batch are in one bag: its gradient of outputs, weighed, is theirs.
    const only = onlyEntry(chunks, bounds + (row << 2), chunkBytes, entries);
    if (only != 0) {
      const from = dOutput + <usize>load<i32>(only) * rowBytes;
      updateTableRow(table, mean, square, row, from, load<f32>(only, 4), D, isRowwise, step);
      continue;
    }
    for (let d = 0; d < D; d += 4) v128.store(workspace + (<usize>d << 2), f32x4.splat(0));
    let own = bounds + (row << 2);
    for (let chunk = 0; chunk < chunks; chunk++) {
      const first = entries + (<usize>load<i32>(own) << 3);
      const end = entries + (<usize>load<i32>(own, 4) << 3);
      if (first < end) addEntries(first, end, dOutput, rowBytes, workspace, D);
      own += chunkBytes;
    }
    updateTableRow(table, mean, square, row, workspace, 1, D, isRowwise, step);
  }
}

/** The one entry of a row in the index of the bags (see indexBags there), or 0 if it has several. */
@inline
function onlyEntry(chunks: i32, bounds: usize, chunkBytes: usize, entries: usize): usize {
  let count = 0;
  let last: usize = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const first = load<i32>(bounds);
    const end = load<i32>(bounds, 4);
    if (first < end) last = <usize>first;
    count += end - first;
    bounds += chunkBytes;
  }
  return count == 1 ? entries + (last << 3) : 0;
}

/**
 * Reads one byte of every cache line of some rows and their moments, so that the cache misses overlap instead of
 * following one another. `rows` points to the first of `count` rows, each `stride` bytes after the one before.
 */
function prefetchRows(
  table: usize, mean: usize, square: usize, rows: usize, stride: usize, count: i32, D: i32, isRowwise: bool,
): void {
  const rowBytes = <usize>D << 2;
  for (; count > 0; count--) {
    const row = <usize>load<i32>(rows);
    const end = (row + 1) * rowBytes;
    for (let at: usize = row * rowBytes; at < end; at += 64) {
      load<u8>(table + at);
      load<u8>(mean + at);
      if (!isRowwise) load<u8>(square + at);
    }
    if (isRowwise) load<u8>(square + (row << 2));
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
