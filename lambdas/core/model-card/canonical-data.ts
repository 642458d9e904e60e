import type { Fact, TrainingSet } from '../training/data/training-set.ts';

/**
 * Writes a training set as lines of JSON whose bytes depend only on what training reads. Products come first, with
 * sorted keys: the catalog by id, then products that only rows contain. Pairs and groups follow in the order of the
 * rows.
 */
export function* writeCanonicalLines({
  products,
  catalogSize,
  pairs,
  groups,
}: TrainingSet): Generator<string, void, void> {
  yield `${JSON.stringify({ catalogSize, products: products.length, pairs: pairs.length, groups: groups.length })}\n`;
  for (const product of products) yield `${canonicalJson(product)}\n`;
  for (const { anchor, positive, negative, ...fact } of pairs)
    yield `${JSON.stringify([anchor, positive, negative, ...listFields(fact)])}\n`;
  for (const { kind, items, ...fact } of groups) yield `${JSON.stringify([kind, ...items, ...listFields(fact)])}\n`;
}

/** What is known of a fact beside its products, if there is anything: weight and time. */
function listFields({ newWeight: _, ...fact }: Fact): object[] {
  const fields = Object.entries(fact).sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.length > 0 ? [Object.fromEntries(fields)] : [];
}

/** JSON with the keys of every object sorted by their code units. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => {
    if (one === null || typeof one !== 'object' || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
