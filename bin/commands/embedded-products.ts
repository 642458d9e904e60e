import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import { ModelInputError } from '../../lambdas/core/features/feature-error.ts';
import { embedEach } from '../../lambdas/core/model/embed-each.ts';
import type { Model } from '../../lambdas/core/model/model.ts';
import { type Output, UsageError } from '../../lib/terminal/command-line.ts';
import { Progress } from '../../lib/terminal/progress.ts';

/** A catalog that is embedded sooner shows nothing. */
const QUIET_MS = 1000;
/** Products embedded at once. */
const GROUP_PRODUCTS = 256;

/** Product id -> why the model cannot embed the product. */
export type NotEmbeddable = Map<string, string>;

/** A product and its vector (D). */
export interface EmbeddedProduct {
  readonly product: Product;
  readonly vector: Float32Array;
}

/**
 * Embeds a catalog in groups. Products that the model cannot embed are left out and added to `notEmbeddable`.
 * @throws UsageError `empty-input` at the end if that are all products
 */
export function* embedCatalog(
  model: Model,
  products: readonly Product[],
  notEmbeddable: NotEmbeddable,
): Generator<EmbeddedProduct[], void, void> {
  for (let start = 0; start < products.length; start += GROUP_PRODUCTS) {
    const embedded = embedGroup(model, products.slice(start, start + GROUP_PRODUCTS), notEmbeddable);
    if (embedded.length > 0) yield embedded;
  }
  if (notEmbeddable.size === products.length) throw nothingEmbedded(notEmbeddable);
}

/**
 * As embedCatalog, while a catalog of many products shows how much is done. Ctrl-C is handled between the groups.
 * @param now A clock in milliseconds; tests replace it.
 */
export async function* embedVisibly(
  model: Model,
  products: readonly Product[],
  notEmbeddable: NotEmbeddable,
  { stderr }: Output,
  now: () => number = () => performance.now(),
): AsyncGenerator<EmbeddedProduct[], void, void> {
  const progress = new Progress(stderr, { now });
  const started = now();
  let vectors = 0;
  try {
    for (const group of embedCatalog(model, products, notEmbeddable)) {
      yield group;
      vectors += group.length;
      const done = vectors + notEmbeddable.size;
      if (now() - started > QUIET_MS)
        progress.work({ label: 'embedding', done, total: products.length, unit: 'products' });
      await nextTurn();
    }
  } finally {
    progress.clear();
  }
}

/** Where vectors are collected by the ids of products. A later vector of a product replaces the earlier one. */
export interface VectorSink {
  upsert(id: string, vector: Float32Array, product: Product): void;
  /** Does nothing for an id that it does not have. */
  remove(id: string): void;
}

/**
 * Embeds a catalog while it is read, so that its products are not held in memory. Of several products with one id, the
 * last counts. Products that the model cannot embed are left out.
 * @returns the products that have no vector
 * @throws UsageError `empty-input` at the end if that are all products
 */
export async function collectVectors(
  model: Model,
  products: AsyncIterable<Product>,
  sink: VectorSink,
): Promise<NotEmbeddable> {
  const notEmbeddable: NotEmbeddable = new Map();
  const embedded = new Set<string>();
  for await (const group of groupsOf(products))
    for (const { product, vector } of embedGroup(model, group, notEmbeddable)) {
      sink.upsert(product.id, vector, product);
      embedded.add(product.id);
    }
  for (const id of notEmbeddable.keys()) {
    sink.remove(id);
    embedded.delete(id);
  }
  if (embedded.size === 0) throw nothingEmbedded(notEmbeddable);
  return notEmbeddable;
}

async function* groupsOf(products: AsyncIterable<Product>): AsyncGenerator<Product[], void, void> {
  let group: Product[] = [];
  for await (const product of products) {
    group.push(product);
    if (group.length < GROUP_PRODUCTS) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** The products of a group that have a vector. Each product counts for `notEmbeddable` as its last one does. */
function embedGroup(model: Model, group: readonly Product[], notEmbeddable: NotEmbeddable): EmbeddedProduct[] {
  const embedded: EmbeddedProduct[] = [];
  embedEach(model, group).forEach((vector, i) => {
    const product = group[i]!;
    if (vector instanceof ModelInputError) {
      notEmbeddable.set(product.id, vector.detail);
      return;
    }
    notEmbeddable.delete(product.id);
    embedded.push({ product, vector });
  });
  return embedded;
}

/** The error for a catalog of which the model can embed nothing. */
export function nothingEmbedded(notEmbeddable: NotEmbeddable): UsageError {
  return new UsageError(
    'empty-input',
    `the model cannot embed any of the ${describe(notEmbeddable)}\nGive a catalog of the kind that the model was trained on.`,
  );
}

/** Reports on stderr how many products have no vector, if any, with an example. */
export function reportNotEmbeddable(notEmbeddable: NotEmbeddable, output: Output): void {
  if (notEmbeddable.size === 0) return;
  output.stderr.write(`no vector, because the model cannot embed them: ${describe(notEmbeddable)}\n`);
}

function describe(notEmbeddable: NotEmbeddable): string {
  const [[id, reason] = ['', '']] = notEmbeddable;
  return `${notEmbeddable.size} products, for example ${id}: ${reason}`;
}
