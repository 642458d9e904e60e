import type { Product } from '../../catalog/product.ts';
import { listAliases, NameIndex } from '../../catalog/product-aliases.ts';
import type { GroupRow, ProductReference, TrainingRow, TripletRow } from '../../catalog/training-row.ts';
import { discountBots } from './bot-groups.ts';
import { selectBoughtItems } from './bought-items.ts';
import type { EvidenceCounts } from './evidence-counts.ts';
import { FactCounter, type Occurrence, parseTime } from './fact-counter.ts';

import { findFrequent } from './frequent-facts.ts';
import { buildPairRows, firstTime, type PairProducts, weighOccurrences } from './pair-facts.ts';
import { SessionJoiner } from './session-joiner.ts';
import { TogetherIndex } from './together-index.ts';
import { isOfBot, NO_NEGATIVE, type ProductGroup, type TrainingSet } from './training-set.ts';

/**
 * The outcome of adding a row. `added-as-pair`: a triplet whose negative is not in the catalog, or is its anchor or
 * positive. `unknown-product`: it names a product that is not in the catalog. `too-small`: it holds no pair. `joined`: it
 * is a part of a session, which is complete when the set is built.
 */
export type AddOutcome = 'added' | 'added-as-pair' | 'unknown-product' | 'too-small' | 'joined';

/** No row added yet. */
export const NO_OUTCOMES: Readonly<Record<AddOutcome, number>> = {
  added: 0,
  'added-as-pair': 0,
  'unknown-product': 0,
  'too-small': 0,
  joined: 0,
};

/** The products of a pair; undefined for those that are not in the catalog. */
interface FoundProducts extends Pick<PairProducts, 'negative' | 'isMade'> {
  readonly anchor: number | undefined;
  readonly positive: number | undefined;
}

