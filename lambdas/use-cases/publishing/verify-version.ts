import type { LoadedModel } from '../models/model-source.ts';
import type { RunSteps, SliceEnd } from '../runs/run-steps.ts';
import type { TrainingJob } from '../runs/training-job.ts';
import type { EmbedCatalogPorts } from './embed-catalog.ts';
import { countVectors, type OrphansRemoved, removeOrphanedVectors, type VectorsCounted } from './orphaned-vectors.ts';
import { type RepairedPart, repairPart } from './repair-part.ts';

/** What is looked through. */
export interface VersionToVerify {
  readonly version: string;
  /** How many parts the catalog is read in. */
  readonly parts: number;
  /** Whether the version had no vector before it was announced: then it has hardly one of a product that has left, and they are only counted. */
  readonly isNew: boolean;
  /** Of the steps. */
  readonly name: string;
  /** Whether the run may end in the middle; from the move of `live` on it may not, and the phase is not told anew. */
  readonly mayCancel: boolean;
}

/** A version after a look through the catalog. Plain JSON, of a size that does not grow with the catalog. */
export interface VerifiedVersion {
  /** Parts that have been looked through. */
  readonly parts: number;
  /** Products with a vector under the version. */
  readonly embedded: number;
  /** Products that the model cannot read. */
  readonly notEmbeddable: number;
  /** Products that had to be embedded by the look. */
  readonly mended: number;
  /** Ids of some products with a vector, from all over the catalog. */
  readonly spread: readonly string[];
  /** Ids of those written last. */
  readonly last: readonly string[];
}

/** One slice of a look. */
interface Look {
  readonly from: VerifiedVersion;
  readonly isOver: () => boolean;
  readonly onPart: (embedded: number) => Promise<void>;
}

const NOTHING: VerifiedVersion = { parts: 0, embedded: 0, notEmbeddable: 0, mended: 0, spread: [], last: [] };
/** At most twice as many are spread over the catalog. */
const SAMPLED = 8;

/**
 * Looks through the catalog part by part until every product has a sound vector under the version, and takes out what has left:
 * steps of bounded time, each of which ends where the next begins.
 * @param load Called in each step. @throws PublishError `vectors-incomplete`, and what the stores throw
 */
export async function verifyVersion(
  ports: EmbedCatalogPorts,
  steps: RunSteps,
  job: TrainingJob,
  load: () => Promise<LoadedModel>,
  { version, parts, isNew, name, mayCancel }: VersionToVerify,
): Promise<VerifiedVersion> {
  const looks = await steps.slices<VerifiedVersion>(
    name,
    NOTHING,
    async (from, isOver) => {
      if (mayCancel && from.parts === 0) await job.enter('verifying');
      const onPart = async (embedded: number) => void (mayCancel && (await job.progress({ embedded })));
      return lookThrough(ports, await load(), parts, { from, isOver, onPart });
    },
    mayCancel,
  );
  const verified = looks.at(-1) ?? NOTHING;
  if (!isNew || (await hasMore(ports, steps, verified, { version, name, mayCancel }))) {
    const remove = (from: OrphansRemoved, isOver: () => boolean) => removeOrphanedVectors(ports, version, from, isOver);
    await steps.slices(`${name}: leavers`, { removed: 0 }, remove, mayCancel);
  }
  return verified;
}

/** Whether a version holds more vectors than the catalog has products for: somebody died between removing a product and its vectors. */
async function hasMore(
  { vectors }: EmbedCatalogPorts,
  steps: RunSteps,
  { embedded }: VerifiedVersion,
  { version, name, mayCancel }: Pick<VersionToVerify, 'version' | 'name' | 'mayCancel'>,
): Promise<boolean> {
  const count = (from: VectorsCounted, isOver: () => boolean) => countVectors(vectors, version, from, isOver);
  const counted = await steps.slices(`${name}: count`, { vectors: 0 }, count, mayCancel);
  return (counted.at(-1)?.vectors ?? 0) > embedded;
}

async function lookThrough(
  ports: EmbedCatalogPorts,
  loaded: LoadedModel,
  segments: number,
  { from, isOver, onPart }: Look,
): Promise<SliceEnd<VerifiedVersion>> {
  let at = from;
  while (at.parts < segments) {
    at = after(at, await repairPart(ports, loaded, { segment: at.parts, segments }));
    await onPart(at.embedded);
    if (isOver()) break;
  }
  return { state: at, done: at.parts >= segments };
}

function after(before: VerifiedVersion, part: RepairedPart): VerifiedVersion {
  const { embedded, mended, notEmbeddable } = part;
  const stride = Math.max(1, Math.ceil(embedded.length / SAMPLED));
  const spread = [...before.spread, ...embedded.filter((_, i) => i % stride === 0)];
  while (spread.length > 2 * SAMPLED) for (let i = 1; i < spread.length; i++) spread.splice(i, 1);
  return {
    parts: before.parts + 1,
    embedded: before.embedded + embedded.length,
    notEmbeddable: before.notEmbeddable + notEmbeddable,
    mended: before.mended + mended.length,
    spread,
    last: [...before.last, ...mended].slice(-SAMPLED),
  };
}
