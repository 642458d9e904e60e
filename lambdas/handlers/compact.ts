import type { Context } from 'aws-lambda';
import { clock, modelPointers, snapshotStore, vectorStore } from '../composition/compose.ts';
import { startInvocation } from '../composition/invocation.ts';
import { logger } from '../composition/logger.ts';
import { compactSnapshot } from '../use-cases/snapshots/compact-snapshot.ts';

const pointers = modelPointers();
const ports = { vectors: vectorStore(), snapshots: snapshotStore(), clock };

/** Writes a new snapshot of the live version once enough of it has changed. @param event `ask`: the random number of the request. */
export const handler = async ({ ask: draw }: { readonly ask: number }, context: Context): Promise<void> => {
  startInvocation(context);
  const remaining = () => context.getRemainingTimeInMillis();
  const live = await pointers.read('live');
  const snapshot = live && (await compactSnapshot(ports, live.version, { draw, remaining }));
  if (snapshot) logger.info('snapshot written', { modelVersion: live.version, products: snapshot.products });
};
