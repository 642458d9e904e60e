import { addEntries } from './parts/bag-entries';

/*
 * Bags of weighted tokens, as TokenBags of numerics/embedding-bag.ts. If a batch names most rows of the table several
 * times, it is first inverted from "tokens of each bag" to "bags of each token" (the index). The table is then read,
 * and its gradient written, once and forwards; random access is only to the batch, which is small.
 */

/** Work on bags: output[i] += the sum of the weighted token rows of bag i. */
export function bagForward(
  offsets: usize, tokens: usize, weights: usize, table: usize, output: usize, D: i32,
  firstUnit: i32, endUnit: i32,
): void {
  const rowBytes = <usize>D << 2;
  for (let i = firstUnit; i < endUnit; i++) {
    const end = load<i32>(offsets + (<usize>i << 2), 4);
    prefetchRows(table, tokens, load<i32>(offsets + (<usize>i << 2)), end, rowBytes);
    for (let t = load<i32>(offsets + (<usize>i << 2)); t < end; t++) {
      const weight = load<f32>(weights + (<usize>t << 2));
      if (weight == 0) continue;
      addScaled(output + <usize>i * rowBytes, table + <usize>load<i32>(tokens + (<usize>t << 2)) * rowBytes, D, weight);
    }
  }
}

/**
 * Reads one byte of every cache line of a bag's rows, so that the cache misses overlap instead of following one
 * another.
 */
@inline
function prefetchRows(table: usize, tokens: usize, first: i32, end: i32, rowBytes: usize): void {
  for (let t = first; t < end; t++) {
    const row = table + <usize>load<i32>(tokens + (<usize>t << 2)) * rowBytes;
    for (let at = row; at < row + rowBytes; at += 64) load<u8>(at);
  }
}

/**
 * Work on columns: gradients[slot of token] += weight * dOutput[i]; see assignSlots. The slots from `fresh` on were
 * assigned by these bags, in the order of this loop. Their values are undefined, so they are set to zeros first.
 */
export function bagBackward(
  offsets: usize, tokens: usize, weights: usize, dOutput: usize, slots: usize, values: usize, fresh: i32, B: i32, D: i32,
  firstUnit: i32, endUnit: i32,
): void {
  const rowBytes = <usize>D << 2;
  dOutput += <usize>firstUnit << 2;
  values += <usize>firstUnit << 2;
  for (let i = 0; i < B; i++) {
    const end = load<i32>(offsets, 4);
    for (let t = load<i32>(offsets); t < end; t++) {
      const weight = load<f32>(weights + (<usize>t << 2));
      if (weight == 0) continue;
      const slot = load<i32>(slots + (<usize>load<i32>(tokens + (<usize>t << 2)) << 2));
      const row = values + <usize>slot * rowBytes;
      if (slot == fresh) {
        memory.fill(row, 0, <usize>(endUnit - firstUnit) << 2);
        fresh += 1;
      }
      addScaled(row, dOutput, endUnit - firstUnit, weight);
    }
    offsets += 4;
    dOutput += rowBytes;
  }
}

/** True when the tokens from (inclusive) to to (exclusive) are all in [0, T). */
export function tokensFit(tokens: usize, from: i32, to: i32, T: i32): bool {
  const end = i32x4.splat(T);
  let wrong = i32x4.splat(0);
  let t = from;
  for (; t + 4 <= to; t += 4) wrong = v128.or(wrong, i32x4.ge_u(v128.load(tokens + (<usize>t << 2)), end));
  for (; t < to; t++) if (load<u32>(tokens + (<usize>t << 2)) >= <u32>T) return false;
  return !v128.any_true(wrong);
}

/**
 * Assigns the next slot to every token without one. `slots` (T) holds the slot of each row or -1; `touched` holds the
 * row of each slot and has room for all. Returns the number of slots in use.
 */
export function assignSlots(
  offsets: usize, tokens: usize, weights: usize, slots: usize, touched: usize, count: i32, B: i32,
): i32 {
  const end = load<i32>(offsets + (<usize>B << 2));
  for (let t = load<i32>(offsets); t < end; t++) {
    if (load<f32>(weights + (<usize>t << 2)) == 0) continue;
    const token = load<i32>(tokens + (<usize>t << 2));
    const slot = slots + (<usize>token << 2);
    if (load<i32>(slot) >= 0) continue;
    store<i32>(slot, count);
    store<i32>(touched + (<usize>count << 2), token);
    count += 1;
  }
  return count;
}

/**
 * Work on chunks of `bagsPerChunk` bags: writes the index of each chunk (see indexBags). `bounds` is (chunks, T + 2).
 */
export function indexChunks(
  offsets: usize, tokens: usize, weights: usize, bounds: usize, entries: usize, T: i32, B: i32, bagsPerChunk: i32,
  firstUnit: i32, endUnit: i32,
): void {
  for (let chunk = firstUnit; chunk < endUnit; chunk++) {
    const last = min(B, (chunk + 1) * bagsPerChunk);
    indexBags(offsets, tokens, weights, boundsOf(bounds, chunk, T), entries, T, chunk * bagsPerChunk, last);
  }
}

/** Work on chunks: writes their indices as indexChunks, and computes bagForward by them. */
export function indexedForward(
  offsets: usize, tokens: usize, weights: usize, bounds: usize, entries: usize, T: i32, B: i32, bagsPerChunk: i32,
  table: usize, output: usize, D: i32, firstUnit: i32, endUnit: i32,
): void {
  indexChunks(offsets, tokens, weights, bounds, entries, T, B, bagsPerChunk, firstUnit, endUnit);
  for (let chunk = firstUnit; chunk < endUnit; chunk++) {
    chunkForward(boundsOf(bounds, chunk, T), entries, table, output, T, D);
  }
}

