import type { Product } from '../../core/catalog/product.ts';
import { TrainingError } from '../../core/training/config/training-error.ts';
import { type AddOutcome, type TrainingSet, TrainingSetBuilder } from '../../core/training/data/training-set.ts';
import { hasEndingOf, TRAINING_PREFIXES } from '../../formats/object-layout.ts';
import type { ObjectInbox } from '../../ports/object-inbox.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import type { TrainedObject } from '../models/trained-objects.ts';
import { goodRecords } from '../uploads/good-records.ts';

/** What a training run works on. */
export interface GatheredData {
  readonly set: TrainingSet;
  readonly outcomes: Readonly<Record<AddOutcome, number>>;
  /** The objects that were read, in the order of their keys. */
  readonly objects: readonly TrainedObject[];
  /** Keys of the training objects that cannot be read, or not to their end. */
  readonly unreadable: readonly string[];
}

/**
 * The whole catalog and all training data there is, in an order that does not depend on how they came: products by id,
 * objects by key, lines as they stand. What cannot be read is left out; its upload has told of it.
 * @param isSeen Whether the model that is gone on from was trained on an object: its rows are marked (default: none was).
 * @throws TrainingError `nothing-to-learn` without a product or without a row that can be used; DeadlineError.
 */
export async function gatherTrainingData(
  ports: { products: ProductStore; inbox: ObjectInbox },
  remaining: RemainingTime,
  isSeen: (object: TrainedObject) => boolean = () => false,
): Promise<GatheredData> {
  const builder = new TrainingSetBuilder(await catalogOf(ports.products, remaining));
  const outcomes: Record<AddOutcome, number> = { added: 0, 'unknown-product': 0, 'too-small': 0 };
  const unreadable: string[] = [];
  const objects: TrainedObject[] = [];
  for (const prefix of TRAINING_PREFIXES.toSorted()) {
    for await (const object of ports.inbox.list(prefix)) {
      if (!hasEndingOf('training', object.key)) continue;
      let seen = false;
      const onOpened = ({ key, etag }: TrainedObject) => {
        objects.push({ key, etag });
        seen = isSeen({ key, etag });
      };
      const onUnreadable = () => unreadable.push(object.key);
      for await (const row of goodRecords(ports.inbox, object, 'training', onUnreadable, onOpened)) {
        outcomes[builder.add(row, seen)] += 1;
        checkDeadline(remaining, `reading ${object.key}`);
      }
    }
  }
  if (outcomes.added === 0) throw nothingUsable(outcomes, unreadable);
  return { set: builder.build(), outcomes, objects, unreadable };
}

async function catalogOf(products: ProductStore, remaining: RemainingTime): Promise<Product[]> {
  const catalog: Product[] = [];
  for await (const { product } of products.scan()) {
    catalog.push(product);
    checkDeadline(remaining, 'reading the catalog');
  }
  if (catalog.length > 0) return catalog;
  throw new TrainingError(
    'nothing-to-learn',
    'the catalog is empty: upload one under catalog/, and then training data again',
  );
}

function nothingUsable(outcomes: Record<AddOutcome, number>, unreadable: readonly string[]): TrainingError {
  const files = unreadable.length > 0 ? ` ${unreadable.length} files cannot be read, such as ${unreadable[0]};` : '';
  return new TrainingError(
    'nothing-to-learn',
    `no row under ${TRAINING_PREFIXES.join(' or ')} can be used:${files} ${outcomes['unknown-product']} name products that ` +
      `are not in the catalog, ${outcomes['too-small']} hold no pair of two products; upload the products, or rows that name them`,
  );
}
