/*
 * Rows of int8 codes lie in quads of four rows: four float32 scales, then blocks of 16 codes, four of each row in turn.
 * Rows are padded with zeros to a multiple of 4 codes. The vector of a row is its codes times its scale. Loops take two
 * blocks at a time.
 *
 * A search record is 32 bytes: the address of its query, `step`, `scaleError`, `error`, the address of `best`, `k`, the
 * address of `found`, and the number of rows found. The query holds int16 numbers, each four of them twice. The true
 * score of a row differs from (sum of products of codes) * `step` * scale by at most scale * `scaleError` + `error`.
 * `best` holds the k greatest lower bounds of scores in descending order; at the start, each is the least wanted score.
 * A row whose upper bound reaches the k-th of them is written to `found` (row and upper bound, 8 bytes). The number
 * found becomes -1 when `found` is full.
 */

/** Work on ranges of rows: each range of `rowsPerRange` rows has a search record of its own. */
export function scanRanges(
  quads: usize, rows: i32, width: i32, searches: usize, allowed: usize, room: i32, rowsPerRange: i32,
  firstUnit: i32, endUnit: i32,
): void {
  for (let range = firstUnit; range < endUnit; range++) {
    const end = min(rows, (range + 1) * rowsPerRange);
    scanQuads(quads, range * rowsPerRange, end, width, searches + (<usize>range << 5), allowed, room);
  }
}

/**
 * Work on groups of four searches. Each group scans all rows, `rowsPerBlock` at a time for all its groups, so that the
 * codes of a block stay in the cache.
 */
export function scanGroups(
  quads: usize, rows: i32, width: i32, searches: usize, allowed: usize, room: i32, rowsPerBlock: i32,
  firstUnit: i32, endUnit: i32,
): void {
  for (let row = 0; row < rows; row += rowsPerBlock) {
    const end = min(rows, row + rowsPerBlock);
    for (let group = firstUnit; group < endUnit; group++) {
      scanQuadsForFour(quads, row, end, width, searches + (<usize>group << 7), allowed, room);
    }
  }
}

/**
 * Scans the rows `first` (a multiple of 4) to `end` (exclusive) whose bit in `allowed` is set, for one search. `quads`
 * is the address of row 0's quad. Rows found earlier stay, so ranges of rows can be scanned one after the other.
 */
function scanQuads(quads: usize, first: i32, end: i32, width: i32, search: usize, allowed: usize, room: i32): void {
  const quadBytes = <usize>(16 + 4 * width);
  let quad = quads + <usize>(first >> 2) * quadBytes;
  const query = <usize>load<u32>(search);
  for (let row = first; row < end; row += 4) {
    const bits = bitsOf(allowed, row, end);
    if (bits != 0) {
      let left = i32x4.splat(0);
      let right = i32x4.splat(0);
      let d = 0;
      for (; d + 8 <= width; d += 8) {
        const at = <usize>d << 2;
        const codes = quad + at;
        const four = v128.load(query + at);
        left = plus(left, v128.load_ext<i8>(codes, 16), four);
        right = plus(right, v128.load_ext<i8>(codes, 24), four);
        const next = v128.load(query + at, 16);
        left = plus(left, v128.load_ext<i8>(codes, 32), next);
        right = plus(right, v128.load_ext<i8>(codes, 40), next);
      }
      if (d < width) {
        const at = <usize>d << 2;
        const four = v128.load(query + at);
        left = plus(left, v128.load_ext<i8>(quad + at, 16), four);
        right = plus(right, v128.load_ext<i8>(quad + at, 24), four);
      }
      judge(search, left, right, v128.load(quad), bits, row, room);
    }
    quad += quadBytes;
  }
}

/** As scanQuads, for four adjacent searches at once: codes are widened once for all four. */
function scanQuadsForFour(quads: usize, first: i32, end: i32, width: i32, searches: usize, allowed: usize, room: i32): void {
  const quadBytes = <usize>(16 + 4 * width);
  let quad = quads + <usize>(first >> 2) * quadBytes;
  const query0 = <usize>load<u32>(searches);
  const query1 = <usize>load<u32>(searches, 32);
  const query2 = <usize>load<u32>(searches, 64);
  const query3 = <usize>load<u32>(searches, 96);
  for (let row = first; row < end; row += 4) {
    const bits = bitsOf(allowed, row, end);
    if (bits != 0) {
      let left0 = i32x4.splat(0);
      let left1 = i32x4.splat(0);
      let left2 = i32x4.splat(0);
      let left3 = i32x4.splat(0);
      let right0 = i32x4.splat(0);
      let right1 = i32x4.splat(0);
      let right2 = i32x4.splat(0);
      let right3 = i32x4.splat(0);
      let d = 0;
      for (; d + 8 <= width; d += 8) {
        const at = <usize>d << 2;
        const left = v128.load_ext<i8>(quad + at, 16);
        const right = v128.load_ext<i8>(quad + at, 24);
        const nextLeft = v128.load_ext<i8>(quad + at, 32);
        const nextRight = v128.load_ext<i8>(quad + at, 40);
        let four0 = v128.load(query0 + at);
        left0 = plus(left0, left, four0);
        right0 = plus(right0, right, four0);
        four0 = v128.load(query0 + at, 16);
        left0 = plus(left0, nextLeft, four0);
        right0 = plus(right0, nextRight, four0);
        let four1 = v128.load(query1 + at);
        left1 = plus(left1, left, four1);
        right1 = plus(right1, right, four1);
        four1 = v128.load(query1 + at, 16);
        left1 = plus(left1, nextLeft, four1);
        right1 = plus(right1, nextRight, four1);
        let four2 = v128.load(query2 + at);
        left2 = plus(left2, left, four2);
        right2 = plus(right2, right, four2);
        four2 = v128.load(query2 + at, 16);
        left2 = plus(left2, nextLeft, four2);
        right2 = plus(right2, nextRight, four2);
        let four3 = v128.load(query3 + at);
        left3 = plus(left3, left, four3);
        right3 = plus(right3, right, four3);
        four3 = v128.load(query3 + at, 16);
        left3 = plus(left3, nextLeft, four3);
        right3 = plus(right3, nextRight, four3);
      }
      if (d < width) {
        const at = <usize>d << 2;
        const left = v128.load_ext<i8>(quad + at, 16);
        const right = v128.load_ext<i8>(quad + at, 24);
        const four0 = v128.load(query0 + at);
        left0 = plus(left0, left, four0);
        right0 = plus(right0, right, four0);
        const four1 = v128.load(query1 + at);
        left1 = plus(left1, left, four1);
        right1 = plus(right1, right, four1);
        const four2 = v128.load(query2 + at);
        left2 = plus(left2, left, four2);
        right2 = plus(right2, right, four2);
        const four3 = v128.load(query3 + at);
        left3 = plus(left3, left, four3);
        right3 = plus(right3, right, four3);
      }
      const scales = v128.load(quad);
      judge(searches, left0, right0, scales, bits, row, room);
      judge(searches + 32, left1, right1, scales, bits, row, room);
      judge(searches + 64, left2, right2, scales, bits, row, room);
      judge(searches + 96, left3, right3, scales, bits, row, room);
    }
    quad += quadBytes;
  }
}

