import type { NamedArrays, Resumable } from '../../checkpoint/named-arrays.ts';
import { encodeBackward, encodeForward } from '../../encoder/encoder.ts';
import type { EncoderParameters } from '../../encoder/encoder-parameters.ts';
import { type LossSide, listPrefixes, matryoshkaLoss } from '../../encoder/matryoshka.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { ListBatch, ListSampler } from '../../likeness/list-sampler.ts';
import type { ListLoss } from '../../losses/loss.ts';
import { losses } from '../../losses/registry.ts';
import type { Model } from '../../model/model.ts';
import { addScaled } from '../../numerics/matmul.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import { type Reals, zerosLike } from '../../numerics/reals.ts';
import { ReusedArrays } from '../../numerics/reused-arrays.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { augmentBatch } from './augmentation.ts';
import { gatherInputs } from './batch-inputs.ts';
import { BatchSide } from './batch-side.ts';
import { ParameterUpdate } from './parameter-update.ts';
import { toResidentInputs } from './resident-model.ts';
import { mapViewFields, type ViewFields } from './view-fields.ts';

/** Takes training steps on lists, in the memory of the kernels, and changes the parameters of the model in place. */
export class ListwiseStep implements Resumable {
  readonly #model: Model;
  readonly #inputs: FeatureBatch;
  readonly #sampler: ListSampler;
  readonly #config: TrainingConfig;
  readonly #ofLists: ListLoss;
  readonly #kernels: Kernels;
  readonly #update: ParameterUpdate;
  readonly #viewFields: ViewFields;
  readonly #candidates: BatchSide;
  readonly #arrays: ReusedArrays;

  /**
   * @param inputs Of all products, in the order of the product rows in lists. @param model With parameters in the
   * memory of `kernels`.
   */
  constructor(model: Model, inputs: FeatureBatch, sampler: ListSampler, config: TrainingConfig, kernels: Kernels) {
    this.#model = model;
    this.#inputs = inputs;
    this.#sampler = sampler;
    this.#config = config;
    const { ofLists } = losses[config.loss];
    if (ofLists === undefined) throw new RangeError(`listwise step: loss is ${config.loss}, expected a loss of lists`);
    this.#ofLists = ofLists;
    this.#kernels = kernels;
    this.#viewFields = mapViewFields(model.input);
    this.#candidates = new BatchSide(model, toResidentInputs(kernels, inputs), kernels);
    this.#arrays = new ReusedArrays(kernels);
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

  /**
   * Takes one step, and returns the loss before it. `random` draws the anchors, the candidates and the own rows that
   * are dropped.
   */
  take(learningRate: number, random: CounterRandom): number {
    const list = this.#sampler.draw(random);
    const candidates = this.#candidates.forward(list.candidates, { chance: this.#config.identityDropout, random });
    const loss = this.#config.selfSupervised
      ? this.#computeFromViews(list, candidates, random)
      : this.#computeFromCandidates(list, candidates);
    this.#update.apply(learningRate);
    return loss;
  }

  /** The anchors are rows of the candidates, so they are encoded once. */
  #computeFromCandidates(list: ListBatch, candidates: LossSide): number {
    const { D } = this.#model.parameters;
    const B = list.anchors.length;
    const [embeddings, gradient] = [this.#arrays.reals('anchors', B * D), this.#arrays.reals('gradient', B * D)];
    this.#kernels.gatherRows(candidates.embeddings, list.anchors, embeddings, B, D);
    const loss = this.#loss(list, [{ embeddings, gradient }, candidates], list.anchors);
    addRows(candidates.gradient, gradient, list.anchors, D);
    this.#candidates.backward(candidates, this.#update.gradients);
    return loss;
  }

  /**
   * The anchors have parts missing, and each is ranked among all whole products (SCARF: Bahri et al. 2022, section 3).
   */
  #computeFromViews(list: ListBatch, candidates: LossSide, random: CounterRandom): number {
    const { normalize, parameters } = this.#model;
    const rows = list.anchors.map((place) => list.candidates[place]!);
    const { viewDropout: tokens, viewFieldDropout: fields } = this.#config;
    const views = augmentBatch(gatherInputs(this.#inputs, rows), { tokens, fields }, this.#viewFields, random);
    const seen = encodeForward(views, parameters, normalize, this.#kernels);
    const anchors = { embeddings: seen.embeddings, gradient: zerosLike(seen.embeddings) };
    const loss = this.#loss(list, [anchors, candidates], new Int32Array(rows.length).fill(-1));
    encodeBackward(views, seen, anchors.gradient, parameters, this.#update.gradients, this.#kernels);
    this.#candidates.backward(candidates, this.#update.gradients);
    return loss;
  }

  /** Computes the mean over the prefixes, if present. */
  #loss(list: ListBatch, sides: readonly [LossSide, LossSide], selfColumns: Int32Array): number {
    const { D } = this.#model.parameters;
    const prefixes = listPrefixes(this.#config.matryoshkaDims, D);
    const lossOf = (d: number, [anchor, candidate]: readonly LossSide[]): number =>
      this.#ofLists(
        this.#kernels,
        {
          anchors: anchor!.embeddings,
          candidates: candidate!.embeddings,
          B: list.anchors.length,
          C: list.candidates.length,
          D: d,
          targets: list.targets,
          selfColumns,
          ...(list.logQ && { logQ: list.logQ }),
        },
        this.#config,
        { dAnchor: anchor!.gradient, dCandidate: candidate!.gradient },
      );
    return prefixes.length === 1 ? lossOf(D, sides) : matryoshkaLoss(sides, D, prefixes, this.#model.normalize, lossOf);
  }
}

function addRows(to: Reals, rows: Reals, places: Int32Array, D: number): void {
  places.forEach((place, i) => {
    addScaled(to, place * D, rows, i * D, D, 1);
  });
}
