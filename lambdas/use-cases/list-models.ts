import type { Decision, DecisionLog } from '../ports/decision-log.ts';
import type { ModelPointers, ModelRecord, ModelRegistry, Page } from '../ports/model-registry.ts';
import { UseCaseError } from './use-case-error.ts';

export interface ModelPorts {
  readonly registry: ModelRegistry;
  readonly pointers: ModelPointers;
}

/** A model version, and whether the pointers name it. */
export type MarkedModel = ModelRecord & { readonly head: boolean; readonly live: boolean };

/** Newest first. */
export async function listModels(
  { registry, pointers }: ModelPorts,
  page: { limit: number; cursor?: string },
): Promise<Page<MarkedModel>> {
  const [found, mark] = await Promise.all([registry.list(page), marker(pointers)]);
  return { ...found, items: found.items.map(mark) };
}

/** With every decision about it. @throws UseCaseError `model-not-found` */
export async function getModel(
  { registry, pointers, decisions }: ModelPorts & { readonly decisions: DecisionLog },
  version: string,
): Promise<MarkedModel & { readonly decisions: readonly Decision[] }> {
  const [record, mark, about] = await Promise.all([registry.get(version), marker(pointers), decisions.of(version)]);
  if (record === undefined) throw new UseCaseError('model-not-found', `there is no model version ${version}`);
  return { ...mark(record), decisions: about };
}

async function marker(pointers: ModelPointers): Promise<(record: ModelRecord) => MarkedModel> {
  const [head, live] = await Promise.all([pointers.read('head'), pointers.read('live')]);
  return (record) => ({
    ...record,
    head: record.version === head?.version,
    live: record.version === live?.version,
  });
}
