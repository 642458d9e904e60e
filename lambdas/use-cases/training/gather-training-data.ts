import { createHash } from 'node:crypto';
import type { Product } from '../../core/catalog/product.ts';
import { writeCanonicalLines } from '../../core/model-card/canonical-data.ts';
import { TrainingError } from '../../core/training/config/training-error.ts';
import type { TrainingSet } from '../../core/training/data/training-set.ts';
import { type AddOutcome, NO_OUTCOMES, TrainingSetBuilder } from '../../core/training/data/training-set-builder.ts';
import { hasEndingOf, TRAINING_PREFIXES } from '../../formats/object-layout.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { UploadStore } from '../../ports/upload-store.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import type { TrainedObject } from '../models/trained-objects.ts';
import { readGoodRecords } from '../uploads/good-records.ts';

/** The catalog and the training data of a shop. */
export interface GatheredData {
  readonly set: TrainingSet;
  /** The number of rows by what became of them. */
  readonly outcomes: Readonly<Record<AddOutcome, number>>;
  /** The objects that were read, in the order of their keys. */
  readonly objects: readonly TrainedObject[];
  /** Keys of the training objects that cannot be read, or not to their end. */
  readonly unreadable: readonly string[];
}

/**
 * Reads the whole catalog and all training data: products by id, objects by key, rows by line. The order does not depend on
 * when they arrived. Leaves out what cannot be read: the job of its upload says why.
 * @param isSeen Whether the model from which the run continues was trained on an object: rows of such objects are marked.
 * @throws TrainingError `nothing-to-learn` without a product or without a usable row; DeadlineError
 */
export async function gatherTrainingData(
  ports: { products: ProductStore; uploadStore: UploadStore },
  remaining: RemainingTime,
  isSeen: (object: TrainedObject) => boolean = () => false,
): Promise<GatheredData> {
  const builder = new TrainingSetBuilder(await readCatalog(ports.products, remaining));
  const outcomes = { ...NO_OUTCOMES };
  const unreadable: string[] = [];
  const objects: TrainedObject[] = [];
  for (const prefix of TRAINING_PREFIXES.toSorted()) {
    for await (const object of ports.uploadStore.list(prefix)) {
      if (!hasEndingOf('training', object.key)) continue;
      let seen = false;
      const onOpened = ({ key, etag }: TrainedObject) => {
        objects.push({ key, etag });
        seen = isSeen({ key, etag });
      };
      const onUnreadable = () => unreadable.push(object.key);
      for await (const row of readGoodRecords(ports.uploadStore, object, 'training', onUnreadable, onOpened)) {
        outcomes[builder.add(row, seen)] += 1;
        checkDeadline(remaining, `reading ${object.key}`);
      }
    }
  }
  if (outcomes.added + outcomes['added-as-pair'] === 0) throw noUsableRow(outcomes, unreadable);
  return { set: builder.build(), outcomes, objects, unreadable };
}

/** Hex SHA-256 of a training set in its canonical order: equal data gives equal hashes, however it was uploaded. */
export function dataSha256(set: TrainingSet): string {
  const hash = createHash('sha256');
  for (const line of writeCanonicalLines(set)) hash.update(line);
  return hash.digest('hex');
}

async function readCatalog(products: ProductStore, remaining: RemainingTime): Promise<Product[]> {
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

function noUsableRow(outcomes: Record<AddOutcome, number>, unreadable: readonly string[]): TrainingError {
  const files =
    unreadable.length > 0 ? `${unreadable.length} files cannot be read, for example ${unreadable[0]}; ` : '';
  return new TrainingError(
    'nothing-to-learn',
    `no row under ${TRAINING_PREFIXES.join(' or ')} can be used: ${files}${outcomes['unknown-product']} rows name products ` +
      `that are not in the catalog, ${outcomes['too-small']} rows hold no two different products. Upload the missing ` +
      'products, or rows that name products of the catalog',
  );
}
