import { type Model, nameModelVersion } from '../../core/model/model.ts';
import { serializeModel } from '../../core/model/model-file.ts';
import { renderCardMarkdown } from '../../core/model-card/card-markdown.ts';
import { type ModelCard, writeCardJson } from '../../core/model-card/model-card.ts';
import { renderCardPage } from '../../core/model-card/page/card-page.ts';
import { CONTENT_TYPES, modelKey } from '../../formats/object-layout.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ModelRecord, ModelRegistry } from '../../ports/model-registry.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';
import { sha256Hex } from '../../shared/sha256.ts';

export interface SaveModelPorts {
  readonly weights: WeightsStore;
  readonly registry: ModelRegistry;
  readonly clock: Clock;
}

/**
 * Saves a model's weights under the version that their SHA-256 names, and records the version. The weights are saved
 * first, so that each recorded version can be loaded. Saving the same model again changes nothing.
 */
export async function saveModel(
  { weights, registry, clock }: SaveModelPorts,
  model: Model,
  about: Pick<ModelRecord, 'origin' | 'report'> & Partial<Pick<ModelRecord, 'parent' | 'lineage'>>,
): Promise<ModelRecord> {
  const bytes = serializeModel(model);
  const weightsSha256 = sha256Hex(bytes);
  const version = nameModelVersion(weightsSha256);
  await weights.save(version, bytes);
  const record: ModelRecord = {
    version,
    createdAt: clock.now().toISOString(),
    ...about,
    weightsSha256,
    weightsBytes: bytes.length,
    dim: model.parameters.D,
  };
  // Weights of an earlier version of the same content may be about to expire, or were removed: now they are stored again.
  if ((await registry.create(record)) === 'exists') await registry.setExpiry(version, undefined);
  return record;
}

/** Writes a model card beside the weights, as JSON for programs, as Markdown and as a page for people. */
export async function saveModelCard(reports: ReportStore, card: ModelCard): Promise<void> {
  const { modelVersion: version } = card;
  await reports.write(modelKey(version, 'cardJson'), streamOf(writeCardJson(card)), CONTENT_TYPES.json);
  await reports.write(modelKey(version, 'cardMarkdown'), streamOf(renderCardMarkdown(card)), CONTENT_TYPES.markdown);
  await reports.write(modelKey(version, 'cardPage'), streamOf(renderCardPage(card)), CONTENT_TYPES.html);
}

/** One text as the stream that a report store takes. */
export async function* streamOf(text: string): AsyncGenerator<string, void, void> {
  yield text;
}
