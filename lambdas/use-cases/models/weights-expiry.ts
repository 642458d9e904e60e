import type { Clock } from '../../ports/clock.ts';
import { type ModelPointers, POINTER_NAMES } from '../../ports/model-pointers.ts';
import type { ModelRecord, ModelRegistry } from '../../ports/model-registry.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';

export interface ExpireWeightsPorts {
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly registry: ModelRegistry;
  readonly weights: Pick<WeightsStore, 'remove'>;
  readonly clock: Clock;
}

/** So long after it is found that no pointer names a version, its weights are stored: each step makes 17 MB of them. */
const KEPT_DAYS = 30;
const DAY_MILLISECONDS = 86_400_000;
const PAGE_RECORDS = 100;

/**
 * Removes the weights of versions that no pointer has named for 30 days. The first call that finds such a version only
 * says when it expires. Records, reports and cards stay. A call that was interrupted anywhere is continued by the next one.
 * @param isOver Asked after each page of versions, so that every call gets on, however short its time.
 * @param after Where an earlier call ended (default: at the beginning).
 * @returns where to go on; undefined after the last version
 */
export async function expireWeights(
  ports: ExpireWeightsPorts,
  isOver: () => boolean,
  after?: string,
): Promise<string | undefined> {
  const named = await readNamed(ports);
  let cursor = after;
  do {
    const page = await ports.registry.list({ limit: PAGE_RECORDS, ...(cursor !== undefined && { cursor }) });
    for (const record of page.items)
      if (!record.weightsRemoved) await settleExpiry(ports, record, named.has(record.version));
    ({ cursor } = page);
  } while (cursor !== undefined && !isOver());
  return cursor;
}

/** The versions that pointers name. */
async function readNamed({ pointers }: Pick<ExpireWeightsPorts, 'pointers'>): Promise<ReadonlySet<string | undefined>> {
  const named = await Promise.all(POINTER_NAMES.map((name) => pointers.read(name)));
  return new Set(named.map((pointer) => pointer?.version));
}

async function settleExpiry(
  ports: ExpireWeightsPorts,
  { version, weightsExpireAt }: ModelRecord,
  isNamed: boolean,
): Promise<void> {
  const { registry, weights, clock } = ports;
  const now = clock.now();
  if (isNamed) {
    if (weightsExpireAt !== undefined) await registry.setExpiry(version, undefined);
    return;
  }
  if (weightsExpireAt === undefined) {
    const at = new Date(now.getTime() + KEPT_DAYS * DAY_MILLISECONDS).toISOString();
    await registry.setExpiry(version, { weightsExpireAt: at });
    return;
  }
  if (weightsExpireAt > now.toISOString()) return;
  // The list may show what was before `keepWeights` or `saveModel`: the record itself is always new.
  if ((await registry.get(version))?.weightsExpireAt !== weightsExpireAt) return;
  // Since it has expired, `keepWeights` lets no pointer move to it: one that named it in time is seen now.
  if ((await readNamed(ports)).has(version)) return;
  await weights.remove(version);
  await registry.setExpiry(version, { weightsExpireAt, weightsRemoved: true });
}

/**
 * Keeps the weights of a version that a pointer is about to name.
 * @throws UseCaseError `model-not-found` if there is no such version, or its weights have expired
 */
export async function keepWeights(
  ports: Pick<ExpireWeightsPorts, 'registry' | 'pointers' | 'clock'>,
  version: string,
): Promise<void> {
  const { registry, clock } = ports;
  const record = await registry.get(version);
  if (record === undefined) throw new UseCaseError('model-not-found', `there is no model version ${version}`);
  const { weightsExpireAt, weightsRemoved } = record;
  if (weightsExpireAt === undefined) return;
  const hasExpired = weightsRemoved || weightsExpireAt <= clock.now().toISOString();
  // A version may be named while its expiry was set: such weights are never removed.
  if (hasExpired && (weightsRemoved || !(await readNamed(ports)).has(version))) {
    const detail = `the weights of version ${version} expired at ${weightsExpireAt}: no pointer had named it for long`;
    throw new UseCaseError('model-not-found', detail);
  }
  await registry.setExpiry(version, undefined);
}
