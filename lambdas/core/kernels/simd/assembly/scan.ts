/*
 * Rows of int8 codes stand in quads: four float32 scales, then the codes of four rows, each padded with zeros to a multiple of
 * 16. A row is its codes times its scale.
 */

/**
 * Goes through quads and keeps the rows that may be among the k most like the query. `query` holds int16 numbers, padded as the
 * rows; a row's score is within its scale * `scaleError` + `error` of the product of codes * `step` * its scale.
 * `best` holds the k greatest lower bounds in descending order, to begin with the least score that is wanted. Rows that may
 * reach it are written to `found` with their upper bounds (8 bytes each), room for `room` of them.
 * Returns how many were found, or -1 when there was no room.
 */
export function scanQuads(
  quads: usize, rows: i32, width: i32, query: usize, step: f32, scaleError: f32, error: f32,
  best: usize, k: i32, found: usize, room: i32,
): i32 {
  const quadBytes = <usize>(16 + 4 * width);
  const least = best + (<usize>(k - 1) << 2);
  let count = 0;
  for (let first = 0; first < rows; first += 4) {
    const scales = v128.load(quads);
    const score = f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(quadProducts(quads + 16, width, query)), f32x4.splat(step)), scales);
    const errors = f32x4.add(f32x4.mul(scales, f32x4.splat(scaleError)), f32x4.splat(error));
    const upper = f32x4.add(score, errors);
    const hits = i32x4.bitmask(f32x4.ge(upper, v128.load32_splat(least)));
    if (hits != 0) {
      if (count + 4 > room) count = keepReaching(found, count, load<f32>(least));
      if (count + 4 > room) return -1;
      count = keepHits(hits, first, rows, upper, f32x4.sub(score, errors), best, k, found, count);
    }
    quads += quadBytes;
  }
  return keepReaching(found, count, load<f32>(least));
}

/** The products of the query and four rows of codes. */
@inline
function quadProducts(codes: usize, width: i32, query: usize): v128 {
  const second = codes + width;
  const third = second + width;
  const fourth = third + width;
  let s0 = i32x4.splat(0);
  let s1 = i32x4.splat(0);
  let s2 = i32x4.splat(0);
  let s3 = i32x4.splat(0);
  for (let d = 0; d < width; d += 16) {
    const low = v128.load(query + 2 * d);
    const high = v128.load(query + 2 * d, 16);
    s0 = addProducts(s0, codes + d, low, high);
    s1 = addProducts(s1, second + d, low, high);
    s2 = addProducts(s2, third + d, low, high);
    s3 = addProducts(s3, fourth + d, low, high);
  }
  const left = i32x4.add(v128.shuffle<u32>(s0, s1, 0, 4, 1, 5), v128.shuffle<u32>(s0, s1, 2, 6, 3, 7));
  const right = i32x4.add(v128.shuffle<u32>(s2, s3, 0, 4, 1, 5), v128.shuffle<u32>(s2, s3, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<u64>(left, right, 0, 2), v128.shuffle<u64>(left, right, 1, 3));
}

@inline
function addProducts(sum: v128, codes: usize, low: v128, high: v128): v128 {
  const a = i32x4.dot_i16x8_s(v128.load_ext<i8>(codes), low);
  const b = i32x4.dot_i16x8_s(v128.load_ext<i8>(codes, 8), high);
  return i32x4.add(sum, i32x4.add(a, b));
}

/** Writes the rows of a quad that may be wanted, and raises the bar. */
function keepHits(
  hits: i32, first: i32, rows: i32, upper: v128, lower: v128, best: usize, k: i32, found: usize, count: i32,
): i32 {
  const spare = found - 32;
  v128.store(spare, upper);
  v128.store(spare, lower, 16);
  for (let lane = 0; lane < 4; lane++) {
    if ((hits & (1 << lane)) == 0 || first + lane >= rows) continue;
    const at = spare + (<usize>lane << 2);
    store<i32>(found + (<usize>count << 3), first + lane);
    store<f32>(found + (<usize>count << 3), load<f32>(at), 4);
    insert(best, k, load<f32>(at, 16));
    count += 1;
  }
  return count;
}

/** Puts a number into its place among k descending ones; the least drops out. */
function insert(best: usize, k: i32, value: f32): void {
  let at = k - 1;
  if (!(value > load<f32>(best + (<usize>at << 2)))) return;
  while (at > 0 && value > load<f32>(best + (<usize>(at - 1) << 2))) {
    store<f32>(best + (<usize>at << 2), load<f32>(best + (<usize>(at - 1) << 2)));
    at -= 1;
  }
  store<f32>(best + (<usize>at << 2), value);
}

/** Drops what no longer reaches the bar. */
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
