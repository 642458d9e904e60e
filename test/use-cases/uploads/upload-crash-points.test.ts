import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { type IngestCatalogPorts, ingestCatalog } from '../../../lambdas/use-cases/uploads/ingest-catalog.ts';
import type { UploadEvent } from '../../../lambdas/use-cases/uploads/upload-event.ts';
import { linearModelOf } from '../../support/core/factories.ts';
import { failingPorts } from '../../support/stores/failing-ports.ts';
import { endless, JobWorld } from '../../support/worlds/job-world.ts';

const LINES = 540;
const FUTURE = '2999-01-01T00:00:00.000Z';

const productAt = (i: number, title: string): Product => ({
  id: `p${i}`,
  title,
  // The live model reads two features: one of ten products has none.
  ...(i % 10 !== 9 && { features: [1, i / LINES] }),
});
const texts = Array.from({ length: 60 }, (_, i) => [`text${i}`, 'x'.repeat(2_000)]);
const large: Product = { id: 'large', attributes: Object.fromEntries(texts) };

const indexOfLine = (i: number) => (i % 8 === 5 ? i - 2 : i) % 330;

/** Lines of every kind, with products that have another line in the same batch or in a later one. */
function lines(): (Product | string)[] {
  return Array.from({ length: LINES }, (_, i) => {
    if (i % 50 === 7) return 'broken';
    if (i === 300) return large;
    return productAt(indexOfLine(i), indexOfLine(i) % 3 === 0 ? 'same' : `of line ${i}`);
  });
}

/** A shop with products that the upload leaves as they are, changes, and does not know, one newer and one removed. */
async function shop(
  secondsPerWrite: number,
): Promise<{ world: JobWorld; event: UploadEvent; ports: IngestCatalogPorts }> {
  const world = new JobWorld();
  await world.stored.publish(linearModelOf([[1], [1]]));
  const at = world.clock.now().toISOString();
  for (let i = 0; i < 200; i++) {
    const product = productAt(i, i % 2 === 0 ? 'same' : 'before');
    await world.products.put({ product, revision: `${at}#`, updatedAt: at });
  }
  await world.products.put({ product: productAt(20, 'newer'), revision: `${FUTURE}#`, updatedAt: FUTURE });
  await world.products.remove('p30', { revision: `${at}#1`, updatedAt: at });
  const event = world.upload('catalog/a.jsonl', lines());
  const { put } = world.products;
  world.products.put = async (stored, expected) => {
    world.clock.advance(secondsPerWrite);
    if (stored.product.id === 'large') throw new StoreError('too-large', 'it has too many bytes');
    return put.call(world.products, stored, expected);
  };
  return { world, event, ports: world.ports };
}

/** The job, the catalog and the embedded revisions at the end. */
async function outcomeOf(world: JobWorld, event: UploadEvent) {
  const catalog: Record<string, string> = {};
  for await (const { product, revision } of world.products.scan()) catalog[product.id] = `${revision} ${product.title}`;
  const live = (await world.stored.pointers.read('live'))!.version;
  const vectors: Record<string, string> = {};
  for await (const change of world.vectors.changes(live))
    if (change.kind === 'written') vectors[change.stored.productId] = change.stored.revision;
  // How often the file was read again depends on where it was interrupted.
  const { readAgain: _, ...job } = (await world.job('upload', event.key)) as { readAgain?: number };
  return {
    job,
    report: await world.reports.read('rejects/catalog/a.jsonl.jsonl'),
    catalog,
    vectors,
  };
}

async function withoutFault(secondsPerWrite: number) {
  const { world, event, ports } = await shop(secondsPerWrite);
  const counted = failingPorts(ports, 0, 'before');
  await ingestCatalog(counted.ports, event, endless);
  return { outcome: await outcomeOf(world, event), calls: counted.calls() };
}

describe('an interrupted upload of a catalog', () => {
  it('counts each line once', async () => {
    const { job } = (await withoutFault(0)).outcome;
    expect(job).toMatchObject({ state: 'succeeded', lines: LINES, rejected: 12 });
    const counts = job as unknown as Record<string, number>;
    const good = lines().filter((line): line is Product => typeof line === 'object' && line !== large);
    const ids = new Set(good.map(({ id }) => id));
    ids.delete('p20');
    const known = [...ids].filter((id) => Number(id.slice(1)) < 200 && id !== 'p30');
    expect(counts).toMatchObject({ written: ids.size, added: ids.size - known.length, stale: 2 });
    expect(counts.added! + counts.changed! + counts.unchanged!).toBe(counts.written);
    expect(counts.unchanged).toBeGreaterThan(0);
    expect(counts.written! + counts.replaced! + counts.stale!).toBe(counts.accepted);
    expect(counts.notEmbeddable).toBeGreaterThan(0);
  });

  it.each([
    ['and nothing was settled', 0],
    ['after some batches were settled', 0.01],
  ])('ends with the same job, report, catalog and vectors wherever it is interrupted, %s', async (_when, seconds) => {
    const { outcome, calls } = await withoutFault(seconds);
    const fault = fc.record({ call: fc.integer({ min: 1, max: calls }), when: fc.constantFrom('before', 'after') });
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 3 }), async (faults) => {
        const { world, event, ports } = await shop(seconds);
        for (const { call, when } of faults)
          await ingestCatalog(failingPorts(ports, call, when).ports, event, endless).catch(() => {});
        await ingestCatalog(ports, event, endless);
        expect(await outcomeOf(world, event)).toEqual(outcome);
      }),
      { numRuns: 8 },
    );
  });
});
