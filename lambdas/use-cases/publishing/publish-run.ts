import type { PublishRequest } from '../../ports/starters.ts';
import type { RunOutcome } from '../runs/training-job.ts';
import type { Announcement } from './announce-version.ts';
import { embedInShards, numberOfParts } from './embed-in-shards.ts';
import { announceAgain } from './give-way.ts';
import { keepCatalog } from './keep-catalog.ts';
import { mapVersion } from './map-version.ts';
import type { Promotion } from './promote-version.ts';
import { PublishError } from './publish-error.ts';
import {
  announce,
  type Publication,
  type PublishRound,
  type PublishRun,
  packSnapshot,
  promote,
  retireOldVersions,
  verify,
  verifyAfterPromotion,
  waitForIndex,
} from './publish-steps.ts';
import type { VerifiedVersion } from './verify-version.ts';

/** The outcome of a publication. */
export interface PublishOutcome {
  /** Products with a vector under the version. */
  readonly embedded: number;
  /** Products that the model cannot embed. */
  readonly notEmbeddable: number;
  /** Whether the version is live. */
  readonly promoted: boolean;
}

/** Overlapping publications give way to each other. A run gives up after this many announcements. */
const MAX_ROUNDS = 5;

/** Runs a request of kind `publish`: makes a saved version live, even if the live version is of later data. */
export async function publishOnRequest(run: PublishRun, { version }: PublishRequest): Promise<RunOutcome> {
  const kept = await keepCatalog(run);
  const outcome = await publishVersion(run, { version, gatheredAt: 'override', ...kept });
  const found = outcome.embedded + outcome.notEmbeddable;
  await run.steps.durable.step('finish', () =>
    run.job.finish('succeeded', { phase: 'done', products: found, ...outcome }),
  );
  return { state: 'succeeded', modelVersion: version, promoted: outcome.promoted };
}

/**
 * Makes a saved version live, in durable steps. In order: announce the version, embed the catalog in shards, complete and
 * promote the version, make the map of its products, and retire the versions that no pointer references any more.
 * @throws PublishError
 */
export async function publishVersion(run: PublishRun, publication: Publication): Promise<PublishOutcome> {
  const announcement = await announce(run, publication.version);
  const parts = numberOfParts(publication.products);
  await embedInShards(run, publication.version, parts, publication.catalog);
  const { verified, promotion } = await completeAndPromote(run, publication, parts, announcement);
  if (promotion === 'live') await mapVersion(run, publication.version, publication.catalog);
  await retireOldVersions(run);
  return {
    embedded: verified.embedded,
    notEmbeddable: verified.notEmbeddable,
    promoted: promotion === 'live',
  };
}

/**
 * Verifies and repairs the vectors, waits for the vector index, packs a snapshot, and promotes the version. If another version
 * was announced meanwhile, products written since may lack a vector: the run gives way, announces its version again, and
 * starts another round.
 */
async function completeAndPromote(
  run: PublishRun,
  publication: Publication,
  parts: number,
  first: Announcement,
): Promise<{ verified: VerifiedVersion; promotion: Promotion }> {
  let announcement = first;
  for (let n = 1; n <= MAX_ROUNDS; n++) {
    const suffix = n === 1 ? '' : ` again (${n})`;
    const round: PublishRound = { ...publication, parts, announcedAt: first.at, suffix };
    const verified = await verify(run, round);
    await waitForIndex(run, round, verified);
    await packSnapshot(run, round);
    const promotion = await promote(run, round);
    if (promotion === 'live') return { verified: await verifyAfterPromotion(run, round), promotion };
    if (promotion === 'later-data') return { verified, promotion };
    const next = await announceAgain(run, round, announcement);
    if (next === null) return { verified, promotion: 'later-data' };
    announcement = next;
  }
  throw new PublishError(
    'superseded',
    `other versions were announced ${MAX_ROUNDS} times while ${publication.version} was being completed, so live has not ` +
      'moved to it: wait until the other runs have ended, then promote this version',
  );
}
