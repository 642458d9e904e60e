import { describe, it } from 'vitest';
import { encodeBackward, encodeForward } from '../../../../lambdas/core/encoder/encoder.ts';
import { infoNceLoss } from '../../../../lambdas/core/losses/info-nce.ts';
import { type Model, readInputs } from '../../../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { RowGradients } from '../../../../lambdas/core/numerics/row-gradients.ts';
import { Adam } from '../../../../lambdas/core/optimizers/adam.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { NO_NEGATIVE } from '../../../../lambdas/core/training/data/training-set.ts';
import { BatchStep } from '../../../../lambdas/core/training/steps/batch-step.ts';
import { expectClose, flat, golden } from '../../../support/core/golden.ts';

interface Trajectory {
  products: number[][];
  anchors: number[];
  positives: number[];
  startWeights: number[][];
  cases: { name: string; lossCurve: number[]; finalWeights: number[][] }[];
}

const run = golden<Trajectory>('trajectory');
const expected = run.cases.find((one) => one.name.startsWith('info-nce'))!;
const products = run.products.map((features, i) => ({ id: String(i), features }));
const [F, D, B] = [run.startWeights.length, run.startWeights[0]!.length, run.anchors.length];

function startModel(): Model {
  const parameters = { D, table: new Float64Array(0), dense: flat(run.startWeights) };
  return { input: { encoder: 'linear', inputDim: F }, normalize: true, parameters };
}

function inputsAt(rows: readonly number[]) {
  return readInputs(
    startModel().input,
    rows.map((row) => products[row]!),
  );
}

describe('InfoNCE with Adam', () => {
  it('follows the weights of a PyTorch run', () => {
    const { parameters } = startModel();
    const [anchors, positives] = [inputsAt(run.anchors), inputsAt(run.positives)];
    const gradients = { table: new RowGradients(0, D, 'float64'), dense: new Float64Array(F * D) };
    const adam = new Adam();
    const losses = expected.lossCurve.map(() => {
      const [a, p] = [encodeForward(anchors, parameters, true), encodeForward(positives, parameters, true)];
      const [dAnchor, dCandidate] = [new Float64Array(B * D), new Float64Array(B * D)];
      const loss = infoNceLoss(a.embeddings, p.embeddings, B, B, D, { temperature: 0.1 }, { dAnchor, dCandidate });
      gradients.dense.fill(0);
      encodeBackward(anchors, a, dAnchor, parameters, gradients);
      encodeBackward(positives, p, dCandidate, parameters, gradients);
      adam.beginStep(0.01);
      adam.update('dense', parameters.dense, gradients.dense);
      return loss;
    });
    expectClose(losses, expected.lossCurve, 1e-9);
    expectClose(parameters.dense, expected.finalWeights.flat(), 1e-9);
  });

  it('is the same step that BatchStep takes', () => {
    const model = startModel();
    const config = buildTrainingConfig({
      encoder: 'linear',
      loss: 'info-nce',
      temperature: 0.1,
      logQStrength: 0,
      identityDropout: 0,
    });
    const all = readInputs(model.input, products);
    const step = new BatchStep(model, all, new Float64Array(products.length).fill(1 / products.length), config);
    // One pair of each group of ten products: no anchor is a candidate, so nothing is masked.
    const anchors = Int32Array.of(0, 10, 20, 30, 40, 50);
    const batch = { anchors, positives: anchors.map((row) => row + 1), negatives: anchors.map(() => NO_NEGATIVE) };
    const [a, p] = [batch.anchors, batch.positives].map((rows) =>
      encodeForward(inputsAt([...rows]), startModel().parameters, true),
    );
    const loss = infoNceLoss(a!.embeddings, p!.embeddings, 6, 6, D, { temperature: 0.1 });
    expectClose([step.take(batch, 0.01, new CounterRandom(1, 'none'))], [loss], 1e-12);
  });
});