@inline
function boundsOf(bounds: usize, chunk: i32, T: i32): usize {
  return bounds + ((<usize>chunk * (T + 2)) << 2);
}

/**
 * The index of the bags from (inclusive) to to (exclusive). The entries from bounds[token] (inclusive) to bounds[token
 * + 1] (exclusive) are the bags that hold a token, ascending: the bag (i32) and the weight (f32). `bounds` has room for
 * T + 2 numbers. The entries of all chunks share one array, with room for every token of every bag.
 */
function indexBags(
  offsets: usize, tokens: usize, weights: usize, bounds: usize, entries: usize, T: i32, from: i32, to: i32,
): void {
  memory.fill(bounds, 0, <usize>(T + 2) << 2);
  const first = load<i32>(offsets + (<usize>from << 2));
  const last = load<i32>(offsets + (<usize>to << 2));
  for (let t = first; t < last; t++) {
    if (load<f32>(weights + (<usize>t << 2)) == 0) continue;
    const at = bounds + (<usize>load<i32>(tokens + (<usize>t << 2)) << 2);
    store<i32>(at, load<i32>(at, 8) + 1, 8);
  }
  // bounds[token + 1] starts at the first entry of the token and moves to their end as they are written.
  let sum = first - load<i32>(offsets);
  store<i32>(bounds, sum);
  for (let at = bounds, end = bounds + (<usize>T << 2); at <= end; at += 4) {
    sum += load<i32>(at, 4);
    store<i32>(at, sum, 4);
  }
  for (let i = from; i < to; i++) {
    const end = load<i32>(offsets + (<usize>i << 2), 4);
    for (let t = load<i32>(offsets + (<usize>i << 2)); t < end; t++) {
      const weight = load<f32>(weights + (<usize>t << 2));
      if (weight == 0) continue;
      const at = bounds + (<usize>load<i32>(tokens + (<usize>t << 2)) << 2);
      const entry = entries + (<usize>load<i32>(at, 4) << 3);
      store<i32>(at, load<i32>(at, 4) + 1, 4);
      store<i32>(entry, i);
      store<f32>(entry, weight, 4);
    }
  }
}

/** bagForward by the index of a chunk: the tokens of a bag are added in ascending order. */
function chunkForward(bounds: usize, entries: usize, table: usize, output: usize, T: i32, D: i32): void {
  const rowBytes = <usize>D << 2;
  let entry = entries + (<usize>load<i32>(bounds) << 3);
  for (let token = 0; token < T; token++) {
    bounds += 4;
    const end = entries + (<usize>load<i32>(bounds) << 3);
    for (; entry < end; entry += 8) addScaled(output + <usize>load<i32>(entry) * rowBytes, table, D, load<f32>(entry, 4));
    table += rowBytes;
  }
}

/**
 * Writes the rows that have entries in any of the chunks' indices to `rows`, ascending, and returns how many there are.
 */
export function indexedRows(chunks: i32, bounds: usize, T: i32, rows: usize): i32 {
  const chunkBytes = <usize>(T + 2) << 2;
  let count = 0;
  for (let row = 0; row < T; row++) {
    let own = bounds + (<usize>row << 2);
    let entries = load<i32>(own, 4) - load<i32>(own);
    for (let chunk = 1; chunk < chunks; chunk++) {
      own += chunkBytes;
      entries += load<i32>(own, 4) - load<i32>(own);
    }
    // Written for every row and kept if it has entries: a branch would be guessed wrong for every other row.
    store<i32>(rows + (<usize>count << 2), row);
    count += i32(entries > 0);
  }
  return count;
}

/** Work on slots: bagBackward by the indices of all chunks, to the same bits. `fresh` as there. */
export function indexedBackward(
  chunks: i32, bounds: usize, entries: usize, dOutput: usize, touched: usize, values: usize, fresh: i32, T: i32, D: i32,
  firstUnit: i32, endUnit: i32,
): void {
  const rowBytes = <usize>D << 2;
  const chunkBytes = <usize>(T + 2) << 2;
  for (let slot = firstUnit; slot < endUnit; slot++) {
    if (slot >= fresh) memory.fill(values + <usize>slot * rowBytes, 0, rowBytes);
    let own = bounds + (<usize>load<i32>(touched + (<usize>slot << 2)) << 2);
    for (let chunk = 0; chunk < chunks; chunk++) {
      const entry = entries + (<usize>load<i32>(own) << 3);
      const end = entries + (<usize>load<i32>(own, 4) << 3);
      if (entry < end) addEntries(entry, end, dOutput, rowBytes, values + <usize>slot * rowBytes, D);
      own += chunkBytes;
    }
  }
}

/** to += scale * from, D numbers. */
@inline
function addScaled(to: usize, from: usize, D: i32, scale: f32): void {
  const scales = f32x4.splat(scale);
  let d = 0;
  for (; d + 8 <= D; d += 8) {
    const at = <usize>d << 2;
    const low = f32x4.add(v128.load(to + at), f32x4.mul(v128.load(from + at), scales));
    const high = f32x4.add(v128.load(to + at, 16), f32x4.mul(v128.load(from + at, 16), scales));
    v128.store(to + at, low);
    v128.store(to + at, high, 16);
  }
  for (; d < D; d++) {
    const at = <usize>d << 2;
    store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at) * scale);
  }
}
