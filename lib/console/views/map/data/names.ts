import { forEachLimited } from '../../../common/limited.ts';

/** A product as lists name it. */
export interface ProductName {
  readonly id: string;
  /** The title, or the id of a product that has none. */
  readonly title: string;
}

/** The id and the title of each product. */
type NamePart = readonly (readonly string[])[];

/** How many parts are asked for at once. */
const AT_ONCE = 4;

/** Names of products by their rows. Each part is asked for when the first of its names is wanted. */
export class ProductNames {
  readonly #namesPerPart: number;
  readonly #read: (part: number) => Promise<NamePart>;
  readonly #parts = new Map<number, NamePart | Promise<void>>();
  readonly #listeners = new Set<() => void>();
  #error: unknown;

  constructor(namesPerPart: number, read: (part: number) => Promise<NamePart>) {
    this.#namesPerPart = namesPerPart;
    this.#read = read;
  }

  /** Why names that are wanted did not come; undefined after a success. */
  get error(): unknown {
    return this.#error;
  }

  /** The name of a row, if it has arrived. */
  get(row: number): ProductName | undefined {
    const part = this.#parts.get(Math.floor(row / this.#namesPerPart));
    if (part === undefined || part instanceof Promise) return undefined;
    const name = part[row % this.#namesPerPart];
    if (name === undefined) return undefined;
    const [id = '', title = ''] = name;
    return { id, title: title.trim() || id };
  }

  /** Asks for the names of these rows that have neither arrived nor been asked for. Done when all of these have arrived, or failed. */
  async load(rows: readonly number[]): Promise<void> {
    const wanted = [...new Set(rows.map((row) => Math.floor(row / this.#namesPerPart)))];
    await forEachLimited(wanted, AT_ONCE, async (part) => {
      const present = this.#parts.get(part) ?? this.#fetch(part);
      if (present instanceof Promise) await present;
    });
  }

  /** Calls a listener when names have arrived or failed. @returns a function that ends this */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #fetch(part: number): Promise<void> {
    const asked = this.#read(part).then(
      (names) => {
        this.#parts.set(part, names);
        this.#settle(undefined);
      },
      (error: unknown) => {
        // The next wish for these names asks again.
        this.#parts.delete(part);
        this.#settle(error);
      },
    );
    this.#parts.set(part, asked);
    return asked;
  }

  #settle(error: unknown): void {
    this.#error = error;
    for (const listener of this.#listeners) listener();
  }
}
