import type { Threads } from '../../core/kernels/threads.ts';
import type { SnapshotIndex } from '../../core/search/snapshot-index.ts';
import { FinalError } from '../../ports/durable-steps.ts';
import type { ExportStore } from '../../ports/exports.ts';
import { openSegments } from '../search/open-snapshot.ts';
import type { CopiedPart } from './copy-vectors.ts';
import type { RunningExport } from './running-export.ts';

export interface SourceCacheOptions {
  readonly exports: Pick<ExportStore, 'openSegment'>;
  /** As in OpenSnapshotOptions. */
  readonly keptVectorBytes: number;
  readonly threads: Threads;
}

/** The copied vectors of one export, open for search. The slices that run in one environment share them. */
export class SourceCache {
  readonly #options: SourceCacheOptions;
  #exportId: string | undefined;
  #open = new Map<CopiedPart['segments'][number]['name'], SnapshotIndex>();

  constructor(options: SourceCacheOptions) {
    this.#options = options;
  }

  /** @returns undefined for a part without products @throws FinalError `for-the-shop` if the copy was deleted meanwhile */
  async open({ id, request }: RunningExport, part: CopiedPart): Promise<SnapshotIndex | undefined> {
    const [first] = part.segments;
    if (first === undefined) return undefined;
    if (this.#exportId !== id) this.close();
    this.#exportId = id;
    const known = this.#open.get(first.name);
    if (known) return known;
    const { exports, keptVectorBytes, threads } = this.#options;
    const openSegment = async (_version: string, segment: CopiedPart['segments'][number]) => {
      const file = await exports.openSegment(id, segment);
      if (file) return file;
      throw new FinalError('for-the-shop', 'the copy of the vectors is gone: start another export');
    };
    const index = await openSegments(
      { snapshots: { openSegment }, keptVectorBytes, threads },
      request.modelVersion,
      part,
    );
    this.#open.set(first.name, index);
    return index;
  }

  /** Closes what is open. */
  close(): void {
    for (const index of this.#open.values()) index.close();
    this.#open.clear();
  }
}
