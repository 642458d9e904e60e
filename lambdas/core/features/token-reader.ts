import { portableLog } from '../numerics/portable-math.ts';
import { type FieldValues, formatToken, splitGrams, type TokenField } from './product-tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

/** When more tokens are remembered, some 40 MB, all are forgotten. */
const MAX_TOKENS = 2 ** 18;

/** Tokens of one field in the bag: where they begin and end, and the sum of the squares of their weights. */
interface FieldRun {
  readonly from: number;
  readonly to: number;
  readonly squares: number;
  readonly fieldWeight: number;
}

/**
 * Turns the fields of products into bags of weighted token rows. Words come again and again, so it remembers the rows of
 * words, and of all the runs of characters of a word at once, and makes no text for a token that it has met before.
 */
export class TokenReader {
  readonly #vocabulary: Vocabulary;
  readonly #unknownWeight: number;
  /** Field -> value -> number of the token. */
  readonly #known = new Map<TokenField, Map<string, number>>();
  /** Word -> numbers of its runs of characters, in their order. */
  readonly #grams = new Map<string, Int32Array>();
  /** By number: the row, or -1 for none; what the token weighs once; the product it was met in last, and how often there. */
  #rows: number[] = [];
  #weights: number[] = [];
  #metIn: number[] = [];
  #counts: number[] = [];
  /** Numbers of the distinct tokens of a field, in the order of their first occurrence. */
  readonly #distinct: number[] = [];
  #products = 0;

  constructor(vocabulary: Vocabulary, unknownWeight: number) {
    this.#vocabulary = vocabulary;
    this.#unknownWeight = unknownWeight;
  }

  /**
   * Adds the bag of a product. A token weighs (1 + log count) x IDF. The tokens of each field together are brought to the square
   * root of the field's weight, so that the weight is the field's share of the cosine however long its text, and the whole bag
   * to length 1.
   */
  read(fields: readonly FieldValues[], tokens: number[], weights: number[]): void {
    this.#products += 1;
    if (this.#rows.length > MAX_TOKENS) this.#forget();
    const runs: FieldRun[] = [];
    let total = 0;
    for (const one of fields) {
      const run = this.#readField(one, tokens, weights);
      // A field of nothing but tokens without weight says nothing, and cannot be brought to any length.
      if (run.squares === 0) continue;
      runs.push(run);
      total += run.fieldWeight;
    }
    for (const { from, to, squares, fieldWeight } of runs) {
      const scale = Math.sqrt(fieldWeight / (squares * total));
      for (let t = from; t < to; t++) weights[t]! *= scale;
    }
  }

  #readField({ field, values, fieldWeight }: FieldValues, tokens: number[], weights: number[]): FieldRun {
    this.#count(field, values);
    const from = weights.length;
    let squares = 0;
    for (const number of this.#distinct) {
      const row = this.#rows[number]!;
      if (row < 0) continue;
      const count = this.#counts[number]!;
      const weight = count === 1 ? this.#weights[number]! : this.#weightOf(row, count);
      tokens.push(row);
      weights.push(weight);
      squares += weight * weight;
    }
    return { from, to: weights.length, squares, fieldWeight };
  }

  /** Counts the tokens of a field of this product. */
  #count(field: TokenField, values: readonly string[]): void {
    this.#distinct.length = 0;
    const known = this.#knownOf(field);
    for (const value of values) {
      if (field !== 'gram') this.#meet(known.get(value) ?? this.#addNumber(field, value, known));
      else for (const number of this.#gramsOf(value)) this.#meet(number);
    }
  }

  #meet(number: number): void {
    if (this.#metIn[number] === this.#products) {
      this.#counts[number]! += 1;
      return;
    }
    this.#metIn[number] = this.#products;
    this.#counts[number] = 1;
    this.#distinct.push(number);
  }

  #gramsOf(word: string): Int32Array {
    const known = this.#grams.get(word);
    if (known) return known;
    const numbers = this.#knownOf('gram');
    const ofGrams = Int32Array.from(
      splitGrams(word),
      (gram) => numbers.get(gram) ?? this.#addNumber('gram', gram, numbers),
    );
    this.#grams.set(word, ofGrams);
    return ofGrams;
  }

  /** The numbers of a field's values that were met. */
  #knownOf(field: TokenField): Map<string, number> {
    const numbers = this.#known.get(field);
    if (numbers) return numbers;
    const none = new Map<string, number>();
    this.#known.set(field, none);
    return none;
  }

  #addNumber(field: TokenField, value: string, numbers: Map<string, number>): number {
    const row = this.#vocabulary.rowOf(formatToken(field, value));
    const number = this.#rows.push(row) - 1;
    this.#weights.push(row < 0 ? 0 : this.#weightOf(row, 1));
    this.#metIn.push(0);
    this.#counts.push(0);
    numbers.set(value, number);
    return number;
  }

  /** (1 + log count) x IDF, less for a token without a row of its own. */
  #weightOf(row: number, count: number): number {
    const known = row < this.#vocabulary.tokens.length ? 1 : this.#unknownWeight;
    return known * (1 + portableLog(count)) * this.#vocabulary.idfOf(row);
  }

  #forget(): void {
    this.#known.clear();
    this.#grams.clear();
    this.#rows = [];
    this.#weights = [];
    this.#metIn = [];
    this.#counts = [];
  }
}
