import type { Product } from '../../lambdas/core/catalog/product.ts';
import { listAliases, NameIndex } from '../../lambdas/core/catalog/product-aliases.ts';
import { foldText } from '../../lambdas/core/features/folded-text.ts';
import { readShownText } from '../../lambdas/core/features/shown-text.ts';
import type { Reference, ReferenceKind } from '../../lambdas/formats/shops/common/shop-order.ts';
import { GROUP_FIELD } from '../../lambdas/formats/shops/merge-variants.ts';

/** What became of a product that was added. */
type Added =
  | 'new'
  /** A later product has the same id: it takes the place of the earlier one. */
  | 'replaced'
  /** A feed describes a product that is known under other names: it fills what that lacks. */
  | 'joined';

/** A product that an order line names, and by which of its names. */
interface Found {
  readonly id: string;
  readonly by: ReferenceKind;
}

/** Between the title of a product and the options of its variant, in the names of order lines. */
const BEFORE_OPTIONS = ' - ';

/** The products of an import, found by every name that they have. */
export class ImportedCatalog {
  readonly #products = new Map<string, Product>();
  /** The ids of products by their names. */
  readonly #byAlias = new NameIndex<string>();
  readonly #byFoldedAlias = new NameIndex<string>();
  readonly #byTitle = new NameIndex<string>();

  get products(): IterableIterator<Product> {
    return this.#products.values();
  }

  get size(): number {
    return this.#products.size;
  }

  /** Adds a product of a shop system. */
  add(product: Product): Added {
    const isKnown = this.#products.has(product.id);
    this.#products.set(product.id, product);
    this.#index(product);
    return isKnown ? 'replaced' : 'new';
  }

  /** Adds a product of a feed, which may be one that is known: by an id, an alias or the title that only that has. */
  addFromFeed(product: Product): Added {
    const known = this.#findKnown(product);
    if (known === undefined || known.id === product.id) return this.add(product);
    const joined = fillProduct(known, product);
    this.#products.set(joined.id, joined);
    this.#index(joined);
    return 'joined';
  }

  /**
   * The product that a line names. Names are tried in their order, then without case, then titles with options. If each
   * variant is a product, the id of the whole product names any of them, and another name of the line the right one.
   */
  find(references: readonly Reference[]): Found | undefined {
    const found = this.#findAll(references);
    const [first] = found;
    if (first?.by !== 'product-id') return first;
    const group = this.#groupOf(first);
    const isSurer = (one: Found) => one.by !== 'title' && one.by !== 'product-id' && this.#groupOf(one) === group;
    return (group === undefined ? undefined : found.find(isSurer)) ?? first;
  }

  #findAll(references: readonly Reference[]): Found[] {
    return references.flatMap(({ kind, value }) => {
      const id = this.#findByName(kind, value);
      return id === undefined ? [] : [{ id, by: kind }];
    });
  }

  #groupOf({ id }: Found) {
    return this.#products.get(id)?.payload?.[GROUP_FIELD];
  }

  #findByName(kind: ReferenceKind, value: string): string | undefined {
    if (kind === 'title') return this.#findByTitle(value);
    const own = this.#products.has(value) ? value : undefined;
    const alias = this.#byAlias.find(value);
    // A number may be the id of one product and the SKU of another.
    return (kind === 'product-id' ? (own ?? alias) : (alias ?? own)) ?? this.#byFoldedAlias.find(foldAlias(value));
  }

  #findByTitle(name: string): string | undefined {
    // A variant may have the name by which orders mean it among its aliases.
    const alias = this.#byAlias.find(name) ?? this.#byFoldedAlias.find(foldAlias(name));
    if (alias !== undefined) return alias;
    for (let end = name.length; end > 0; end = name.lastIndexOf(BEFORE_OPTIONS, end - 1)) {
      const id = this.#byTitle.find(foldTitle(name.slice(0, end)));
      if (id !== undefined) return id;
    }
    return undefined;
  }

  #findKnown(product: Product): Product | undefined {
    const names = [product.id, ...listAliases(product)];
    const ids = new Set(names.map((name) => (this.#products.has(name) ? name : this.#byAlias.find(name))));
    ids.delete(undefined);
    if (ids.size === 0 && product.title !== undefined) ids.add(this.#byTitle.find(foldTitle(product.title)));
    const [id] = ids;
    return ids.size === 1 && id !== undefined ? this.#products.get(id) : undefined;
  }

  #index(product: Product): void {
    const aliases = listAliases(product);
    for (const alias of aliases) this.#byAlias.add(alias, product.id);
    for (const name of [product.id, ...aliases]) this.#byFoldedAlias.add(foldAlias(name), product.id);
    if (product.title !== undefined) this.#byTitle.add(foldTitle(product.title), product.id);
  }
}

function foldAlias(alias: string): string {
  return alias.trim().toLowerCase();
}

function foldTitle(title: string): string {
  return foldText(readShownText(title)).replace(/\s+/g, ' ').trim();
}

/** The product with what only the other has. The names of the other are its aliases. */
function fillProduct(product: Product, other: Product): Product {
  const aliases = [...new Set([...(product.aliases ?? []), other.id, ...(other.aliases ?? [])])];
  const attributes = { ...other.attributes, ...product.attributes };
  const payload = { ...other.payload, ...product.payload };
  return {
    ...other,
    ...product,
    aliases: aliases.filter((alias) => alias !== product.id),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(Object.keys(payload).length > 0 && { payload }),
  };
}
