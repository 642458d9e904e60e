import { normals, wholes } from '../../support/core/kernel-cases.ts';
import type { Benchmark, BenchmarkContext } from '../benchmark.ts';
import { perSecond, type Timing } from '../measure.ts';
import { timedStep, tokenInputs } from './training-step.ts';

const VOCABULARY = 100_000;
const TOKENS_EACH = 30;

/** Batch, outputs. */
const shapes = [
  [256, 64],
  [1024, 64],
  [1024, 128],
] as const;

/** What moves the touched rows, and the ending of the names of its cases. */
const optimizers = [
  ['adam', ''],
  ['rowwise-adam', '-rowwise'],
] as const;

const peerNameOf = ([batch, outputs]: (typeof shapes)[number]) => `info-nce-sparse-${batch}x${VOCABULARY}x${outputs}`;

/** InfoNCE at temperature 0.05 of normalised bags of tokens, and Adam for the touched rows, which the peer takes too. */
export const infoNceSparse: Benchmark = {
  name: 'sparse',
  cases: shapes.flatMap((shape) => optimizers.map(([, ending]) => peerNameOf(shape) + ending)),
  hasModes: true,
  hasPeer: true,
  *measure(context) {
    for (const shape of shapes) {
      for (const [optimizer, ending] of optimizers) {
        const peerName = peerNameOf(shape);
        const name = peerName + ending;
        if (!context.wants(name)) continue;
        const [B, D] = shape;
        const config = { threads: 1, batch: B, vocabulary: VOCABULARY, outputs: D, featuresPerProduct: TOKENS_EACH };
        const speed = perSecond(timeOf(shape, optimizer, context), B);
        yield {
          name,
          peerName,
          unit: 'pairs/s',
          ...speed,
          config: { ...config, optimizer: `${optimizer} (touched rows)` },
        };
      }
    }
  },
};

function timeOf([B, D]: (typeof shapes)[number], optimizer: string, context: BenchmarkContext): Timing {
  const tokens = wholes(2 * B * TOKENS_EACH, VOCABULARY, 'tokens');
  return timedStep(
    {
      ...{ B, D, T: VOCABULARY, table: normals(VOCABULARY * D, 'table'), dense: new Float32Array(0) },
      ...{ inputs: tokenInputs(2 * B, tokens, TOKENS_EACH), hasNegatives: false, learningRate: 1e-3 },
      config: { loss: 'info-nce', temperature: 0.05, optimizer },
    },
    context,
  );
}
