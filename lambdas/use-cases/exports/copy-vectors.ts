import { hasRow } from '../../core/search/bits.ts';
import { type PackedProduct, packSegment } from '../../core/search/pack-segment.ts';
import { findAllowedRows } from '../../core/search/search-exact.ts';
import type { SearchIndex } from '../../core/search/search-index.ts';
import type { Clock } from '../../ports/clock.ts';
import { FinalError } from '../../ports/durable-steps.ts';
import type { ExportStore } from '../../ports/exports.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { SegmentReference, SnapshotStore } from '../../ports/snapshot-store.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { DeltaRefreshedIndex } from '../search/delta-refreshed-index.ts';
import { resolveChoice } from '../search/search-choice.ts';
import { countSegmentProducts } from '../snapshots/segment-group.ts';
import { whyNotStored } from './choose-version.ts';
import type { RunningExport } from './running-export.ts';

export interface CopyVectorsPorts {
  readonly vectors: Pick<VectorStore, 'changes' | 'changeParts' | 'removals'>;
  readonly snapshots: Pick<SnapshotStore, 'list' | 'openSegment'>;
  readonly exports: Pick<ExportStore, 'saveSegment'>;
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly clock: Clock;
  /** Receives why a snapshot or a vector cannot be used. */
  readonly onWarning: (cause: unknown) => void;
}

/** Segments of the copy. */
export interface CopiedPart {
  readonly products: number;
  readonly segments: readonly SegmentReference[];
}

/** The vectors of a version as they were at one time. Plain JSON: it is the result of a durable step. */
export interface CopiedVectors {
  readonly dim: number;
  /** RFC 3339: all changes before are included. */
  readonly asOf: string;
  /** What is exported. */
  readonly chosen: CopiedPart;
  /** Products that do not meet the filter. */
  readonly others: CopiedPart;
}

/**
 * Copies the vectors of a version as search has them: all slices of an export then read the same vectors, also if others
 * are written meanwhile.
 * @throws FinalError `for-the-shop` if there is nothing to export, or the filter makes no sense
 */
export async function copyVectors(ports: CopyVectorsPorts, job: RunningExport): Promise<CopiedVectors> {
  const { modelVersion } = job.request;
  const { vectors, snapshots, clock, onWarning } = ports;
  const source = new DeltaRefreshedIndex({ vectors, snapshots, clock, onWarning, keptVectorBytes: 0 }, modelVersion);
  try {
    await source.refresh(clock.now());
    // The vectors of a retired version count as deleted, maybe since the reading began.
    const problem = await whyNotStored(ports.pointers, modelVersion);
    if (problem !== undefined) throw new FinalError('for-the-shop', problem);
    if (source.index === undefined || source.index.size === 0)
      throw new FinalError('for-the-shop', `there are no vectors of ${modelVersion} yet: upload a catalog`);
    return { dim: source.index.D, asOf: source.asOf!, ...(await copyRows(ports, job, source.index)) };
  } finally {
    source.close();
  }
}

async function copyRows(ports: CopyVectorsPorts, job: RunningExport, index: SearchIndex) {
  const allowed = findAllowedRows(index, { filter: filterOf(job, index) });
  const chosen = new SegmentWriter(ports, job, index.D);
  const others = new SegmentWriter(ports, job, index.D);
  for (const [part, rows] of index.parts.entries()) {
    const inUse = rows.rowsInUse();
    for (let row = 0; row < inUse.length * 8; row++) {
      if (!hasRow(inUse, row)) continue;
      const writer = hasRow(allowed[part]!, row) ? chosen : others;
      await writer.add({ id: rows.idAt(row), vector: rows.vectorAt(row).slice() });
    }
  }
  return { chosen: await chosen.end(), others: await others.end() };
}

/** The filter of an export, with the fields that the products have. @throws FinalError `for-the-shop` */
function filterOf({ request }: RunningExport, index: SearchIndex) {
  const { condition } = request;
  try {
    return resolveChoice({ filter: condition }, index.fields, []).filter;
  } catch (cause) {
    if (!(cause instanceof UseCaseError)) throw cause;
    const details = cause.faults.map(({ detail }) => detail).join('; ');
    throw new FinalError('for-the-shop', `filter: ${details}`, { cause });
  }
}

/** Writes products into segments. */
class SegmentWriter {
  readonly #ports: Pick<CopyVectorsPorts, 'exports'>;
  readonly #job: RunningExport;
  readonly #atOnce: number;
  readonly #segments: SegmentReference[] = [];
  #group: PackedProduct[] = [];

  constructor(ports: Pick<CopyVectorsPorts, 'exports'>, job: RunningExport, D: number) {
    this.#ports = ports;
    this.#job = job;
    this.#atOnce = countSegmentProducts(D);
  }

  async add(product: PackedProduct): Promise<void> {
    this.#group.push(product);
    if (this.#group.length >= this.#atOnce) await this.#flush();
  }

  async end(): Promise<CopiedPart> {
    if (this.#group.length > 0) await this.#flush();
    const products = this.#segments.reduce((sum, segment) => sum + segment.products, 0);
    return { products, segments: this.#segments };
  }

  async #flush(): Promise<void> {
    const { id, request } = this.#job;
    const products = this.#group.length;
    const bytes = packSegment(request.modelVersion, this.#group, { isUnit: true });
    this.#group = [];
    const name = await this.#ports.exports.saveSegment(id, bytes);
    this.#segments.push({ name, bytes: bytes.length, products });
    // Shows that the export works, and ends it if that was requested.
    await this.#job.progress({});
  }
}
