import { errorText } from '../../core/errors/error-text.ts';
import type { FrozenCatalog } from '../../ports/run-store.ts';
import type { RunContext } from '../runs/run-steps.ts';

/**
 * Makes the map of the products of a version in a function of its own, and reports it in the job. The version is live
 * already, and stays live without a map: a failure is only reported.
 * @param catalog The products as the run found them (default: those of the table).
 */
export async function mapVersion(
  { steps, job }: RunContext<unknown>,
  modelVersion: string,
  catalog?: FrozenCatalog,
): Promise<void> {
  const request = { modelVersion, ...(catalog && { catalog }) };
  const made = await steps.durable.makeMap(request).catch((cause: unknown) => ({ failure: errorText(cause) }));
  const report = async () => {
    if (made === null) job.decide('map', 'there is no map, because no product has a vector', { products: 0 });
    else if ('failure' in made) job.decide('map', `there is no new map: ${made.failure}`, { failed: true });
    else {
      const { method, products, clusters, withoutVector, milliseconds, memoryMegabytes } = made;
      job.spend(milliseconds, memoryMegabytes);
      const why = `${products} products are on the map, by ${method === 'umap' ? 'UMAP' : 'their principal plane'}`;
      job.decide('map', why, { method, products, clusters, withoutVector });
    }
  };
  await steps.take('mapped', report, false);
}
