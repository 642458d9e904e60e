import { hash } from 'node:crypto';

const WORD = /[\p{L}\p{N}]+/gu;
const HASHED_BYTES = 4;

/**
 * A vector of a text by its words alone, of length 1, in place of a model's: for tests and for this machine. Texts with words in
 * common have a cosine above 0. A text without a word has that of the empty word.
 */
export function standInVector(text: string, dimensions: number): Float32Array {
  const vector = new Float64Array(dimensions);
  for (const word of text.toLowerCase().match(WORD) ?? ['']) {
    const digest = hash('sha256', word, 'buffer');
    for (let at = 0; at < digest.length; at += 2 * HASHED_BYTES) {
      const sign = digest.readUInt32LE(at) % 2 === 0 ? 1 : -1;
      vector[digest.readUInt32LE(at + HASHED_BYTES) % dimensions]! += sign;
    }
  }
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (x) => x / (length || 1));
}
