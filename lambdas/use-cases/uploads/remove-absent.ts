import { formatUploadRevision } from '../../core/catalog/revision.ts';
import { UPLOAD_PREFIXES } from '../../formats/object-layout.ts';
import type { CatalogFloor } from '../../ports/catalog-floor.ts';
import type { RemovalProgress } from '../../ports/job-detail.ts';
import type { ProductState, ProductStore } from '../../ports/product-store.ts';
import { inGroups, mapConcurrently } from '../../shared/concurrency.ts';
import { type RemovedProduct, type RemoveVectorsPorts, removeVectors } from '../catalog/served-versions.ts';
import { CATALOG_PARTS } from '../common/catalog-parts.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import type { SparedIds } from './spared-ids.ts';
import type { UploadEvent } from './upload-event.ts';

export interface RemoveAbsentPorts extends RemoveVectorsPorts {
  readonly products: ProductStore;
  readonly floor: CatalogFloor;
}

/** An upload that replaces the catalog, after all of its lines were written. */
export interface ReplacingUpload {
  readonly event: UploadEvent;
  /** Products that the upload added. */
  readonly added: number;
  /** The products of rejected lines. */
  readonly spared: SparedIds;
  /** How far an earlier attempt was, if it began to remove. */
  readonly before: RemovalProgress | undefined;
  /** Records the progress for a repetition. @param isDecided Whether a repetition must find it. */
  record(progress: RemovalProgress, isDecided: boolean): Promise<void>;
}

/** An upload may remove at most this share of the products that were stored before, unless it is forced. */
export const MAX_ABSENT_SHARE = 0.3;
/** What earlier releases began, which did not say so. */
const PARTS_BEFORE = 4;
const GROUP_PRODUCTS = 256;
const CONCURRENT_REMOVALS = 32;

const NOTHING_COUNTED = { stored: 0, absent: 0, removed: 0 } as const;

/** What left; or why nothing did. */
export type RemovalOutcome = { readonly removed: number; readonly failure?: string };

/**
 * Removes the products that an upload lacks: those that were last written before it, and not by one of its lines. They
 * leave tombstones of a revision before all lines of the upload, so that a newer write stays or comes back. First all of
 * them are counted: if they are too many, none is removed. A repetition resumes, and counts each removed product once.
 * If a newer upload has replaced the catalog meanwhile, that one removes what is left.
 * @throws DeadlineError, StoreError: the event has to come again.
 */
export async function removeAbsent(
  ports: RemoveAbsentPorts,
  upload: ReplacingUpload,
  remaining: RemainingTime,
): Promise<RemovalOutcome> {
  const pass = new RemovalPass(ports, upload, remaining);
  let progress = upload.before;
  if (progress?.phase !== 'removing') {
    const counted = await pass.run(progress ?? { phase: 'counting', parts: 0, of: CATALOG_PARTS, ...NOTHING_COUNTED });
    const failure = refusalOf(upload, counted);
    if (failure !== undefined) return { removed: 0, failure };
    progress = { ...counted, phase: 'removing', parts: 0 };
    await upload.record(progress, true);
  }
  // From now on no older upload brings back what leaves here.
  await ports.floor.raise(pass.revision);
  return { removed: (await pass.run(progress)).removed };
}

/** Why too many products would leave; undefined if they may. */
function refusalOf({ event, added, spared }: ReplacingUpload, { stored, absent }: RemovalProgress): string | undefined {
  if (absent === 0 || event.key.startsWith(UPLOAD_PREFIXES.replaceCatalogForced)) return undefined;
  const before = Math.max(0, stored - added);
  const { unreadable } = spared;
  if (absent + unreadable <= MAX_ABSENT_SHARE * before) return undefined;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const rejected = unreadable > 0 ? `, and the ids of ${unreadable} rejected lines cannot be read` : '';
  return (
    `nothing was removed: the file lacks ${absent} of ${before} products (${percent(absent / before)})${rejected}; more ` +
    `than ${percent(MAX_ABSENT_SHARE)} do not leave at once. Its lines are written. If they should leave, upload the ` +
    `file under ${UPLOAD_PREFIXES.replaceCatalogForced}`
  );
}

/** Whether a newer upload has replaced the catalog. @param revision Of a write. @param floor Of the catalog. */
export function isReplacedSince(revision: string, floor: string | undefined): boolean {
  return floor !== undefined && floor > revision;
}

/** One pass over the catalog, in parts. */
class RemovalPass {
  /** Of the tombstones: before all lines of the upload. */
  readonly revision: string;
  readonly #ports: RemoveAbsentPorts;
  readonly #upload: ReplacingUpload;
  readonly #remaining: RemainingTime;
  #isOutdated = false;

  constructor(ports: RemoveAbsentPorts, upload: ReplacingUpload, remaining: RemainingTime) {
    this.revision = formatUploadRevision(upload.event.eventTime, upload.event.sequencer, 0);
    this.#ports = ports;
    this.#upload = upload;
    this.#remaining = remaining;
  }

  /** Counts or removes, from the part after those that are done. */
  async run(from: RemovalProgress): Promise<RemovalProgress> {
    let progress = from;
    const { of: segments = PARTS_BEFORE } = from;
    for (let segment = from.parts; segment < segments; segment++) {
      this.#isOutdated ||= isReplacedSince(this.revision, await this.#ports.floor.read());
      let next = { ...progress, parts: segment + 1 };
      const states = this.#ports.products.scanStates({ segment, segments });
      for await (const group of inGroups(states, GROUP_PRODUCTS)) {
        checkDeadline(this.#remaining, `removing what ${this.#upload.event.key} lacks`);
        next = progress.phase === 'counting' ? this.#count(next, group) : await this.#remove(next, group);
      }
      progress = next;
      await this.#upload.record(progress, false);
    }
    return progress;
  }

  #count(progress: RemovalProgress, group: readonly ProductState[]): RemovalProgress {
    const gone = group.filter((state) => this.#isRemoved(state)).length;
    const stored = group.filter(({ contentSha256 }) => contentSha256 !== undefined).length;
    const absent = group.filter((state) => this.#isAbsent(state)).length;
    return { ...progress, stored: progress.stored + stored + gone, absent: progress.absent + absent + gone };
  }

  async #remove(progress: RemovalProgress, group: readonly ProductState[]): Promise<RemovalProgress> {
    const { products, clock } = this.#ports;
    const at = { revision: this.revision, updatedAt: clock.now().toISOString() };
    const absent = group.filter((state) => this.#isAbsent(state));
    const outcomes = await mapConcurrently(absent, CONCURRENT_REMOVALS, ({ id }) => products.remove(id, at));
    const removed: RemovedProduct[] = [
      ...absent.filter((_, i) => outcomes[i] === 'written' || outcomes[i] === 'duplicate'),
      // An earlier attempt may have ended before it removed their vectors.
      ...group.filter((state) => this.#isRemoved(state)),
    ].map(({ id }) => ({ id, revision: this.revision }));
    await removeVectors(this.#ports, removed);
    return { ...progress, removed: progress.removed + removed.length };
  }

  #isAbsent({ id, revision, contentSha256 }: ProductState): boolean {
    if (this.#isOutdated) return false;
    return contentSha256 !== undefined && revision < this.revision && !this.#upload.spared.has(id);
  }

  /** Whether this upload removed the product already. */
  #isRemoved({ revision, contentSha256 }: ProductState): boolean {
    return contentSha256 === undefined && revision === this.revision;
  }
}
