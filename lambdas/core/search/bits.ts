/*
 * Sets of rows as bits: row r is bit r % 8 of byte r / 8.
 */

/** The set of the first `size` rows. */
export function createFullSet(size: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(size / 8)).fill(0xff);
  if (size % 8 > 0) bits[bits.length - 1] = (1 << (size % 8)) - 1;
  return bits;
}

/** Whether a row is in the set. */
export function hasRow(bits: Uint8Array, row: number): boolean {
  return (bits[row >> 3]! & (1 << (row & 7))) !== 0;
}

/** Adds a row to the set. */
export function addRow(bits: Uint8Array, row: number): void {
  bits[row >> 3]! |= 1 << (row & 7);
}

/** Removes a row from the set. */
export function dropRow(bits: Uint8Array, row: number): void {
  bits[row >> 3]! &= ~(1 << (row & 7));
}

/** Adds the rows of another set of the same size. */
export function addRows(bits: Uint8Array, others: Uint8Array): void {
  for (let i = 0; i < bits.length; i++) bits[i]! |= others[i]!;
}

/** Keeps the rows that another set of the same size has, or with `isNegated` those that it does not have. */
export function keepRows(bits: Uint8Array, others: Uint8Array, isNegated: boolean): void {
  const flip = isNegated ? -1 : 0;
  const words = new Uint32Array(bits.buffer, bits.byteOffset, bits.length >> 2);
  const otherWords = new Uint32Array(others.buffer, others.byteOffset, words.length);
  for (let i = 0; i < words.length; i++) words[i]! &= otherWords[i]! ^ flip;
  for (let i = words.length * 4; i < bits.length; i++) bits[i]! &= others[i]! ^ flip;
}

/** The number of rows in the set. */
export function countRows(bits: Uint8Array): number {
  const words = new Uint32Array(bits.buffer, bits.byteOffset, bits.length >> 2);
  let count = 0;
  for (const word of words) count += countOnes(word);
  for (let i = words.length * 4; i < bits.length; i++) count += countOnes(bits[i]!);
  return count;
}

/** The number of ones in 32 bits, summed in pairs, fours and bytes (Warren, Hacker's Delight, section 5-1). */
function countOnes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
