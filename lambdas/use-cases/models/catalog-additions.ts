import type { TrainingReport } from '../../core/training/run/training-report.ts';
import type { JobStore, TrainingRunJob } from '../../ports/job-store.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import { readLearnedFrom } from './learned-from.ts';

/** A text model knows too few words of a catalog to which one upload adds such a share of the products that it read. */
const OUTGROWN_SHARE = 0.5;

/** What uploads of catalogs have added. */
export interface CatalogAdditions {
  /** The most products that one of them added. */
  readonly products: number;
  /** When the last of them ended: RFC 3339, UTC. */
  readonly endedAt: string;
}

/** Reads what uploads have added; undefined if none of them has written a product. @param keys Keys of the uploads. */
export async function readAdditions(
  jobs: Pick<JobStore, 'get'>,
  keys: readonly string[],
): Promise<CatalogAdditions | undefined> {
  const found = await Promise.all(keys.map((key) => jobs.get('upload', key)));
  const writers = found.filter((job) => job !== undefined && (job.detail.written ?? 0) > 0);
  const endedAt = writers
    .map((job) => job!.updatedAt)
    .sort()
    .at(-1);
  if (endedAt === undefined) return undefined;
  return { products: Math.max(...writers.map((job) => job!.detail.added ?? 0)), endedAt };
}

/** Whether a version has read additions, or most of the catalog beside them. Only text models have to. */
export async function hasReadAdditions(
  registry: Pick<ModelRegistry, 'get'>,
  version: string,
  additions: CatalogAdditions,
): Promise<boolean> {
  if ((await readLearnedFrom(registry, version)) !== 'catalog') return true;
  // The report of a training run is a TrainingReport, and has the time of its data.
  const report = (await registry.get(version))?.report as Partial<TrainingReport> & { readonly gatheredAt?: string };
  return isRead(additions, report.data?.products ?? 0, report.gatheredAt);
}

/** Whether a run in progress reads additions, or has read most of the catalog beside them. */
export function willReadAdditions({ detail }: TrainingRunJob, additions: CatalogAdditions): boolean {
  if (detail.kind === 'publish') return false;
  // A run that has not read the catalog yet will read all of it.
  if (detail.products === undefined) return true;
  return isRead(additions, detail.products, detail.decisions?.find(({ name }) => name === 'gather')?.at);
}

/** @param products The number of products that were read. @param at When they were read, if known. */
function isRead(additions: CatalogAdditions, products: number, at: string | undefined): boolean {
  return (at !== undefined && at >= additions.endedAt) || additions.products <= OUTGROWN_SHARE * products;
}
