/** Up to so many positives are searched one by one; more are sorted and searched together. */
const FEW_POSITIVES: i32 = 16;

/**
 * Transposes rows to float64: x (N, D) becomes columns (D, stride). stride is a multiple of 4; the padding is zeros.
 */
export function columnsOf(x: usize, N: i32, D: i32, columns: usize, stride: i32): void {
  for (let d = 0; d < D; d++) {
    for (let i = 0; i < stride; i++) {
      store<f64>(columns + (<usize>i << 3), i < N ? <f64>load<f32>(x + (<usize>(i * D + d) << 2)) : 0);
    }
    columns += <usize>stride << 3;
  }
}

/**
 * Squared Euclidean distances between N rows, or Euclidean ones with `root`: distances (stride, stride) in float64,
 * symmetric. Each sum runs in the order of the dimensions, so the bits are those of PairDistances
 * (losses/pair-distances.ts).
 */
export function pairDistances(columns: usize, D: i32, stride: i32, root: bool, distances: usize): void {
  for (let i = 0; i < stride; i += 4) {
    for (let j = i; j < stride; j += 4) distanceTile(columns, D, stride, i, j, root, distances);
  }
}

/** Distances of rows i to i + 3 from rows j to j + 3, stored for both orders of the pair. */
function distanceTile(columns: usize, D: i32, stride: i32, i: i32, j: i32, root: bool, distances: usize): void {
  const step = <usize>stride << 3;
  let left = columns + (<usize>i << 3);
  let right = columns + (<usize>j << 3);
  let s00 = f64x2.splat(0);
  let s01 = f64x2.splat(0);
  let s10 = f64x2.splat(0);
  let s11 = f64x2.splat(0);
  let s20 = f64x2.splat(0);
  let s21 = f64x2.splat(0);
  let s30 = f64x2.splat(0);
  let s31 = f64x2.splat(0);
  for (let d = 0; d < D; d++) {
    const y0 = v128.load(right);
    const y1 = v128.load(right, 16);
    let x = v128.load64_splat(left);
    s00 = addSquare(s00, f64x2.sub(x, y0));
    s01 = addSquare(s01, f64x2.sub(x, y1));
    x = v128.load64_splat(left, 8);
    s10 = addSquare(s10, f64x2.sub(x, y0));
    s11 = addSquare(s11, f64x2.sub(x, y1));
    x = v128.load64_splat(left, 16);
    s20 = addSquare(s20, f64x2.sub(x, y0));
    s21 = addSquare(s21, f64x2.sub(x, y1));
    x = v128.load64_splat(left, 24);
    s30 = addSquare(s30, f64x2.sub(x, y0));
    s31 = addSquare(s31, f64x2.sub(x, y1));
    left += step;
    right += step;
  }
  const to = distances + <usize>i * step + (<usize>j << 3);
  const back = distances + <usize>j * step + (<usize>i << 3);
  storeTwoRows(to, back, step, rooted(s00, root), rooted(s01, root), rooted(s10, root), rooted(s11, root));
  storeTwoRows(
    to + 2 * step, back + 16, step, rooted(s20, root), rooted(s21, root), rooted(s30, root), rooted(s31, root),
  );
}

@inline
function addSquare(sum: v128, x: v128): v128 {
  return f64x2.add(sum, f64x2.mul(x, x));
}

@inline
function rooted(x: v128, root: bool): v128 {
  return root ? f64x2.sqrt(x) : x;
}

/** Stores two rows of four at `to`, and the same as two columns of four at `back`. */
@inline
function storeTwoRows(to: usize, back: usize, step: usize, a0: v128, a1: v128, b0: v128, b1: v128): void {
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to + step, b0);
  v128.store(to + step, b1, 16);
  v128.store(back, v128.shuffle<u64>(a0, b0, 0, 2));
  v128.store(back + step, v128.shuffle<u64>(a0, b0, 1, 3));
  v128.store(back + 2 * step, v128.shuffle<u64>(a1, b1, 0, 2));
  v128.store(back + 3 * step, v128.shuffle<u64>(a1, b1, 1, 3));
}

