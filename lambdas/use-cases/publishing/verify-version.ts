import type { LoadedModel } from '../models/model-cache.ts';
import type { RunContext, SliceEnd, SliceTimer } from '../runs/run-steps.ts';
import { type VerifiedPart, type VerifyCatalogPorts, verifyAndRepairPart } from './verify-and-repair-part.ts';

/** The version to verify. */
export interface VersionToVerify {
  readonly version: string;
  /** The number of parts in which the catalog is read. */
  readonly parts: number;
  /** Name of the durable steps. */
  readonly name: string;
  /** Whether a cancellation may end the run meanwhile. After `live` has moved it may not, and the phase of the job stays. */
  readonly mayCancel: boolean;
  /** Loads the model. Called once in each slice. */
  readonly load: () => Promise<LoadedModel>;
}

/** The verified parts of a version. Plain JSON, of a size that does not grow with the catalog. */
export interface VerifiedVersion {
  /** Parts verified so far. */
  readonly parts: number;
  /** Products with a vector under the version. */
  readonly embedded: number;
  /** Products that the model cannot embed. */
  readonly notEmbeddable: number;
  /** Products whose vector was missing, outdated or unsound, and was embedded again. */
  readonly mended: number;
  /** Vectors of products that have left: they are removed. Absent in results of older code. */
  readonly orphans?: number;
  /** Ids of some products with a vector, from all over the catalog: at most twice `SAMPLED_IDS`. */
  readonly spread: readonly string[];
  /** Ids of the products that were embedded last: at most `SAMPLED_IDS`. */
  readonly last: readonly string[];
}

const NOTHING_VERIFIED: VerifiedVersion = {
  parts: 0,
  embedded: 0,
  notEmbeddable: 0,
  mended: 0,
  orphans: 0,
  spread: [],
  last: [],
};
const SAMPLED_IDS = 8;

/**
 * Reads the catalog part by part until every product has a sound vector under the version, and no other product has one. This
 * is a loop of slices: each continues where the one before ended.
 * @throws PublishError `vectors-incomplete`, and what `load` and the stores throw
 */
export async function verifyVersion(
  run: RunContext<VerifyCatalogPorts>,
  target: VersionToVerify,
): Promise<VerifiedVersion> {
  const { name, mayCancel } = target;
  const slices = await run.steps.inSlices<SliceEnd<VerifiedVersion>>(
    name,
    (before, timer) => verifyParts(run, target, before?.state ?? NOTHING_VERIFIED, timer),
    { mayCancel },
  );
  return slices.at(-1)?.state ?? NOTHING_VERIFIED;
}

async function verifyParts(
  { ports, job }: RunContext<VerifyCatalogPorts>,
  { parts, mayCancel, load }: VersionToVerify,
  before: VerifiedVersion,
  { isOver }: SliceTimer,
): Promise<SliceEnd<VerifiedVersion>> {
  if (mayCancel && before.parts === 0) await job.enter('verifying');
  const loaded = await load();
  let state = before;
  while (state.parts < parts) {
    state = addPart(state, await verifyAndRepairPart(ports, loaded, { segment: state.parts, segments: parts }));
    if (mayCancel) await job.progress({ embedded: state.embedded });
    if (isOver()) break;
  }
  return { state, done: state.parts >= parts };
}

function addPart(before: VerifiedVersion, { embedded, mended, notEmbeddable, orphans }: VerifiedPart): VerifiedVersion {
  const stride = Math.max(1, Math.ceil(embedded.length / SAMPLED_IDS));
  const spread = [...before.spread, ...embedded.filter((_, i) => i % stride === 0)];
  // Every second id goes, so that the sample stays spread over all parts.
  while (spread.length > 2 * SAMPLED_IDS) for (let i = 1; i < spread.length; i++) spread.splice(i, 1);
  return {
    parts: before.parts + 1,
    embedded: before.embedded + embedded.length,
    notEmbeddable: before.notEmbeddable + notEmbeddable,
    mended: before.mended + mended.length,
    orphans: (before.orphans ?? 0) + orphans,
    spread,
    last: [...before.last, ...mended].slice(-SAMPLED_IDS),
  };
}
