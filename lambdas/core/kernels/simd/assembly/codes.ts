/*
 * The codes of a column are unsigned numbers of `width` bytes (1, 2 or 4), one for each row. A set of rows has bit
 * r % 8 of byte r / 8 for row r.
 */

/**
 * Writes the set of rows whose code, of one or two bytes, is in one of `count` ranges. A range is two u32: the first
 * code, and how many codes follow it. Codes and bits are read and written in groups of 16 rows; the bits of rows after
 * the last one are any.
 */
export function rowsInRanges(codes: usize, rows: i32, width: i32, ranges: usize, count: i32, bits: usize): void {
  memory.fill(bits, 0, <usize>((rows + 15) >> 4) << 1);
  const end = ranges + (<usize>count << 3);
  for (let range = ranges; range < end; range += 8) {
    if (width == 1) addBytesIn(codes, rows, range, bits);
    else addShortsIn(codes, rows, range, bits);
  }
}

/** Adds the rows whose code of one byte is in a range. */
function addBytesIn(codes: usize, rows: i32, range: usize, bits: usize): void {
  const first = v128.load8_splat(range);
  const more = v128.load8_splat(range, 4);
  for (let row = 0; row < rows; row += 16) {
    const inside = i8x16.le_u(i8x16.sub(v128.load(codes), first), more);
    store<u16>(bits, load<u16>(bits) | i8x16.bitmask(inside));
    codes += 16;
    bits += 2;
  }
}

/** Adds the rows whose code of two bytes is in a range. */
function addShortsIn(codes: usize, rows: i32, range: usize, bits: usize): void {
  const first = v128.load16_splat(range);
  const more = v128.load16_splat(range, 4);
  for (let row = 0; row < rows; row += 16) {
    const inside = i8x16.narrow_i16x8_s(
      i16x8.le_u(i16x8.sub(v128.load(codes), first), more),
      i16x8.le_u(i16x8.sub(v128.load(codes, 16), first), more),
    );
    store<u16>(bits, load<u16>(bits) | i8x16.bitmask(inside));
    codes += 32;
    bits += 2;
  }
}

/** Writes the set of rows whose code c has the byte 1 at `table` + c; the others have 0. */
export function rowsInTable(codes: usize, rows: i32, width: i32, table: usize, bits: usize): void {
  for (let row = 0; row < rows; row += 8) {
    // A loop and not eight loads in a row, because the binary is part of every bundle that searches.
    let eight = 0;
    for (let i = min(8, rows - row) - 1; i >= 0; i--) {
      const at = codes + <usize>((row + i) * width);
      const code = width == 1 ? <u32>load<u8>(at) : width == 2 ? <u32>load<u16>(at) : load<u32>(at);
      eight = (eight << 1) | <i32>load<u8>(table + <usize>code);
    }
    store<u8>(bits, eight);
    bits += 1;
  }
}