/**
 * Finds for every anchor and positive the nearest negative that is farther than the positive, or else the farthest
 * negative, as mineSemiHard (miners/semi-hard.ts). Writes the triplets to `anchors`, `positives` and `negatives`
 * (int32), which have room for all. `spare` is scratch memory for 4 x stride numbers of 8 bytes. Returns the number of
 * triplets.
 */
export function semiHard(
  distances: usize, labels: usize, N: i32, stride: i32, anchors: usize, positives: usize, negatives: usize, spare: usize,
): i32 {
  const row = spare;
  const sorted = spare + (<usize>stride << 3);
  let count = 0;
  for (let i = 0; i < N; i++) {
    memory.copy(row, distances + ((<usize>i * stride) << 3), <usize>stride << 3);
    const first = count;
    count = takePositives(row, labels, N, stride, i, positives, count);
    const found = count - first;
    if (found == 0) continue;
    const farthest = farthestOf(row, N);
    if (farthest < 0) {
      count = first;
      continue;
    }
    const own = positives + (<usize>first << 2);
    const chosen = negatives + (<usize>first << 2);
    const from = distances + ((<usize>i * stride) << 3);
    if (found <= FEW_POSITIVES) chooseOneByOne(row, stride, from, own, found, farthest, chosen);
    else chooseAtOnce(row, N, from, own, found, farthest, chosen, sorted, stride);
    for (let t = first; t < count; t++) store<i32>(anchors + (<usize>t << 2), i);
  }
  return count;
}

/**
 * Lists the positives of anchor i from place `count` on. In `row`, these, the anchor and the padding become -1: nearer
 * than all.
 */
function takePositives(row: usize, labels: usize, N: i32, stride: i32, i: i32, positives: usize, count: i32): i32 {
  const own = load<i32>(labels + (<usize>i << 2));
  for (let j = 0; j < N; j++) {
    if (load<i32>(labels + (<usize>j << 2)) != own) continue;
    store<f64>(row + (<usize>j << 3), -1);
    if (j == i) continue;
    store<i32>(positives + (<usize>count << 2), j);
    count += 1;
  }
  for (let j = N; j < stride; j++) store<f64>(row + (<usize>j << 3), -1);
  return count;
}

/** The first of the farthest negatives; the first negative if all distances are NaN; -1 if there is no negative. */
function farthestOf(row: usize, N: i32): i32 {
  let farthest = -1;
  let most: f64 = -1;
  for (let j = 0; j < N; j++) {
    const distance = load<f64>(row + (<usize>j << 3));
    if (distance > most) {
      most = distance;
      farthest = j;
    } else if (farthest < 0 && distance != distance) farthest = j;
  }
  return farthest;
}

function chooseOneByOne(
  row: usize, stride: i32, distances: usize, positives: usize, count: i32, farthest: i32, chosen: usize,
): void {
  for (let t = 0; t < count; t++) {
    const positive = load<f64>(distances + (<usize>load<i32>(positives + (<usize>t << 2)) << 3));
    const nearest = nearestBeyond(row, stride, positive);
    store<i32>(chosen + (<usize>t << 2), nearest == Infinity ? farthest : firstAt(row, nearest));
  }
}

/** The smallest distance above a bar; Infinity if there is none. */
function nearestBeyond(row: usize, stride: i32, bar: f64): f64 {
  const bars = f64x2.splat(bar);
  const none = f64x2.splat(Infinity);
  let least0 = none;
  let least1 = none;
  for (let at: usize = 0; at < <usize>stride << 3; at += 32) {
    const x = v128.load(row + at);
    const y = v128.load(row + at, 16);
    least0 = f64x2.pmin(least0, v128.bitselect(x, none, f64x2.gt(x, bars)));
    least1 = f64x2.pmin(least1, v128.bitselect(y, none, f64x2.gt(y, bars)));
  }
  const least = f64x2.pmin(least0, least1);
  const a = f64x2.extract_lane(least, 0);
  const b = f64x2.extract_lane(least, 1);
  return b < a ? b : a;
}

