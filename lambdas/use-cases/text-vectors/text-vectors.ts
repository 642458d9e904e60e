import type { Product } from '../../core/catalog/product.ts';
import { writeProductText } from '../../core/features/product-text.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { CachedTextVector, TextVectorStore } from '../../ports/text-vectors/text-vector-store.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import {
  isTextVectorName,
  type MissingReason,
  TEXT_VECTOR_CHARACTERS,
  vectorNameOf,
} from '../../shared/text-models.ts';
import { DayBudget } from './day-budget.ts';
import { canBeKept, type FilledProduct, keepStoredVector, type ReadStored } from './filled-product.ts';
import { PatientEmbedder, type PatientEmbedderOptions } from './patient-embedder.ts';
import { roundVector } from './round-vector.ts';

export interface TextVectorsOptions extends Omit<PatientEmbedderOptions, 'clock'> {
  readonly store: TextVectorStore;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Texts that are embedded in a day (UTC) at most, by all functions together. Vectors that are stored are free. */
  readonly textsPerDay: number;
}

/** So long a vector is stored after it was written. One that is used in the second half of the time is written again. */
const KEPT_DAYS = 90;
const MILLISECONDS_PER_DAY = 24 * 60 * 60 * 1000;
/** A record longer than this gets no vector: with it, it might be too large for the store. */
const MAX_RECORD_CHARACTERS = 100_000;

/** A text to embed, and the hash under which its vector is stored. */
interface Entry {
  readonly hash: string;
  readonly text: string;
}

/**
 * Gives products vectors of their texts. A vector of the same text is taken from the store. No failure of the model or of the
 * store is thrown: then products stay without a vector, which is counted.
 */
export class TextVectors {
  readonly #options: TextVectorsOptions;
  readonly #name: string;
  readonly #embedder: PatientEmbedder;
  readonly #budget: DayBudget;
  #waiting: { readonly product: Product; readonly settle: (filled: FilledProduct) => void }[] = [];

  constructor(options: TextVectorsOptions) {
    this.#options = options;
    this.#name = vectorNameOf(options.embedder.model);
    this.#embedder = new PatientEmbedder(options);
    this.#budget = new DayBudget(options);
  }

