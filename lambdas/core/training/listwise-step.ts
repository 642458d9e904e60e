import type { NamedArrays, Resumable } from '../checkpoint/named-arrays.ts';
import { type Encoded, encodeBackward, encodeForward } from '../encoder/encoder.ts';
import type { EncoderParameters } from '../encoder/encoder-parameters.ts';
import { type LossSide, matryoshkaLoss, matryoshkaPrefixes } from '../encoder/matryoshka.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { addScaled } from '../kernels/matmul.ts';
import { type Reals, zerosLike } from '../kernels/reals.ts';
import type { ListBatch, ListSampler } from '../likeness/list-sampler.ts';
import { listwiseLoss } from '../losses/listwise.ts';
import type { Model } from '../model/model.ts';
import type { CounterRandom } from '../random.ts';
import { gatherInputs } from './batch-inputs.ts';
import { corruptedView } from './corrupted-view.ts';
import { ParameterUpdate } from './parameter-update.ts';
import type { TrainingConfig } from './training-config.ts';
import { type ViewFields, viewFieldsOf } from './view-fields.ts';

/** Takes training steps on lists, in the memory of the kernels: changes the model's parameters in place. */
export class ListwiseStep implements Resumable {
  readonly #model: Model;
  readonly #inputs: FeatureBatch;
  readonly #sampler: ListSampler;
  readonly #config: TrainingConfig;
  readonly #kernels: Kernels;
  readonly #update: ParameterUpdate;
  readonly #viewFields: ViewFields;

  /** @param inputs Of all products, in the order that lists name them by. @param model With parameters in the memory of `kernels`. */
  constructor(model: Model, inputs: FeatureBatch, sampler: ListSampler, config: TrainingConfig, kernels: Kernels) {
    this.#model = model;
    this.#inputs = inputs;
    this.#sampler = sampler;
    this.#config = config;
    this.#kernels = kernels;
    this.#viewFields = viewFieldsOf(model.input);
    this.#update = new ParameterUpdate(model.parameters, config, kernels, kernels);
  }

  /** The parameters of the model after the steps taken. */
  get outcome(): EncoderParameters {
    return this.#update.outcome;
  }

  state(): NamedArrays {
    return this.#update.state();
  }

  restore(state: NamedArrays): void {
    this.#update.restore(state);
  }

  /** One step; returns the loss before it. `random` draws the anchors, the candidates and the identities that are dropped. */
  take(learningRate: number, random: CounterRandom): number {
    const { normalize, parameters } = this.#model;
    const list = this.#sampler.draw(random);
    const inputs = gatherInputs(this.#inputs, list.candidates, { chance: this.#config.identityDropout, random });
    const encoded = encodeForward(inputs, parameters, normalize, this.#kernels);
    const loss = this.#config.selfSupervised
      ? this.#fromViews(list, inputs, encoded, random)
      : this.#fromThemselves(list, inputs, encoded);
    this.#update.apply(learningRate);
    return loss;
  }

  /** Anchors as they are among the candidates: encoded once. */
  #fromThemselves(list: ListBatch, inputs: FeatureBatch, encoded: Encoded): number {
    const { parameters } = this.#model;
    const sides = sidesOf(encoded.embeddings, list.anchors, parameters.D);
    const loss = this.#loss(list, sides, list.anchors);
    const [anchors, candidates] = sides;
    addRows(candidates.gradient, anchors.gradient, list.anchors, parameters.D);
    encodeBackward(inputs, encoded, candidates.gradient, parameters, this.#update.gradients, this.#kernels);
    return loss;
  }

  /** Anchors with parts of them missing, to be found again among the whole (SCARF: Bahri et al. 2022, section 3). */
  #fromViews(list: ListBatch, inputs: FeatureBatch, encoded: Encoded, random: CounterRandom): number {
    const { normalize, parameters } = this.#model;
    const rows = list.anchors.map((place) => list.candidates[place]!);
    const { viewDropout: tokens, viewFieldDropout: fields } = this.#config;
    const views = corruptedView(gatherInputs(this.#inputs, rows), { tokens, fields }, this.#viewFields, random);
    const seen = encodeForward(views, parameters, normalize, this.#kernels);
    const sides = [
      { embeddings: seen.embeddings, gradient: zerosLike(seen.embeddings) },
      { embeddings: encoded.embeddings, gradient: zerosLike(encoded.embeddings) },
    ] as const;
    const loss = this.#loss(list, sides, new Int32Array(rows.length).fill(-1));
    encodeBackward(views, seen, sides[0].gradient, parameters, this.#update.gradients, this.#kernels);
    encodeBackward(inputs, encoded, sides[1].gradient, parameters, this.#update.gradients, this.#kernels);
    return loss;
  }

  /** The mean over the prefixes, where there are any. */
  #loss(list: ListBatch, sides: readonly [LossSide, LossSide], selfColumns: Int32Array): number {
    const { D } = this.#model.parameters;
    const prefixes = matryoshkaPrefixes(this.#config.matryoshkaDims, D);
    const lossOf = (d: number, [anchor, candidate]: readonly LossSide[]): number =>
      listwiseLoss(
        this.#kernels,
        anchor!.embeddings,
        candidate!.embeddings,
        list.anchors.length,
        list.candidates.length,
        d,
        { ...list, temperature: this.#config.temperature, selfColumns },
        { dAnchor: anchor!.gradient, dCandidate: candidate!.gradient },
      );
    return prefixes.length === 1 ? lossOf(D, sides) : matryoshkaLoss(sides, D, prefixes, this.#model.normalize, lossOf);
  }
}

/** The anchors' own rows are among the candidates: encoded once. */
function sidesOf(embeddings: Reals, anchors: Int32Array, D: number): readonly [LossSide, LossSide] {
  const rows = zerosLike(embeddings, anchors.length * D);
  anchors.forEach((place, i) => {
    rows.set(embeddings.subarray(place * D, (place + 1) * D), i * D);
  });
  return [
    { embeddings: rows, gradient: zerosLike(rows) },
    { embeddings, gradient: zerosLike(embeddings) },
  ];
}

function addRows(to: Reals, rows: Reals, places: Int32Array, D: number): void {
  places.forEach((place, i) => {
    addScaled(to, place * D, rows, i * D, D, 1);
  });
}
