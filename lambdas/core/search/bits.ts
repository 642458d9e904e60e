/*
 * Sets of rows: bit r % 8 of byte r / 8 is row r.
 */

/** The set of the first `size` rows. */
export function allRows(size: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(size / 8)).fill(0xff);
  if (size % 8 > 0) bits[bits.length - 1] = (1 << (size % 8)) - 1;
  return bits;
}

export function hasRow(bits: Uint8Array, row: number): boolean {
  return (bits[row >> 3]! & (1 << (row & 7))) !== 0;
}

export function addRow(bits: Uint8Array, row: number): void {
  bits[row >> 3]! |= 1 << (row & 7);
}

export function dropRow(bits: Uint8Array, row: number): void {
  bits[row >> 3]! &= ~(1 << (row & 7));
}

/** How many rows there are in the set. */
export function countRows(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) for (let left = byte; left > 0; left &= left - 1) count += 1;
  return count;
}
