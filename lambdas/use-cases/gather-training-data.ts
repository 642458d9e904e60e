import type { Product } from '../core/catalog/product.ts';
import type { JudgingRow } from '../core/catalog/training-row.ts';
import { type AddOutcome, type TrainingSet, TrainingSetBuilder } from '../core/training/training-set.ts';
import { candidateIdPrefix, judgingMetaSchema } from '../formats/judging-schema.ts';
import { hasKnownEnding, readRecords } from '../formats/read-records.ts';
import type { InboxObject, ObjectInbox } from '../ports/object-inbox.ts';
import type { ProductStore } from '../ports/product-store.ts';

export const TRAINING_PREFIXES = ['interactions/', 'triplets/'] as const;
const JUDGING_PREFIX = 'judging/';
const JUDGING_META_KEY = 'judging/meta.json';

/** What a training run works on. */
export interface GatheredData {
  readonly set: TrainingSet;
  /** Revision of each product of the catalog, as it was read. */
  readonly revisions: ReadonlyMap<string, string>;
  readonly outcomes: Readonly<Record<AddOutcome, number>>;
  /** Rows to judge on, and which products are ranked for them; none when the shop has not given any. */
  readonly judging: readonly JudgingRow[];
  readonly candidateIdPrefix: string;
}

/**
 * The whole catalog and all training data there is, in an order that does not depend on how they came: products by id,
 * objects by key, lines as they stand. Lines that cannot be read are left out; their uploads have told of them.
 */
export async function gatherTrainingData(ports: { products: ProductStore; inbox: ObjectInbox }): Promise<GatheredData> {
  const catalog: Product[] = [];
  const revisions = new Map<string, string>();
  for await (const { product, revision } of ports.products.scan()) {
    catalog.push(product);
    revisions.set(product.id, revision);
  }
  const builder = new TrainingSetBuilder(catalog);
  const outcomes: Record<AddOutcome, number> = { added: 0, 'unknown-product': 0, 'too-small': 0 };
  for (const prefix of TRAINING_PREFIXES) {
    for await (const object of ports.inbox.list(prefix)) {
      if (!hasKnownEnding(object.key)) continue;
      for await (const record of readRecords(await ports.inbox.open(object), object.key, 'training')) {
        if (record.ok) outcomes[builder.add(record.value)] += 1;
      }
    }
  }
  return { set: builder.build(), revisions, outcomes, ...(await gatherJudging(ports.inbox)) };
}

async function gatherJudging(inbox: ObjectInbox): Promise<Pick<GatheredData, 'judging' | 'candidateIdPrefix'>> {
  const judging: JudgingRow[] = [];
  for await (const object of inbox.list(JUDGING_PREFIX)) {
    if (!/\.jsonl(\.gz)?$/.test(object.key)) continue;
    for await (const record of readRecords(await inbox.open(object), object.key, 'judging')) {
      if (record.ok) judging.push(record.value);
    }
  }
  const meta = await inbox.find(JUDGING_META_KEY);
  return { judging, candidateIdPrefix: meta ? candidateIdPrefix(await candidatesOf(inbox, meta)) : '' };
}

async function candidatesOf(inbox: ObjectInbox, meta: InboxObject): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await inbox.open(meta)) chunks.push(chunk);
  try {
    return judgingMetaSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).candidates;
  } catch {
    // A description that cannot be read ranks all products, as none does.
    return undefined;
  }
}
