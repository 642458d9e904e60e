import type { ProductStore } from '../../ports/product-store.ts';
import type { FrozenCatalog, RunStore } from '../../ports/run-store.ts';
import { CATALOG_PARTS } from '../common/catalog-parts.ts';
import { CatalogFreezer } from '../common/frozen-catalog.ts';
import type { RunContext, SliceEnd } from '../runs/run-steps.ts';

export interface KeepCatalogPorts {
  readonly products: Pick<ProductStore, 'scan'>;
  readonly runs: Pick<RunStore, 'write'>;
}

/** How much of the catalog is kept. Plain JSON: the result of a durable step. */
interface Kept {
  readonly parts: number;
  readonly products: number;
  readonly files: number;
}

/** The catalog as a run found it. */
export interface KeptCatalog {
  readonly products: number;
  readonly catalog: FrozenCatalog;
}

/**
 * Keeps the catalog in files of the run, as the data of a training run is: it is counted, embedded and mapped from one scan
 * of the table instead of three. A loop of slices, for a catalog of any size.
 */
export async function keepCatalog({ ports, steps, job }: RunContext<KeepCatalogPorts>): Promise<KeptCatalog> {
  const slices = await steps.inSlices<SliceEnd<Kept>>('keep', async (before, { isOver }) => {
    let { parts, products, files } = before?.state ?? { parts: 0, products: 0, files: 0 };
    const freezer = new CatalogFreezer(ports.runs, job.id, files);
    do {
      const part = ports.products.scan({ segment: parts, segments: CATALOG_PARTS });
      for await (const _ of freezer.keep(part)) products += 1;
      parts += 1;
    } while (parts < CATALOG_PARTS && !isOver());
    ({ files } = await freezer.end());
    return { state: { parts, products, files }, done: parts === CATALOG_PARTS };
  });
  const { products, files } = slices.at(-1)!.state;
  return { products, catalog: { runId: job.id, files } };
}