/** Adds the products of codes and query to a sum, pairwise. */
@inline
function plus(sum: v128, codes: v128, four: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(codes, four));
}

/** Drops the found rows whose upper bound is below the final bar. */
export function endScan(search: usize): void {
  const count = load<i32>(search, 28);
  if (count > 0) store<i32>(search, keepReaching(<usize>load<u32>(search, 24), count, load<f32>(leastOf(search))), 28);
}

/** The rows of a quad that are allowed, as four bits. */
@inline
function bitsOf(allowed: usize, row: i32, end: i32): i32 {
  const bits = (<i32>load<u8>(allowed + (<usize>row >> 3)) >> (row & 4)) & 15;
  return end - row >= 4 ? bits : bits & ((1 << (end - row)) - 1);
}

/** The address of the bar: the k-th best lower bound, which the upper bound of a row must reach. */
@inline
function leastOf(search: usize): usize {
  return <usize>load<u32>(search, 16) + (<usize>(load<i32>(search, 20) - 1) << 2);
}

/**
 * Bounds the scores of a quad and stores the rows that may be wanted. Each of the two sums holds half of the products.
 */
@inline
function judge(search: usize, left: v128, right: v128, scales: v128, bits: i32, row: i32, room: i32): void {
  const sums = i32x4.add(v128.shuffle<u32>(left, right, 0, 2, 4, 6), v128.shuffle<u32>(left, right, 1, 3, 5, 7));
  const score = f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(sums), v128.load32_splat(search, 4)), scales);
  const errors = f32x4.add(f32x4.mul(scales, v128.load32_splat(search, 8)), v128.load32_splat(search, 12));
  const upper = f32x4.add(score, errors);
  const hits = i32x4.bitmask(f32x4.ge(upper, v128.load32_splat(leastOf(search)))) & bits;
  if (hits != 0) keepHits(search, hits, row, upper, f32x4.sub(score, errors), room);
}

/** Stores the rows of a quad that may be wanted and raises the bar. */
function keepHits(search: usize, hits: i32, first: i32, upper: v128, lower: v128, room: i32): void {
  let count = load<i32>(search, 28);
  if (count < 0) return;
  const found = <usize>load<u32>(search, 24);
  const best = <usize>load<u32>(search, 16);
  if (count + 4 > room) count = keepReaching(found, count, load<f32>(leastOf(search)));
  if (count + 4 > room) {
    store<i32>(search, -1, 28);
    return;
  }
  const spare = found - 32;
  v128.store(spare, upper);
  v128.store(spare, lower, 16);
  for (let lane = 0; lane < 4; lane++) {
    if ((hits & (1 << lane)) == 0) continue;
    const at = spare + (<usize>lane << 2);
    store<i32>(found + (<usize>count << 3), first + lane);
    store<f32>(found + (<usize>count << 3), load<f32>(at), 4);
    insert(best, load<i32>(search, 20), load<f32>(at, 16));
    count += 1;
  }
  store<i32>(search, count, 28);
}

/** Inserts a number into k descending ones; the least drops out. */
function insert(best: usize, k: i32, value: f32): void {
  let at = k - 1;
  if (!(value > load<f32>(best + (<usize>at << 2)))) return;
  while (at > 0 && value > load<f32>(best + (<usize>(at - 1) << 2))) {
    store<f32>(best + (<usize>at << 2), load<f32>(best + (<usize>(at - 1) << 2)));
    at -= 1;
  }
  store<f32>(best + (<usize>at << 2), value);
}

/** Drops the found rows whose upper bound is below the bar; returns how many remain. */
function keepReaching(found: usize, count: i32, bar: f32): i32 {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const one = load<u64>(found + (<usize>i << 3));
    if (!(load<f32>(found + (<usize>i << 3), 4) >= bar)) continue;
    store<u64>(found + (<usize>kept << 3), one);
    kept += 1;
  }
  return kept;
}
