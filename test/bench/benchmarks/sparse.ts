import { normals, wholes } from '../../support/core/kernel-cases.ts';
import type { Benchmark } from '../benchmark.ts';
import { perSecond } from '../measure.ts';
import { timedStep, tokenInputs } from './training-step.ts';

const VOCABULARY = 100_000;
const TOKENS_EACH = 30;

/** Batch, outputs. */
const shapes = [
  [256, 64],
  [1024, 64],
  [1024, 128],
] as const;

const nameOf = ([batch, outputs]: (typeof shapes)[number]) => `info-nce-sparse-${batch}x${VOCABULARY}x${outputs}`;

/** InfoNCE at temperature 0.05 of normalised bags of tokens, and Adam for the touched rows. */
export const infoNceSparse: Benchmark = {
  name: 'sparse',
  cases: shapes.map(nameOf),
  hasModes: true,
  hasPeer: true,
  *measure(context) {
    for (const shape of shapes.filter((one) => context.wants(nameOf(one)))) {
      const [B, D] = shape;
      const tokens = wholes(2 * B * TOKENS_EACH, VOCABULARY, 'tokens');
      const timing = timedStep(
        {
          ...{ B, D, T: VOCABULARY, table: normals(VOCABULARY * D, 'table'), dense: new Float32Array(0) },
          ...{ inputs: tokenInputs(2 * B, tokens, TOKENS_EACH), hasNegatives: false, learningRate: 1e-3 },
          config: { loss: 'info-nce', temperature: 0.05 },
        },
        context,
      );
      const config = { batch: B, vocabulary: VOCABULARY, outputs: D, featuresPerProduct: TOKENS_EACH };
      const optimizer = 'adam (touched rows)';
      yield {
        name: nameOf(shape),
        unit: 'pairs/s',
        ...perSecond(timing, B),
        config: { threads: 1, ...config, optimizer },
      };
    }
  },
};
