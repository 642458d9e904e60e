import type { ModelCard } from '../../core/model-card/model-card.ts';
import { MODEL_FILES, modelKey } from '../../formats/object-layout.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import type { ReportReader } from '../../ports/report-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { UseCaseError } from '../common/use-case-error.ts';

export interface ReadCardPorts {
  readonly registry: Pick<ModelRegistry, 'get'>;
  readonly reports: ReportReader;
}

/**
 * Reads the model card of a version as it was written, by this release or an earlier one.
 * @throws UseCaseError `model-not-found`, `card-not-found`; StoreError `corrupt-record`
 */
export async function readModelCard(ports: ReadCardPorts, version: string): Promise<ModelCard> {
  const text = await readCardFile(ports, version, 'cardJson');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const key = modelKey(version, 'cardJson');
    throw new StoreError('corrupt-record', `"${key}" is no JSON: train again to get a version with a card.`, { cause });
  }
}

/** Reads the same card as a page of HTML. @throws UseCaseError `model-not-found`, `card-not-found` */
export function readModelCardPage(ports: ReadCardPorts, version: string): Promise<string> {
  return readCardFile(ports, version, 'cardPage');
}

/** Only the files of known versions are asked for: the version is a text of the caller. */
async function readCardFile(
  { registry, reports }: ReadCardPorts,
  version: string,
  file: 'cardJson' | 'cardPage',
): Promise<string> {
  const record = await registry.get(version);
  if (record === undefined) throw new UseCaseError('model-not-found', `there is no model version ${version}`);
  const text = await reports.read(modelKey(version, file));
  if (text !== undefined) return text;
  throw new UseCaseError('card-not-found', `version ${version} has no ${MODEL_FILES[file]}: ${whyNone(record.origin)}`);
}

function whyNone(origin: 'training-run' | 'train-step'): string {
  if (origin === 'train-step') return 'a training step made it, and steps are not judged';
  return 'a release before model cards made it, or its file was removed';
}
