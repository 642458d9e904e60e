/*
 * The codes of a column are unsigned numbers of `width` bytes (1, 2 or 4), one for each row. A set of rows has bit
 * r % 8 of byte r / 8 for row r.
 */

/**
 * Writes the set of rows whose code is in one of `count` ranges. A range is two u32: the first code, and how many codes
 * follow it. Codes and bits are read and written in groups of 16 rows; the bits of rows after the last one are any.
 */
export function rowsInRanges(codes: usize, rows: i32, width: i32, ranges: usize, count: i32, bits: usize): void {
  memory.fill(bits, 0, <usize>((rows + 15) >> 4) << 1);
  const end = ranges + (<usize>count << 3);
  for (let range = ranges; range < end; range += 8) {
    if (width == 1) addBytesIn(codes, rows, range, bits);
    else if (width == 2) addShortsIn(codes, rows, range, bits);
    else addWordsIn(codes, rows, range, bits);
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

/** Adds the rows whose code of four bytes is in a range. */
function addWordsIn(codes: usize, rows: i32, range: usize, bits: usize): void {
  const first = v128.load32_splat(range);
  const more = v128.load32_splat(range, 4);
  for (let row = 0; row < rows; row += 16) {
    const left = i16x8.narrow_i32x4_s(
      i32x4.le_u(i32x4.sub(v128.load(codes), first), more),
      i32x4.le_u(i32x4.sub(v128.load(codes, 16), first), more),
    );
    const right = i16x8.narrow_i32x4_s(
      i32x4.le_u(i32x4.sub(v128.load(codes, 32), first), more),
      i32x4.le_u(i32x4.sub(v128.load(codes, 48), first), more),
    );
    store<u16>(bits, load<u16>(bits) | i8x16.bitmask(i8x16.narrow_i16x8_s(left, right)));
    codes += 64;
    bits += 2;
  }
}

/** Writes the set of rows whose code c has the byte 1 at `table` + c; the others have 0. */
export function rowsInTable(codes: usize, rows: i32, width: i32, table: usize, bits: usize): void {
  if (width == 1) lookUp<u8>(codes, rows, table, bits);
  else if (width == 2) lookUp<u16>(codes, rows, table, bits);
  else lookUp<u32>(codes, rows, table, bits);
}

function lookUp<Code>(codes: usize, rows: i32, table: usize, bits: usize): void {
  let row = 0;
  for (; row + 8 <= rows; row += 8) {
    store<u8>(
      bits,
      bitOf<Code>(codes, table, 0) | bitOf<Code>(codes, table, 1) | bitOf<Code>(codes, table, 2) |
        bitOf<Code>(codes, table, 3) | bitOf<Code>(codes, table, 4) | bitOf<Code>(codes, table, 5) |
        bitOf<Code>(codes, table, 6) | bitOf<Code>(codes, table, 7),
    );
    codes += 8 * sizeof<Code>();
    bits += 1;
  }
  let last = 0;
  for (let left = rows - row; left > 0; left--) last |= bitOf<Code>(codes, table, left - 1);
  if (row < rows) store<u8>(bits, last);
}

@inline
function bitOf<Code>(codes: usize, table: usize, row: i32): i32 {
  return <i32>load<u8>(table + <usize>load<Code>(codes + <usize>row * sizeof<Code>())) << row;
}
