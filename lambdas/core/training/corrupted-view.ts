import type { FeatureBatch } from '../features/feature-space.ts';
import type { CounterRandom } from '../random.ts';

/**
 * The products with parts of them missing: each token with chance `dropout`, each dense input too. What is left keeps its
 * weight; the encoder's normalisation makes up for the rest. A product never loses all its tokens.
 */
export function corruptedView(batch: FeatureBatch, dropout: number, random: CounterRandom): FeatureBatch {
  const weights = Float32Array.from(batch.bags.weights);
  for (let i = 0; i < batch.B; i++) {
    const [start, end] = [batch.bags.offsets[i]!, batch.bags.offsets[i + 1]!];
    if (start === end) continue;
    const kept = start + random.integer(end - start);
    for (let t = start; t < end; t++) if (random.uniform() < dropout && t !== kept) weights[t] = 0;
  }
  const dense = batch.dense.map((value) => (random.uniform() < dropout ? 0 : value));
  return { ...batch, bags: { ...batch.bags, weights }, dense };
}
