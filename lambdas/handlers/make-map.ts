import type { Context } from 'aws-lambda';
import { clock, mapStore, productStore, runStore, snapshotStore } from '../composition/compose.ts';
import { startInvocation } from '../composition/invocation.ts';
import { selectTrainingKernels } from '../core/kernels/simd/training-kernels.ts';
import type { MadeMap, MakeMapRequest } from '../ports/durable-steps.ts';
import { makeMap } from '../use-cases/maps/make-map.ts';

const ports = { products: productStore(), runs: runStore(), snapshots: snapshotStore(), maps: mapStore(), clock };

/** Makes the map of the products of a version, for the run that publishes it. */
export const handler = async (request: MakeMapRequest, context: Context): Promise<MadeMap | null> => {
  startInvocation(context, { modelVersion: request.modelVersion });
  const made = await makeMap(ports, request, {
    kernels: selectTrainingKernels(),
    remaining: () => context.getRemainingTimeInMillis(),
    memoryMegabytes: Number(context.memoryLimitInMB),
  });
  return made ?? null;
};
