import { CounterRandom } from '../../numerics/random.ts';
import { BASE_BYTES, estimateProductBytes, estimateRowBytes, estimateRunBytes } from './run-memory.ts';
import { NO_NEGATIVE, type PairRow, type ProductGroup, type TrainingSet } from './training-set.ts';

/** Where a run has to fit in. */
export interface MemoryBudget {
  readonly maxBytes: number;
  /** D: numbers in an embedding. */
  readonly dim: number;
  readonly seed: number;
}

/** For products whether or not a row speaks of them: what nobody has bought yet is to be embedded as well. */
const SHARE_FOR_ANY = 0.25;

/** Rows that do not fit until there is no room: a single one may be as large as a basket of 10,000 products. */
const MAX_MISFITS = 10;

/**
 * The set, or a part of it whose run takes at most `maxBytes`: an encoder reads what a product says, so that one trained on a part
 * embeds all. Rows come whole, with the products that they speak of, and a quarter of the room is for products that are drawn
 * whatever the rows say; what is left when there are no more rows, too. Rows that the model which is gone on from has seen come last. What is drawn follows from the seed and what a row or an id says, not
 * from where it stands: next time, with more data, most of the part is the same.
 */
export function subsampleTrainingSet(set: TrainingSet, room: MemoryBudget): TrainingSet {
  if (estimateRunBytes(set, room.dim) <= room.maxBytes) return set;
  const part = new Part(set, room);
  const catalog = drawn(
    Array.from({ length: set.catalogSize }, (_, row) => row),
    (row) => set.products[row]!.id,
    room.seed,
  );
  const left = part.takeProducts(catalog, SHARE_FOR_ANY);
  const named = (row: Row) => JSON.stringify(mentionsOf(row).map((one) => set.products[one]!.id));
  const rows = drawn([...set.pairs, ...set.groups], named, room.seed);
  // What is to be learnt comes before what the model that is gone on from has learnt.
  const isRoomLeft = part.takeRows(rows.filter(({ seen }) => !seen));
  if (isRoomLeft) part.takeRows(rows.filter(({ seen }) => seen));
  part.takeProducts(left, 1);
  return part.build();
}

type Row = PairRow | ProductGroup;

/** In an order of chance. */
function drawn<Of>(all: readonly Of[], nameOf: (one: Of) => string, seed: number): Of[] {
  const draws = all.map((one) => ({ one, draw: new CounterRandom(seed, `part ${nameOf(one)}`).uniform() }));
  return draws.sort((a, b) => a.draw - b.draw).map(({ one }) => one);
}

function mentionsOf(row: Row): readonly number[] {
  if ('items' in row) return Array.from(row.items);
  const { anchor, positive, negative } = row;
  return negative === NO_NEGATIVE ? [anchor, positive] : [anchor, positive, negative];
}

/** What is taken so far, and what room there is. */
class Part {
  readonly #set: TrainingSet;
  readonly #room: MemoryBudget;
  readonly #products = new Set<number>();
  readonly #rows = new Set<Row>();
  #bytes = BASE_BYTES;

  constructor(set: TrainingSet, room: MemoryBudget) {
    this.#set = set;
    this.#room = room;
  }

  /** As many as fit into a share of the room. @returns the others */
  takeProducts(rows: readonly number[], share: number): readonly number[] {
    const maxBytes = BASE_BYTES + share * (this.#room.maxBytes - BASE_BYTES);
    const full = rows.findIndex((row) => !this.#take([row], 0, maxBytes));
    return full < 0 ? [] : rows.slice(full);
  }

  /** @returns whether there may be room for more of them */
  takeRows(rows: readonly Row[]): boolean {
    let misfits = 0;
    for (const row of rows) {
      const mentions = mentionsOf(row);
      if (this.#take(mentions, estimateRowBytes(mentions.length), this.#room.maxBytes)) this.#rows.add(row);
      else if (++misfits > MAX_MISFITS) return false;
    }
    return true;
  }

  /** In the order of the set. */
  build(): TrainingSet {
    const kept = [...this.#products].sort((a, b) => a - b);
    const places = new Map(kept.map((row, place) => [row, place]));
    const placeOf = (row: number) => (row === NO_NEGATIVE ? NO_NEGATIVE : places.get(row)!);
    const { products, catalogSize, pairs, groups } = this.#set;
    return {
      products: kept.map((row) => products[row]!),
      catalogSize: kept.filter((row) => row < catalogSize).length,
      pairs: pairs
        .filter((row) => this.#rows.has(row))
        .map(({ anchor, positive, negative, ...of }) => {
          return { anchor: placeOf(anchor), positive: placeOf(positive), negative: placeOf(negative), ...of };
        }),
      groups: groups
        .filter((row) => this.#rows.has(row))
        .map(({ items, ...of }) => ({ items: items.map(placeOf), ...of })),
    };
  }

  /** @returns false when they do not fit */
  #take(products: readonly number[], more: number, maxBytes: number): boolean {
    const added = [...new Set(products)].filter((row) => !this.#products.has(row));
    const bytes = added.reduce(
      (sum, row) => sum + estimateProductBytes(this.#set.products[row]!, this.#room.dim),
      more,
    );
    if (this.#bytes + bytes > maxBytes) return false;
    this.#bytes += bytes;
    for (const row of added) this.#products.add(row);
    return true;
  }
}
