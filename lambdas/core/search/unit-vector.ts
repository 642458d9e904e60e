/** Writes a vector, brought to length 1, to `out` from `at` on; a zero vector stays zero. */
export function writeUnit(vector: Float32Array, out: Float32Array, at: number): void {
  let square = 0;
  for (const x of vector) square += x * x;
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
  for (let d = 0; d < vector.length; d++) out[at + d] = vector[d]! * scale;
}