/** Collects training rows over a catalog as facts. The order of the catalog does not matter; the order of the rows does. */
export class TrainingSetBuilder {
  readonly #products: Product[];
  readonly #catalogSize: number;
  readonly #rows: Map<string, number>;
  /** The rows of the catalog by their aliases; built when a row first names an unknown id. */
  #aliases: NameIndex<number> | undefined;
  /** The products that search texts became. */
  readonly #queries = new Map<string, number>();
  readonly #pairs = new FactCounter<PairProducts>();
  readonly #groups = new FactCounter<Pick<ProductGroup, 'items' | 'kind'>>();
  readonly #sessions = new SessionJoiner();
  readonly #counts = {
    rows: 0,
    repeatedRows: 0,
    sameEvents: 0,
    unknownProducts: 0,
    returnedProducts: 0,
    unusedQuantities: 0,
    withoutNegative: 0,
    sessionRows: 0,
    joinedSessions: 0,
    shortSessions: 0,
  };

  constructor(catalog: readonly Product[]) {
    this.#products = [...catalog].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#catalogSize = this.#products.length;
    this.#rows = new Map(this.#products.map((product, row) => [product.id, row]));
  }

  /** @param isSeen Whether the starting model was trained on the row (default false). */
  add(row: TrainingRow, isSeen = false): AddOutcome {
    const occurrence = { at: parseTime(row.at), isSeen };
    if ('items' in row)
      return row.sessionId === undefined ? this.#addGroup(row, occurrence) : this.#join(row, occurrence);
    if ('query' in row) {
      const products = { anchor: this.#findQuery(row.query), positive: this.#findId(row.positive) };
      return this.#addPair({ ...products, negative: NO_NEGATIVE, isMade: false }, occurrence);
    }
    return this.#addTriplet(row, occurrence);
  }

  build(): TrainingSet & { readonly counts: EvidenceCounts } {
    this.#addSessions();
    const [pairFacts, groupFacts] = [this.#pairs.facts(), this.#groups.facts()];
    const isFrequent = findFrequent([...pairFacts, ...groupFacts]);
    const all = groupFacts.map((fact): ProductGroup => {
      const frequent = isFrequent(fact) ? { neverHeldOut: 'frequent' as const } : {};
      return { ...fact.row, ...weighOccurrences([fact]), ...firstTime([fact]), ...frequent };
    });
    const { groups, count, limit } = discountBots(all, this.#catalogSize);
    const ofShoppers = new TogetherIndex(groups.filter((group) => !isOfBot(group)));
    const pairs = buildPairRows(pairFacts, ofShoppers, isFrequent);
    const derivedRows = pairs.filter(({ neverHeldOut, weight }) => neverHeldOut === 'derived' || weight === 0).length;
    const counts: EvidenceCounts = { ...this.#counts, derivedRows, botGroups: count, botLimit: limit };
    return { products: this.#products, catalogSize: this.#catalogSize, pairs, groups, counts };
  }

  #join(row: GroupRow, occurrence: Occurrence): AddOutcome {
    this.#counts.sessionRows += 1;
    if (this.#sessions.add(row, occurrence) === 'same-event') this.#counts.sameEvents += 1;
    return 'joined';
  }

  #addSessions(): void {
    for (const { row, occurrence } of this.#sessions.take()) {
      const isUsed = this.#addGroup(row, occurrence) === 'added';
      this.#counts[isUsed ? 'joinedSessions' : 'shortSessions'] += 1;
    }
  }

  #addTriplet(row: TripletRow, occurrence: Occurrence): AddOutcome {
    const given = row.negative === undefined ? NO_NEGATIVE : this.#findRow(row.negative);
    const products = { anchor: this.#findRow(row.anchor), positive: this.#findRow(row.positive) };
    const isNegative = given !== undefined && given !== products.anchor && given !== products.positive;
    const isMade = row.audit !== undefined && row.audit !== null;
    const outcome = this.#addPair({ ...products, negative: isNegative ? given : NO_NEGATIVE, isMade }, occurrence);
    if (isNegative || outcome !== 'added') return outcome;
    this.#counts.withoutNegative += 1;
    return 'added-as-pair';
  }

  #addPair({ anchor, positive, negative, isMade }: FoundProducts, occurrence: Occurrence): AddOutcome {
    if (anchor === undefined || positive === undefined) return 'unknown-product';
    if (anchor === positive) return 'too-small';
    const row = { anchor, positive, negative, isMade };
    this.#count(this.#pairs.add(`${anchor},${positive},${negative},${isMade}`, row, occurrence));
    return 'added';
  }

  /** Drops products that are not in the catalog, and those that came back. At least two distinct products must remain. */
  #addGroup(row: GroupRow, occurrence: Occurrence): AddOutcome {
    const bought = selectBoughtItems(row);
    this.#counts.returnedProducts += bought.returned;
    const known = bought.ids.map((id) => this.#findId(id)).filter((item) => item !== undefined);
    const isShort = known.length < bought.ids.length;
    const distinct = [...new Set(known)];
    if (distinct.length < 2) return isShort ? 'unknown-product' : 'too-small';
    this.#counts.unknownProducts += bought.ids.length - known.length;
    if (bought.isUnreadable) this.#counts.unusedQuantities += 1;
    const items = row.kind === 'basket' ? Int32Array.from(distinct).sort() : Int32Array.from(known);
    this.#count(this.#groups.add(`${row.kind} ${items.join()}`, { items, kind: row.kind }, occurrence));
    return 'added';
  }

  #count(found: ReturnType<FactCounter<unknown>['add']>): void {
    this.#counts.rows += 1;
    if (found === 'again') this.#counts.repeatedRows += 1;
    if (found === 'same-event') this.#counts.sameEvents += 1;
  }

  /** The row of a search text. Equal texts are one product. */
  #findQuery(title: string): number {
    const known = this.#queries.get(title);
    if (known !== undefined) return known;
    const row = this.#addProduct({ id: '', title });
    this.#queries.set(title, row);
    return row;
  }

  /** The row of the product with this id, or with this alias if no product has the id. */
  #findId(id: string): number | undefined {
    const row = this.#rows.get(id);
    if (row !== undefined) return row;
    this.#aliases ??= this.#indexAliases();
    return this.#aliases.find(id);
  }

  #indexAliases(): NameIndex<number> {
    const index = new NameIndex<number>();
    for (const [row, product] of this.#products.slice(0, this.#catalogSize).entries())
      for (const alias of listAliases(product)) index.add(alias, row);
    return index;
  }

  /** The row of a product; a product or feature vector given by value is added. */
  #findRow(reference: ProductReference): number | undefined {
    if (typeof reference === 'string') return this.#findId(reference);
    if (isFeatures(reference)) return this.#addProduct({ id: '', features: reference });
    const known = this.#rows.get(reference.id);
    if (known !== undefined) return known;
    const row = this.#addProduct(reference);
    this.#rows.set(reference.id, row);
    return row;
  }

  /** Adds a product that is not in the catalog. @returns its row */
  #addProduct(product: Product): number {
    return this.#products.push(product) - 1;
  }
}

function isFeatures(reference: Product | readonly number[]): reference is readonly number[] {
  return Array.isArray(reference);
}