  /**
   * Fills one product, together with all others that are filled at the same time.
   * @param stored The product that is stored now: its vector stays while its text does, if there is no new one.
   */
  async fillOne(product: Product, stored?: Product): Promise<FilledProduct> {
    const filled = await new Promise<FilledProduct>((settle) => {
      this.#waiting.push({ product, settle });
      if (this.#waiting.length === 1) setImmediate(() => void this.#fillWaiting());
    });
    return keepStoredVector(filled, stored, this.#name);
  }

  async #fillWaiting(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const filled = await this.fill(waiting.map(({ product }) => product));
    waiting.forEach(({ settle }, i) => void settle(filled[i]!));
  }

  /**
   * Gives each product without a vector of its own one of its text, under the name of the model. A vector of that name is never
   * taken over from a given product: the text may have changed since. If there is no vector now, that of the stored product is
   * kept while its text is the same.
   * @param readStored Called with the ids of products that got none (default: there are no stored ones).
   */
  async fill(
    products: readonly Product[],
    readStored: ReadStored = async () => new Map(),
  ): Promise<readonly FilledProduct[]> {
    const drafts = products.map((product) => this.#draft(product));
    const entries = new Map(drafts.flatMap(({ entry }) => (entry ? [[entry.hash, entry] as const] : [])));
    const vectors = await this.#vectorsOf([...entries.values()], drafts.filter(({ isCut }) => isCut).length);
    const filled = drafts.map(({ product, entry, missing }): FilledProduct => {
      if (missing !== undefined) return { product, missing };
      if (entry === undefined) return { product };
      const found = vectors.get(entry.hash)!;
      if (typeof found === 'string') return { product, missing: found };
      return { product: { ...product, vectors: { [this.#name]: Array.from(found, toDecimal) } } };
    });
    return this.#keepStored(filled, readStored);
  }

  async #keepStored(filled: readonly FilledProduct[], readStored: ReadStored): Promise<readonly FilledProduct[]> {
    const ids = filled.filter(canBeKept).map(({ product }) => product.id);
    if (ids.length === 0) return filled;
    try {
      const stored = await readStored([...new Set(ids)]);
      return filled.map((one) => keepStoredVector(one, stored.get(one.product.id), this.#name));
    } catch (cause) {
      this.#options.onWarning(cause);
      return filled;
    }
  }

  #draft(given: Product): FilledProduct & { readonly entry?: Entry; readonly isCut?: boolean } {
    const product = withoutTextVectors(given);
    if (product.vectors !== undefined) return { product };
    const { text, isCut } = writeProductText(product, TEXT_VECTOR_CHARACTERS);
    if (text === '') return { product };
    if (JSON.stringify(product).length > MAX_RECORD_CHARACTERS) return { product, missing: 'too-large' };
    return { product, isCut, entry: { hash: sha256Hex(`${this.#name}\n${text}`), text } };
  }

  /** For each entry its vector, or why it has none. */
  async #vectorsOf(entries: readonly Entry[], cutTexts: number): Promise<Map<string, Float32Array | MissingReason>> {
    const result = new Map<string, Float32Array | MissingReason>();
    if (entries.length === 0) return result;
    const stored = await this.#readStored(entries);
    for (const [hash, { vector }] of stored) result.set(hash, vector);
    const unknown = entries.filter(({ hash }) => !stored.has(hash));
    const grant = await this.#budget.take(unknown.length);
    const asked = unknown.slice(0, grant?.texts ?? 0);
    const reason: MissingReason = grant === undefined ? 'not-embedded' : 'over-budget';
    for (const { hash } of unknown.slice(asked.length)) result.set(hash, reason);
    const answers = await this.#embedder.embed(asked.map(({ text }) => text));
    const found = asked.flatMap(({ hash }, i) => (answers[i] ? [{ hash, vector: roundVector(answers[i]) }] : []));
    for (const { hash } of asked) result.set(hash, 'not-embedded');
    for (const { hash, vector } of found) result.set(hash, vector);
    if (grant) await this.#budget.giveBack(grant.day, asked.length - found.length);
    await this.#write([...found, ...this.#dueForRenewal(stored)]);
    const count = (wanted: MissingReason) => [...result.values()].filter((one) => one === wanted).length;
    this.#options.metrics.record('textVectors', {
      embeddedTexts: found.length,
      storedTexts: stored.size,
      cutTexts,
      textsOverBudget: count('over-budget'),
      textsNotEmbedded: count('not-embedded'),
    });
    return result;
  }

  async #readStored(entries: readonly Entry[]): Promise<ReadonlyMap<string, CachedTextVector>> {
    try {
      return await this.#options.store.getMany(entries.map(({ hash }) => hash));
    } catch (cause) {
      this.#options.onWarning(cause);
      return new Map();
    }
  }

  /** Stored vectors of which half of the time is over: what is used stays. */
  #dueForRenewal(stored: ReadonlyMap<string, CachedTextVector>) {
    const halfTime = this.#options.clock.now().getTime() + (KEPT_DAYS / 2) * MILLISECONDS_PER_DAY;
    return [...stored].flatMap(([hash, { vector, expiresAt }]) =>
      Date.parse(expiresAt) < halfTime ? [{ hash, vector }] : [],
    );
  }

  async #write(entries: readonly { readonly hash: string; readonly vector: Float32Array }[]): Promise<void> {
    if (entries.length === 0) return;
    const end = this.#options.clock.now().getTime() + KEPT_DAYS * MILLISECONDS_PER_DAY;
    const expiresAt = new Date(end).toISOString();
    try {
      await this.#options.store.putMany(entries.map((entry) => ({ ...entry, expiresAt })));
    } catch (cause) {
      this.#options.onWarning(cause);
    }
  }
}

/** The product without vectors that have the name of a known model. */
function withoutTextVectors(product: Product): Product {
  const { vectors, ...rest } = product;
  if (vectors === undefined) return product;
  const own = Object.entries(vectors).filter(([name]) => !isTextVectorName(name));
  return own.length === 0 ? rest : { ...rest, vectors: Object.fromEntries(own) };
}

/** A stored number as JSON writes it shortest: 0.0512 and not 0.05119999870657921. */
function toDecimal(value: number): number {
  return Number(value.toPrecision(5)) || 0;
}
