/** output[i] += the weighted token rows of bag i: as embeddingBagForward of embedding-bag.ts, in float32. */
export function bagForward(
  offsets: usize, tokens: usize, weights: usize, table: usize, output: usize, B: i32, D: i32,
): void {
  const rowBytes = <usize>D << 2;
  for (let i = 0; i < B; i++) {
    const end = load<i32>(offsets, 4);
    touchRows(table, tokens, load<i32>(offsets), end, rowBytes);
    for (let t = load<i32>(offsets); t < end; t++) {
      const weight = load<f32>(weights + (<usize>t << 2));
      if (weight != 0) addScaled(output, table + <usize>load<i32>(tokens + (<usize>t << 2)) * rowBytes, D, weight);
    }
    offsets += 4;
    output += rowBytes;
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
 * gradients[token] += weight * dOutput[i]: as embeddingBagBackward. `slots` (T) holds the slot of a row or -1; a row touched
 * for the first time takes the next one, for which `values` (of any content) and `touched` have room. Returns how many slots are in use.
 */
export function bagBackward(
  offsets: usize, tokens: usize, weights: usize, dOutput: usize, slots: usize, touched: usize, values: usize,
  count: i32, B: i32, D: i32,
): i32 {
  const rowBytes = <usize>D << 2;
  for (let i = 0; i < B; i++) {
    const end = load<i32>(offsets, 4);
    for (let t = load<i32>(offsets); t < end; t++) {
      const weight = load<f32>(weights + (<usize>t << 2));
      if (weight == 0) continue;
      const token = load<i32>(tokens + (<usize>t << 2));
      let slot = load<i32>(slots + (<usize>token << 2));
      if (slot < 0) {
        slot = count++;
        store<i32>(slots + (<usize>token << 2), slot);
        store<i32>(touched + (<usize>slot << 2), token);
        memory.fill(values + <usize>slot * rowBytes, 0, rowBytes);
      }
      addScaled(values + <usize>slot * rowBytes, dOutput, D, weight);
    }
    offsets += 4;
    dOutput += rowBytes;
  }
  return count;
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
