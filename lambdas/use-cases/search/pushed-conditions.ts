import { filterFieldNames } from '../../core/catalog/product.ts';
import { type Filter, foldText, type InWords, parseNumber } from '../../core/search/filter.ts';
import type { Clock } from '../../ports/clock.ts';
import type { VectorIndex } from '../../ports/vector-index.ts';

/** How long it is remembered whether a field holds lists. */
const LISTS_RECHECK_SECONDS = 60;

/** The fields with a name of their own hold no lists, apart from categories, which an index does not filter by. */
const namedFields = new Set<string>(filterFieldNames);

/** A filter for a vector index, divided into what the index applies and the rest. */
interface DividedFilter {
  /** Field -> the text that it must equal. */
  readonly equals: Readonly<Record<string, string>>;
  /** What must be tested on the results; undefined for nothing. */
  readonly rest: Filter | undefined;
}

/**
 * Decides which conditions a vector index applies itself: equality with one word, the first condition on each field. A
 * field in which a product has a list is left to the test of the results, because the index only compares whole values.
 */
export class PushedConditions {
  readonly #index: VectorIndex;
  readonly #clock: Clock;
  /** Version and field -> whether a product has a list in the field, and until when this holds. */
  readonly #lists = new Map<string, { readonly has: boolean; readonly untilMs: number }>();

  constructor(index: VectorIndex, clock: Clock) {
    this.#index = index;
    this.#clock = clock;
  }

  /** @param query A vector of the index. @throws StoreError as the index */
  async divide(modelVersion: string, query: Float32Array, filter: Filter | undefined): Promise<DividedFilter> {
    const conditions = filter?.op === 'and' ? filter.of : filter === undefined ? [] : [filter];
    const firsts = new Map<string, InWords>();
    for (const one of conditions) {
      if (isOneWord(one, this.#index.filterFields) && !firsts.has(one.field)) firsts.set(one.field, one);
    }
    const mayHoldLists = [...firsts.keys()].filter((field) => !namedFields.has(field));
    for (const field of await this.#fieldsWithLists(modelVersion, query, mayHoldLists)) firsts.delete(field);
    const pushed = new Set<Filter>(firsts.values());
    const of = conditions.filter((one) => !pushed.has(one));
    return {
      equals: Object.fromEntries([...firsts].map(([field, { words }]) => [field, foldText(words[0]!)])),
      rest: of.length === 0 ? undefined : { op: 'and', of },
    };
  }

  async #fieldsWithLists(modelVersion: string, query: Float32Array, fields: readonly string[]): Promise<string[]> {
    const nowMs = this.#clock.now().getTime();
    const has = await Promise.all(
      fields.map(async (field) => {
        const key = JSON.stringify([modelVersion, field]);
        const known = this.#lists.get(key);
        if (known && nowMs < known.untilMs) return known.has;
        const found = await this.#index.hasLists(modelVersion, query, field);
        this.#lists.set(key, { has: found, untilMs: nowMs + LISTS_RECHECK_SECONDS * 1000 });
        return found;
      }),
    );
    return fields.filter((_, i) => has[i]);
  }
}

function isOneWord(filter: Filter, fields: readonly string[]): filter is InWords {
  if (filter.op !== 'in' || filter.words.length !== 1 || filter.ignoreCase) return false;
  // A word that is a number may be meant for a number, which the index does not hold.
  return fields.includes(filter.field) && parseNumber(filter.words[0]!) === undefined;
}
