import type { ProductGroup } from './training-set.ts';

/** Looks up whether two products are together in a group, at any distance. */
export class TogetherIndex {
  /** By product: the groups that hold it, ascending. */
  readonly #groupsOf = new Map<number, number[]>();

  constructor(groups: readonly Pick<ProductGroup, 'items'>[]) {
    groups.forEach(({ items }, group) => {
      for (const item of items) {
        const of = this.#groupsOf.get(item);
        if (of === undefined) this.#groupsOf.set(item, [group]);
        else if (of.at(-1) !== group) of.push(group);
      }
    });
  }

  has(a: number, b: number): boolean {
    const [ofA = [], ofB = []] = [this.#groupsOf.get(a), this.#groupsOf.get(b)];
    const [few, many] = ofA.length < ofB.length ? [ofA, ofB] : [ofB, ofA];
    return few.some((group) => isInSorted(many, group));
  }
}

function isInSorted(sorted: readonly number[], value: number): boolean {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}
