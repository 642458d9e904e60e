import { randomUUID } from 'node:crypto';
import type { IdempotencyPorts } from './idempotency.ts';

/** Longer than any function runs: the claim of one that was cut off ends by itself. */
const CLAIM_MILLISECONDS = 16 * 60_000;
const RECORD_MILLISECONDS = 24 * 3_600_000;

/**
 * Does a piece of work unless another function is doing it.
 * @param name Of the work. Two of one name never run at the same time.
 * @returns the result; `busy` if another function works on it
 * @throws what the work throws, StoreError
 */
export async function workAlone<Result>(
  { idempotency, clock }: IdempotencyPorts,
  name: string,
  work: () => Promise<Result>,
): Promise<Result | 'busy'> {
  const id = `alone/${name}`;
  const after = (milliseconds: number) => new Date(clock.now().getTime() + milliseconds).toISOString();
  const found = await idempotency.get(id);
  if (found && found.claimedUntil > after(0)) return 'busy';
  const claim = randomUUID();
  const record = {
    id,
    requestSha256: '',
    claim,
    claimedUntil: after(CLAIM_MILLISECONDS),
    expiresAt: after(RECORD_MILLISECONDS),
  };
  if ((await idempotency.put(record, found?.claim)) === 'conflict') return 'busy';
  try {
    return await work();
  } finally {
    await idempotency.put({ ...record, claim: randomUUID(), claimedUntil: after(0) }, claim);
  }
}
