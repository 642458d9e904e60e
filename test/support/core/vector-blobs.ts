import { writeUnit } from '../../../lambdas/core/numerics/normalize.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

/** Unit vectors (N, D) in blobs: row i is of blob i modulo their number. */
export function vectorBlobs(N: number, { D = 16, blobs = 4, spread = 0.15, seed = 1 } = {}): Float32Array {
  const random = new CounterRandom(seed, 'blobs');
  const centres = Float32Array.from({ length: blobs * D }, () => random.normal());
  const vectors = new Float32Array(N * D);
  const row = new Float32Array(D);
  for (let i = 0; i < N; i++) {
    for (let d = 0; d < D; d++) row[d] = centres[(i % blobs) * D + d]! + spread * random.normal();
    writeUnit(row, vectors, i * D);
  }
  return vectors;
}
