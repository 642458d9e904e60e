import type { Decision, DecisionLog } from '../../ports/decision-log.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ModelRecord, ModelRegistry } from '../../ports/model-registry.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { type PointerStanding, readPointerStanding } from './lineage.ts';

export interface ModelPorts {
  readonly registry: ModelRegistry;
  readonly pointers: ModelPointers;
}

/** A model version, and whether `head` and `live` name it. */
export type MarkedModel = ModelRecord & { readonly head: boolean; readonly live: boolean };

/** The versions of all pointers. */
export interface AllPointers extends PointerStanding {
  /** The version that was live before. */
  readonly previous: string | null;
  /** The version that was announced last: it is being published, or is live, or its publication has ended early. */
  readonly next: string | null;
}

/** Lists versions, newest first, with the versions of the pointers. */
export async function listModels(
  ports: ModelPorts,
  page: PageRequest,
): Promise<Page<MarkedModel> & { readonly pointers: AllPointers }> {
  const [found, standing, previous, next] = await Promise.all([
    ports.registry.list(page),
    readPointerStanding(ports),
    ports.pointers.read('previous'),
    ports.pointers.read('next'),
  ]);
  const pointers = { ...standing, previous: previous?.version ?? null, next: next?.version ?? null };
  return { ...found, items: found.items.map((record) => mark(record, standing)), pointers };
}

/** Reads one version with all decisions about it. @throws UseCaseError `model-not-found` */
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
  return { ...mark(record, { head: head?.version, live: live?.version }), decisions: about };
}

function mark(
  record: ModelRecord,
  at: { head: string | null | undefined; live: string | null | undefined },
): MarkedModel {
  return { ...record, head: record.version === at.head, live: record.version === at.live };
}
