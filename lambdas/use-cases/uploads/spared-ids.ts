import type { RejectedLine } from './rejects-report.ts';

/** Enough for any upload that is worth taking; the ids are held in memory. */
const MAX_IDS = 200_000;
/** The words of a broken line: quoted texts, and what stands between the marks of JSON and CSV. */
const WORDS = /"([^"]+)"|[^\s"',;|\t{}[\]:]+/g;

/** The products that are known so far. Plain JSON. */
export interface SparedState {
  readonly ids: readonly string[];
  readonly unreadable: number;
}

/**
 * The products of rejected lines: they are in the file, so they do not leave the catalog. If the id of a line cannot be
 * read, each word of the line counts as one.
 */
export class SparedIds {
  #ids = new Set<string>();
  #unreadable = 0;

  /** What an earlier attempt has collected. */
  get state(): SparedState {
    return { ids: [...this.#ids], unreadable: this.#unreadable };
  }

  /** Continues with what an earlier attempt has collected. */
  restore({ ids, unreadable }: SparedState): void {
    this.#ids = new Set(ids);
    this.#unreadable = unreadable;
  }

  add({ id, text }: Pick<RejectedLine, 'id' | 'text'>): void {
    if (id === undefined || this.#ids.size >= MAX_IDS) this.#unreadable += 1;
    if (this.#ids.size >= MAX_IDS) return;
    if (id !== undefined) this.#ids.add(id);
    else for (const [word, quoted = word] of text.matchAll(WORDS)) this.#ids.add(quoted);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Rejected lines whose product is not known for sure. */
  get unreadable(): number {
    return this.#unreadable;
  }
}
