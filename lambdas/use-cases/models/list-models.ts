import type { Decision, DecisionLog } from '../../ports/decision-log.ts';
import type { ModelPointers, ModelRecord, ModelRegistry, Page } from '../../ports/model-registry.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { type PointerStanding, pointerStanding } from './lineage.ts';

export interface ModelPorts {
  readonly registry: ModelRegistry;
  readonly pointers: ModelPointers;
}

/** A model version, and whether the pointers name it. */
export type MarkedModel = ModelRecord & { readonly head: boolean; readonly live: boolean };

/** Newest first, with where the pointers stand. */
export async function listModels(
  ports: ModelPorts,
  page: { limit: number; cursor?: string },
): Promise<Page<MarkedModel> & { readonly standing: PointerStanding }> {
  const [found, standing] = await Promise.all([ports.registry.list(page), pointerStanding(ports)]);
  return { ...found, items: found.items.map((record) => marked(record, standing)), standing };
}

/** With every decision about it. @throws UseCaseError `model-not-found` */
export async function getModel(
  { registry, pointers, decisions }: ModelPorts & { readonly decisions: DecisionLog },
  version: string,
): Promise<MarkedModel & { readonly decisions: readonly Decision[] }> {
  const [record, head, live, about] = await Promise.all([
    registry.get(version),
    pointers.read('head'),
    pointers.read('live'),
    decisions.of(version),
  ]);
  if (record === undefined) throw new UseCaseError('model-not-found', `there is no model version ${version}`);
  return { ...marked(record, { head: head?.version, live: live?.version }), decisions: about };
}

function marked(
  record: ModelRecord,
  at: { head: string | null | undefined; live: string | null | undefined },
): MarkedModel {
  return { ...record, head: record.version === at.head, live: record.version === at.live };
}