/** The first place of a distance in the row, which holds it. */
function firstAt(row: usize, distance: f64): i32 {
  const wanted = f64x2.splat(distance);
  let at: usize = 0;
  while (!v128.any_true(f64x2.eq(v128.load(row + at), wanted))) at += 16;
  return <i32>(at >> 3) + (load<f64>(row + at) == distance ? 0 : 1);
}

/**
 * Finds the negatives of many positives in O(N log P) for P positives. The positives are sorted, and each negative is
 * assigned to the last positive that it is farther than. The nearest negative of each such group also serves the
 * positives before it. `spare` is scratch memory for 3 x stride numbers of 8 bytes.
 */
function chooseAtOnce(
  row: usize, N: i32, distances: usize, positives: usize, count: i32, farthest: i32, chosen: usize, spare: usize,
  stride: i32,
): void {
  const order = spare;
  const keys = spare + (<usize>stride << 3);
  const nearest = keys + (<usize>stride << 3);
  for (let t = 0; t < count; t++) {
    store<i32>(order + (<usize>t << 2), t);
    store<f64>(keys + (<usize>t << 3), load<f64>(distances + (<usize>load<i32>(positives + (<usize>t << 2)) << 3)));
    store<i32>(nearest + (<usize>t << 2), -1);
  }
  sortByKey(keys, order, count);
  for (let j = 0; j < N; j++) {
    const distance = load<f64>(row + (<usize>j << 3));
    const group = placesBelow(keys, count, distance) - 1;
    if (group < 0) continue;
    const best = load<i32>(nearest + (<usize>group << 2));
    if (best < 0 || distance < load<f64>(row + (<usize>best << 3))) store<i32>(nearest + (<usize>group << 2), j);
  }
  let best = -1;
  for (let t = count - 1; t >= 0; t--) {
    best = nearerOf(row, load<i32>(nearest + (<usize>t << 2)), best);
    const isNumber = load<f64>(keys + (<usize>t << 3)) == load<f64>(keys + (<usize>t << 3));
    const place = load<i32>(order + (<usize>t << 2));
    store<i32>(chosen + (<usize>place << 2), best < 0 || !isNumber ? farthest : best);
  }
}

/** The nearer of two rows, the lower one of equally near rows. -1 stands for no row. */
function nearerOf(row: usize, a: i32, b: i32): i32 {
  if (a < 0) return b;
  if (b < 0) return a;
  const x = load<f64>(row + (<usize>a << 3));
  const y = load<f64>(row + (<usize>b << 3));
  return x < y || (x == y && a < b) ? a : b;
}

/** The number of ascending keys that are below a number. */
function placesBelow(keys: usize, count: i32, x: f64): i32 {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (load<f64>(keys + (<usize>middle << 3)) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sorts keys ascending, NaN last, together with their places (Shell 1959 with Knuth's gaps 1, 4, 13, ...). */
function sortByKey(keys: usize, order: usize, count: i32): void {
  let gap = 1;
  while (gap < count / 3) gap = 3 * gap + 1;
  for (; gap > 0; gap /= 3) {
    for (let i = gap; i < count; i++) {
      const key = load<f64>(keys + (<usize>i << 3));
      const place = load<i32>(order + (<usize>i << 2));
      let j = i;
      while (j >= gap && isAfter(load<f64>(keys + (<usize>(j - gap) << 3)), key)) {
        store<f64>(keys + (<usize>j << 3), load<f64>(keys + (<usize>(j - gap) << 3)));
        store<i32>(order + (<usize>j << 2), load<i32>(order + (<usize>(j - gap) << 2)));
        j -= gap;
      }
      store<f64>(keys + (<usize>j << 3), key);
      store<i32>(order + (<usize>j << 2), place);
    }
  }
}

@inline
function isAfter(a: f64, b: f64): bool {
  return a > b || (a != a && b == b);
}
