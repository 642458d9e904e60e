/*
 * Bags of weighted tokens, as TokenBags of embedding-bag.ts. A batch that names most rows of the table several times is first
 * turned around, from "the tokens of each bag" to "the bags of each token" (the index): the table is then read and its
 * gradient written once, forwards, and what is gone to and fro in is as small as the batch.
 */

/** output[i] += the weighted token rows of bag i, for bags from (inclusive) to to (exclusive). */
export function bagForward(
  offsets: usize, tokens: usize, weights: usize, table: usize, output: usize, D: i32, from: i32, to: i32,
): void {
  const rowBytes = <usize>D << 2;
  for (let i = from; i < to; i++) {
    const end = load<i32>(offsets + (<usize>i << 2), 4);
    touchRows(table, tokens, load<i32>(offsets + (<usize>i << 2)), end, rowBytes);
    for (let t = load<i32>(offsets + (<usize>i << 2)); t < end; t++) {
      const weight = load<f32>(weights + (<usize>t << 2));
      if (weight == 0) continue;
      addScaled(output + <usize>i * rowBytes, table + <usize>load<i32>(tokens + (<usize>t << 2)) * rowBytes, D, weight);
    }
  }
}

/** Reads a byte of every cache line of a bag's rows, so that the memory answers for all at once, not for one after the other. */
@inline
function touchRows(table: usize, tokens: usize, first: i32, end: i32, rowBytes: usize): void {
  for (let t = first; t < end; t++) {
    const row = table + <usize>load<i32>(tokens + (<usize>t << 2)) * rowBytes;
    for (let at = row; at < row + rowBytes; at += 64) load<u8>(at);
  }
}

/**
 * gradients[slot of token] += weight * dOutput[i], for columns from (inclusive) to to (exclusive); see assignSlots. The slots from
 * `fresh` on were taken by these bags, in the order in which they are met here: they hold anything, and are written and not added to then.
 */
export function bagBackward(
  offsets: usize, tokens: usize, weights: usize, dOutput: usize, slots: usize, values: usize, fresh: i32, B: i32, D: i32, from: i32, to: i32,
): void {
  const rowBytes = <usize>D << 2;
  dOutput += <usize>from << 2;
  values += <usize>from << 2;
  for (let i = 0; i < B; i++) {
    const end = load<i32>(offsets, 4);
    for (let t = load<i32>(offsets); t < end; t++) {
      const weight = load<f32>(weights + (<usize>t << 2));
      if (weight == 0) continue;
      const slot = load<i32>(slots + (<usize>load<i32>(tokens + (<usize>t << 2)) << 2));
      const row = values + <usize>slot * rowBytes;
      if (slot == fresh) {
        setScaled(row, dOutput, to - from, weight);
        fresh += 1;
      } else addScaled(row, dOutput, to - from, weight);
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
 * Gives every token that has none the next slot: `slots` (T) holds the slot of a row or -1, `touched` the row of a slot and has
 * room. Returns how many slots are in use.
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
 * The index of a chunk of bags, from (inclusive) to to (exclusive): entries bounds[token] (inclusive) to bounds[token + 1] (exclusive)
 * are the bags that hold a token, ascending: each the bag (i32) and the weight (f32). `bounds` has room for T + 2 numbers; the
 * entries of all chunks share one array, with room for every token of every bag.
 */
export function indexBags(
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
  // bounds[token + 1] is where its entries start, and moves to where they end as they are written.
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

/** bagForward by the index of a chunk: the tokens of a bag are added as they ascend. */
export function indexedForward(bounds: usize, entries: usize, table: usize, output: usize, T: i32, D: i32): void {
  const rowBytes = <usize>D << 2;
  let entry = entries + (<usize>load<i32>(bounds) << 3);
  for (let token = 0; token < T; token++) {
    bounds += 4;
    const end = entries + (<usize>load<i32>(bounds) << 3);
    for (; entry < end; entry += 8) addScaled(output + <usize>load<i32>(entry) * rowBytes, table, D, load<f32>(entry, 4));
    table += rowBytes;
  }
}

/** bagBackward by the indices of all chunks, for slots from (inclusive) to to (exclusive): to the same bits. `fresh` as there. */
export function indexedBackward(
  chunks: i32, bounds: usize, entries: usize, dOutput: usize, touched: usize, values: usize, fresh: i32, T: i32, D: i32,
  from: i32, to: i32,
): void {
  const rowBytes = <usize>D << 2;
  const chunkBytes = <usize>(T + 2) << 2;
  for (let slot = from; slot < to; slot++) {
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

function addEntries(entry: usize, end: usize, dOutput: usize, rowBytes: usize, row: usize, D: i32): void {
  let d = 0;
  for (; d + 16 <= D; d += 16) addSixteen(entry, end, dOutput + (<usize>d << 2), rowBytes, row + (<usize>d << 2));
  if (d == D) return;
  for (; entry < end; entry += 8) {
    const from = dOutput + <usize>load<i32>(entry) * rowBytes;
    addScaled(row + (<usize>d << 2), from + (<usize>d << 2), D - d, load<f32>(entry, 4));
  }
}

/** Sixteen columns of a row of gradients stay in registers while its entries are added. */
@inline
function addSixteen(entry: usize, end: usize, dOutput: usize, rowBytes: usize, to: usize): void {
  let s0 = v128.load(to);
  let s1 = v128.load(to, 16);
  let s2 = v128.load(to, 32);
  let s3 = v128.load(to, 48);
  for (; entry < end; entry += 8) {
    const weight = v128.load32_splat(entry, 4);
    const from = dOutput + <usize>load<i32>(entry) * rowBytes;
    s0 = f32x4.add(s0, f32x4.mul(v128.load(from), weight));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(from, 16), weight));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(from, 32), weight));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(from, 48), weight));
  }
  v128.store(to, s0);
  v128.store(to, s1, 16);
  v128.store(to, s2, 32);
  v128.store(to, s3, 48);
}

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

/** As addScaled to zeros: 0 is added all the same, since 0 - 0 is 0. */
@inline
function setScaled(to: usize, from: usize, D: i32, scale: f32): void {
  const scales = f32x4.splat(scale);
  const zero = f32x4.splat(0);
  let d = 0;
  for (; d + 4 <= D; d += 4) {
    const at = <usize>d << 2;
    v128.store(to + at, f32x4.add(zero, f32x4.mul(v128.load(from + at), scales)));
  }
  for (; d < D; d++) {
    const at = <usize>d << 2;
    store<f32>(to + at, 0 + load<f32>(from + at) * scale);
  }
}
