import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { IdempotencyRecord, IdempotencyStore } from '../../ports/idempotency-store.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { UseCaseError } from './use-case-error.ts';

export interface IdempotencyPorts {
  readonly idempotency: IdempotencyStore;
  readonly clock: Clock;
}

/** A request that its caller may send again under the same key. */
export interface IdempotentRequest {
  readonly operation: string;
  readonly key: string;
  /** The request as text: the same key with another text is refused. */
  readonly text: string;
  /** Longer than an attempt runs, or the work asks `isClaimed`. @default 30: the functions behind the API end after 25 */
  readonly claimSeconds?: number;
}

export interface IdempotentWork<Answer> {
  /**
   * Does the work.
   * @param requestId Names operation and key; the work stores it with its result, for `findDone`.
   * @param isClaimed Whether the claim still holds. Once it has expired, another attempt may do the same work.
   */
  run(requestId: string, isClaimed: () => boolean): Promise<Answer>;
  /** Finds the result of an earlier attempt whose answer was lost. @returns undefined if it did nothing. */
  findDone(requestId: string): Promise<Answer | undefined>;
}

/** How long an answer is stored under its key. */
const ANSWER_HOURS = 24;
const CLAIM_SECONDS = 30;

/**
 * Answers all requests of one key with one piece of work: the first request does the work, later ones get its answer.
 * If an attempt ended without an answer, its result is searched for before the work runs again. A refusal
 * (UseCaseError) frees the key.
 * @throws UseCaseError `idempotency-key-reused`, `request-in-progress`, and what the work throws
 */
export async function answerIdempotently<Answer extends object>(
  ports: IdempotencyPorts,
  request: IdempotentRequest,
  work: IdempotentWork<Answer>,
): Promise<{ readonly answer: Answer; readonly replayed: boolean }> {
  const id = sha256Hex(`${request.operation}\n${request.key}`);
  const found = await ports.idempotency.get(id);
  const known = found && isStored(found, ports.clock) ? found : undefined;
  const requestSha256 = sha256Hex(request.text);
  // The stored answer of this operation is the JSON of an Answer.
  if (known?.answer && known.requestSha256 === requestSha256) return { answer: known.answer as Answer, replayed: true };
  if (known) checkSameRequest(known, requestSha256, ports.clock);
  const claim = newClaim(id, requestSha256, ports.clock, request.claimSeconds ?? CLAIM_SECONDS);
  if ((await ports.idempotency.put(claim, found?.claim)) === 'conflict') throw inProgress();
  const isClaimed = () => isHeld(claim, ports.clock);
  const answer = await attempt(
    ports,
    claim,
    async () => (known && (await work.findDone(id))) ?? (await work.run(id, isClaimed)),
  );
  // If the answer cannot be stored it is still right: a repeated request finds the result by `findDone`.
  await ports.idempotency
    .put({ ...claim, answer: answer as Readonly<Record<string, unknown>> }, claim.claim)
    .catch(() => {});
  return { answer, replayed: false };
}

function checkSameRequest(known: IdempotencyRecord, requestSha256: string, clock: Clock): void {
  if (known.requestSha256 !== requestSha256) {
    throw new UseCaseError('idempotency-key-reused', 'the idempotency key was used for another request: use a new key');
  }
  if (isHeld(known, clock)) throw inProgress();
}

function isHeld({ claimedUntil }: IdempotencyRecord, clock: Clock): boolean {
  return claimedUntil > clock.now().toISOString();
}

/**
 * A refusal frees the key at once. After any other error the result is unknown, so the key stays claimed until the
 * claim expires.
 */
async function attempt<Answer>(
  { idempotency, clock }: IdempotencyPorts,
  claim: IdempotencyRecord,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof UseCaseError) {
      const now = clock.now().toISOString();
      await idempotency.put({ ...claim, claimedUntil: now, expiresAt: now }, claim.claim).catch(() => {});
    }
    throw cause;
  }
}

function newClaim(id: string, requestSha256: string, clock: Clock, claimSeconds: number): IdempotencyRecord {
  const after = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000).toISOString();
  const expiresAt = after(ANSWER_HOURS * 3600);
  return { id, requestSha256, claim: randomUUID(), claimedUntil: after(claimSeconds), expiresAt };
}

function isStored({ expiresAt }: IdempotencyRecord, clock: Clock): boolean {
  return expiresAt > clock.now().toISOString();
}

function inProgress(): UseCaseError {
  return new UseCaseError(
    'request-in-progress',
    'another request with this idempotency key is in progress: try again in a moment',
  );
}
