import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { IdempotencyRecord, IdempotencyStore } from '../../ports/idempotency-store.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { UseCaseError } from '../common/use-case-error.ts';

export interface AnswerOncePorts {
  readonly idempotency: IdempotencyStore;
  readonly clock: Clock;
}

/** A request, and the key under which its caller may send it again. */
export interface KeyedRequest {
  readonly operation: string;
  readonly key: string;
  /** What is asked, as text: the same key with another text is refused. */
  readonly text: string;
  /** Longer than any attempt lives. @default 30: the functions behind the API end after 25 */
  readonly claimSeconds?: number;
}

export interface KeyedWork<Answer> {
  /** Does what is asked. @param requestId Names operation and key, for what the work leaves behind. */
  begin(requestId: string): Promise<Answer>;
  /** Looks for what an earlier attempt, which nobody heard of again, has done. @returns undefined when it did nothing. */
  find(requestId: string): Promise<Answer | undefined>;
}

/** How long an answer is kept, and its key taken. */
const ANSWER_HOURS = 24;
const CLAIM_SECONDS = 30;

/**
 * Answers requests of one key once: the first does the work, those that come later are given its answer. An attempt that broke
 * off without telling how is looked for before the work is begun again; one that was refused leaves the key free.
 * @throws UseCaseError `idempotency-key-reused`, `request-in-progress`, and what the work throws
 */
export async function answerOnce<Answer extends object>(
  ports: AnswerOncePorts,
  request: KeyedRequest,
  work: KeyedWork<Answer>,
): Promise<{ readonly answer: Answer; readonly replayed: boolean }> {
  const id = sha256Hex(`${request.operation}\n${request.key}`);
  const found = await ports.idempotency.get(id);
  const known = found && isKept(found, ports.clock) ? found : undefined;
  const requestSha256 = sha256Hex(request.text);
  if (known?.answer && known.requestSha256 === requestSha256) return { answer: known.answer as Answer, replayed: true };
  if (known) refuseOthers(known, requestSha256, ports.clock);
  const claim = newClaim(id, requestSha256, ports.clock, request.claimSeconds ?? CLAIM_SECONDS);
  if ((await ports.idempotency.put(claim, found?.claim)) === 'conflict') throw inProgress();
  const answer = await attempt(ports, claim, async () => (known && (await work.find(id))) ?? (await work.begin(id)));
  // An answer that cannot be kept is a right answer all the same, and whoever asks again finds what was done.
  await ports.idempotency
    .put({ ...claim, answer: answer as Readonly<Record<string, unknown>> }, claim.claim)
    .catch(() => {});
  return { answer, replayed: false };
}

function refuseOthers(known: IdempotencyRecord, requestSha256: string, clock: Clock): void {
  if (known.requestSha256 !== requestSha256) {
    throw new UseCaseError('idempotency-key-reused', 'the key came with another request before');
  }
  if (known.claimedUntil > clock.now().toISOString()) throw inProgress();
}

/** A refusal gives the key back at once; after anything else nobody knows what was done, and the claim runs out. */
async function attempt<Answer>(
  { idempotency, clock }: AnswerOncePorts,
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

function isKept({ expiresAt }: IdempotencyRecord, clock: Clock): boolean {
  return expiresAt > clock.now().toISOString();
}

function inProgress(): UseCaseError {
  return new UseCaseError('request-in-progress', 'a request with this key is being answered');
}
