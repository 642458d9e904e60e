/** An entry of the index of bags (see indexBags of assembly/bags.ts): a bag (i32) and its weight (f32). */

/** row (D) += weight * dOutput[bag], for the entries from `entry` (inclusive) to `end` (exclusive), in their order. */
export function addEntries(entry: usize, end: usize, dOutput: usize, rowBytes: usize, row: usize, D: i32): void {
  let d = 0;
  for (; d + 16 <= D; d += 16) addSixteen(entry, end, dOutput + (<usize>d << 2), rowBytes, row + (<usize>d << 2));
  for (; d < D; d++) {
    const at = <usize>d << 2;
    let sum = load<f32>(row + at);
    for (let one = entry; one < end; one += 8) {
      sum += load<f32>(dOutput + <usize>load<i32>(one) * rowBytes + at) * load<f32>(one, 4);
    }
    store<f32>(row + at, sum);
  }
}

/** Adds the entries of a row of gradients to sixteen of its columns, which stay in registers. */
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
