import type { Context } from 'aws-lambda';
import { clock, idempotencyStore, modelPointers, snapshotStore, vectorStore } from '../composition/compose.ts';
import { startInvocation } from '../composition/invocation.ts';
import { logger } from '../composition/logger.ts';
import { workAlone } from '../use-cases/common/work-alone.ts';
import { compactSnapshot } from '../use-cases/snapshots/compact-snapshot.ts';

const pointers = modelPointers();
const ports = { vectors: vectorStore(), snapshots: snapshotStore(), idempotency: idempotencyStore(), clock };

/**
 * Writes a new snapshot of the live version once enough of it has changed. Many uploads may ask for it at the same time: one
 * function works, and looks once more when it has written one.
 * @param event `ask`: the random number of the request.
 */
export const handler = async ({ ask: draw }: { readonly ask: number }, context: Context): Promise<void> => {
  startInvocation(context);
  const remaining = () => context.getRemainingTimeInMillis();
  const live = await pointers.read('live');
  if (live === undefined) return;
  const { version: modelVersion } = live;
  const compact = async () => {
    let snapshot = await compactSnapshot(ports, modelVersion, { draw, remaining });
    for (; snapshot !== undefined; snapshot = await compactSnapshot(ports, modelVersion, { remaining }))
      logger.info('snapshot written', { modelVersion, products: snapshot.products });
  };
  const outcome = await workAlone(ports, `compaction of ${modelVersion}`, compact);
  if (outcome === 'busy') logger.info('another function compacts', { modelVersion });
};
