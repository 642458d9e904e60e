/** out[i] = table[rows[i]], D numbers per row. */
export function gatherRows(table: usize, rows: usize, out: usize, B: i32, D: i32): void {
  const rowBytes = <usize>D << 2;
  for (let i = 0; i < B; i++) {
    memory.copy(out, table + <usize>load<i32>(rows + (<usize>i << 2)) * rowBytes, rowBytes);
    out += rowBytes;
  }
}

/** out[i] = minuend[from[i]] - subtrahend[less[i]]. A list of rows that is 0 stands for all rows in order. */
export function gatherDifferences(
  minuend: usize, from: usize, subtrahend: usize, less: usize, out: usize, B: i32, D: i32,
): void {
  const rowBytes = <usize>D << 2;
  for (let i = 0; i < B; i++) {
    const a = minuend + <usize>(from ? load<i32>(from + (<usize>i << 2)) : i) * rowBytes;
    const b = subtrahend + <usize>(less ? load<i32>(less + (<usize>i << 2)) : i) * rowBytes;
    let d = 0;
    for (; d + 4 <= D; d += 4) {
      const at = <usize>d << 2;
      v128.store(out + at, f32x4.sub(v128.load(a + at), v128.load(b + at)));
    }
    for (; d < D; d++) {
      const at = <usize>d << 2;
      store<f32>(out + at, load<f32>(a + at) - load<f32>(b + at));
    }
    out += rowBytes;
  }
}

/** Writes the rows that are not all zeros to `rows`, ascending, and returns how many there are. */
export function rowsInUse(matrix: usize, B: i32, D: i32, rows: usize): i32 {
  let count = 0;
  for (let i = 0; i < B; i++) {
    const row = matrix + ((<usize>i * D) << 2);
    if (!isInUse(row, D)) continue;
    store<i32>(rows + (<usize>count << 2), i);
    count += 1;
  }
  return count;
}

function isInUse(row: usize, D: i32): bool {
  let d = 0;
  for (; d + 4 <= D; d += 4) {
    if (v128.any_true(f32x4.ne(v128.load(row + (<usize>d << 2)), f32x4.splat(0)))) return true;
  }
  for (; d < D; d++) if (load<f32>(row + (<usize>d << 2)) != 0) return true;
  return false;
}
