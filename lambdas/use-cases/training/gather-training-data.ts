import { createHash } from 'node:crypto';
import type { Product } from '../../core/catalog/product.ts';
import { writeCanonicalLines } from '../../core/model-card/canonical-data.ts';
import { TrainingError } from '../../core/training/config/training-error.ts';
import type { TrainingSet } from '../../core/training/data/training-set.ts';
import { type AddOutcome, NO_OUTCOMES, TrainingSetBuilder } from '../../core/training/data/training-set-builder.ts';
import { hasEndingOf, TRAINING_PREFIXES } from '../../formats/object-layout.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { UploadObject, UploadStore } from '../../ports/upload-store.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import type { TrainedObject } from '../models/trained-objects.ts';
import { readGoodRecords } from '../uploads/good-records.ts';
import { readAhead } from '../uploads/read-ahead.ts';

/** The catalog and the training data of a shop. */
export interface GatheredData {
  readonly set: TrainingSet;
  /** The number of rows by what became of them. */
  readonly outcomes: Readonly<Record<AddOutcome, number>>;
  /** The objects that were read, in the order of their keys. */
  readonly objects: readonly TrainedObject[];
  /** Keys of the training objects that cannot be read, or not to their end. */
  readonly unreadable: readonly string[];
  /** The beginning of a row that cannot be used, if there is one. */
  readonly unusable?: string;
}

const SHOWN_CHARACTERS = 100;

/**
 * Reads the whole catalog and all training data: products by id, objects by key, rows by line. The order does not depend on
 * when they arrived. Leaves out what cannot be read: the job of its upload says why.
 * @param isSeen Whether the model from which the run continues was trained on an object: rows of such objects are marked.
 * @throws TrainingError `nothing-to-learn` without a product; DeadlineError
 */
export async function gatherTrainingData(
  ports: { products: Pick<ProductStore, 'scan'>; uploadStore: UploadStore },
  remaining: RemainingTime,
  isSeen: (object: TrainedObject) => boolean = () => false,
): Promise<GatheredData> {
  const builder = new TrainingSetBuilder(await readCatalog(ports.products, remaining));
  const outcomes = { ...NO_OUTCOMES };
  const unreadable: string[] = [];
  const objects: TrainedObject[] = [];
  let unusable: string | undefined;
  for await (const { object, uploadStore } of readAhead(ports.uploadStore, listTrainingObjects(ports.uploadStore))) {
    let seen = false;
    const onOpened = ({ key, etag }: TrainedObject) => {
      objects.push({ key, etag });
      seen = isSeen({ key, etag });
    };
    const onUnreadable = () => unreadable.push(object.key);
    for await (const row of readGoodRecords(uploadStore, object, 'training', onUnreadable, onOpened)) {
      const outcome = builder.add(row, seen);
      outcomes[outcome] += 1;
      const isUnusable = outcome === 'unknown-product' || outcome === 'too-small';
      if (isUnusable) unusable ??= JSON.stringify(row).slice(0, SHOWN_CHARACTERS);
      checkDeadline(remaining, `reading ${object.key}`);
    }
  }
  return { set: builder.build(), outcomes, objects, unreadable, ...(unusable !== undefined && { unusable }) };
}

async function* listTrainingObjects(uploadStore: UploadStore): AsyncGenerator<UploadObject, void, void> {
  for (const prefix of TRAINING_PREFIXES.toSorted())
    for await (const object of uploadStore.list(prefix)) if (hasEndingOf('training', object.key)) yield object;
}

/** Reads the whole catalog, without training data. @throws as gatherTrainingData does */
export async function gatherCatalog(
  { products }: { products: Pick<ProductStore, 'scan'> },
  remaining: RemainingTime,
): Promise<GatheredData> {
  const set = new TrainingSetBuilder(await readCatalog(products, remaining)).build();
  return { set, outcomes: NO_OUTCOMES, objects: [], unreadable: [] };
}

/** Hex SHA-256 of a training set in its canonical order: equal data gives equal hashes, however it was uploaded. */
export function dataSha256(set: TrainingSet): string {
  const hash = createHash('sha256');
  for (const line of writeCanonicalLines(set)) hash.update(line);
  return hash.digest('hex');
}

async function readCatalog(products: Pick<ProductStore, 'scan'>, remaining: RemainingTime): Promise<Product[]> {
  const catalog: Product[] = [];
  for await (const { product } of products.scan()) {
    catalog.push(product);
    checkDeadline(remaining, 'reading the catalog');
  }
  if (catalog.length > 0) return catalog;
  throw new TrainingError(
    'nothing-to-learn',
    'the catalog is empty: upload a catalog under catalog/, then upload the training data again',
  );
}

/** Explains why no row of the training data can be used; undefined if there is no training data. */
export function explainUnusable({ set, outcomes, unreadable, unusable }: GatheredData): string | undefined {
  const shortSessions = set.counts?.shortSessions ?? 0;
  const { 'unknown-product': unknown, 'too-small': small } = outcomes;
  const added = outcomes.added + outcomes['added-as-pair'];
  const parts = [
    ...(unreadable.length > 0 ? [`${unreadable.length} files cannot be read, for example ${unreadable[0]}`] : []),
    ...(unknown > 0 ? [`${unknown} rows name products that are not in the catalog`] : []),
    ...(small > 0 ? [`${small} rows hold no two different products`] : []),
    ...(shortSessions > 0 ? [`${shortSessions} sessions hold no two different products of the catalog`] : []),
    ...(added > 0 ? [`${added} rows hold no evidence`] : []),
  ];
  if (parts.length === 0) return undefined;
  const example = unusable === undefined ? '' : ` (for example ${unusable}; the catalog has ${set.products[0]?.id})`;
  return `no row under ${TRAINING_PREFIXES.join(' or ')} can be used: ${parts.join(', ')}${example}`;
}
