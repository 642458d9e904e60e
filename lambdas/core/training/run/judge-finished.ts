import { type CatalogVectors, embedCatalog, judgeModels, type RunModels } from '../../evaluation/judge-model.ts';
import type { Judgement } from '../../evaluation/judgement.ts';
import { dropIdentities, selectFirst } from '../../features/feature-batch.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import { embedInputs, type Model } from '../../model/model.ts';
import { buildTextModel } from '../../model/text-model.ts';
import { type CatalogReview, reviewCatalog } from '../../review/review-catalog.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { TrainingSet } from '../data/training-set.ts';
import type { PreparedRun } from './prepared-run.ts';

/** With a smaller share of the products that the trained model can embed, a text model is of no use. */
const MIN_EMBEDDABLE_SHARE = 0.5;

/** A finished model, judged on the held-out rows beside its text model, and its catalog as both see it. */
interface FinishedModels {
  /** The text model; absent after training on the catalog alone, or if it can embed too few products. */
  readonly text?: Model;
  /** Null without held-out rows. */
  readonly heldOut: RunModels<Judgement> | null;
  /** How each model sees the catalog. */
  readonly reviews: RunModels<CatalogReview>;
}

/**
 * Judges a finished model and its text model on the held-out rows.
 * @param isFromSeed Whether the first weights of the run were drawn by its seed, and not those of another version.
 * @param live The catalog under the live version, which is then judged too.
 */
export function judgeFinished(
  model: Model,
  { selfSupervised, seed }: TrainingConfig,
  set: TrainingSet,
  { judging, training, plan }: PreparedRun,
  isFromSeed: boolean,
  live: CatalogVectors | undefined,
): FinishedModels {
  const catalog = set.products.slice(0, set.catalogSize);
  // The plan has read the catalog, so it is not read again.
  const inputs = selectFirst(plan.inputs, set.catalogSize);
  const trained = embedRead(model, inputs);
  const text = selfSupervised ? undefined : buildTextModel(model, seed, isFromSeed ? plan.first.parameters : undefined);
  const textVectors =
    text && (readsSameTokens(text, model) ? embedRead(text, dropIdentities(inputs)) : embedCatalog(text, catalog));
  const isOfUse = textVectors && countEmbedded(textVectors) >= MIN_EMBEDDABLE_SHARE * countEmbedded(trained);
  const models = { trained, ...(isOfUse && { text: textVectors }) };
  const heldOut = judging.length > 0 ? judgeModels(models, { catalog, training, rows: judging }, live) : null;
  const review = ({ vectors, D }: CatalogVectors) => reviewCatalog({ catalog, vectors, D }, seed);
  const reviews = { trained: review(trained), ...(isOfUse && { text: review(textVectors) }) };
  return { ...(text && isOfUse && { text }), heldOut, reviews };
}

function embedRead(model: Model, inputs: FeatureBatch): CatalogVectors {
  return { vectors: embedInputs(model, inputs), D: model.parameters.D };
}

/** Whether a text model reads what the trained model reads, but for the identities. */
function readsSameTokens({ input: text }: Model, { input: trained }: Model): boolean {
  if (text.encoder === 'linear' || trained.encoder === 'linear') return text.encoder === trained.encoder;
  return text.space.reading === trained.space.reading && !trained.queryTower;
}

/** The number of products whose vector is not zero. */
function countEmbedded({ vectors, D }: CatalogVectors): number {
  let count = 0;
  for (let at = 0; at < vectors.length; at += D) if (vectors.subarray(at, at + D).some((value) => value !== 0)) count++;
  return count;
}
