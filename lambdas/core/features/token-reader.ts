import { portableLog } from '../numerics/portable-math.ts';
import { CURRENT_READING, type FeatureReading } from './feature-config.ts';
import { type FieldValues, formatToken, splitGrams, type TokenField } from './product-tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The cache is emptied when it holds more tokens than this, about 40 MB. */
const MAX_TOKENS = 2 ** 18;

/** The weight of each of two rows that together have the length of one. */
const HALF_LENGTH = Math.SQRT1_2;

/** The tokens of one field in the bag: from (inclusive) to to (exclusive), and the sum of their squared weights. */
interface FieldRun {
  readonly from: number;
  readonly to: number;
  readonly squares: number;
  readonly fieldWeight: number;
  /** Whether one of them has a row of its own. */
  readonly isKnown: boolean;
}

/**
 * Turns the token fields of products into bags of weighted token rows. Words repeat often, so it caches the row of
 * every word, and the rows of all character runs of a word. For a cached token no text is built.
 */
export class TokenReader {
  readonly #vocabulary: Vocabulary;
  readonly #unknownWeight: number;
  readonly #reading: FeatureReading;
  /** Field -> value -> number of the token in this cache. */
  readonly #known = new Map<TokenField, Map<string, number>>();
  /** Word -> numbers of its character runs, in order. */
  readonly #grams = new Map<string, Int32Array>();
  /**
   * By number of the token: its row or -1, its second row or -1, its weight at one occurrence, the last product with
   * it, and its count there.
   */
  #rows: number[] = [];
  #secondRows: number[] = [];
  #weights: number[] = [];
  #lastProducts: number[] = [];
  #counts: number[] = [];
  /** Numbers of the distinct tokens of the current field, in the order of first occurrence. */
  readonly #distinct: number[] = [];
  #products = 0;

  /** @param reading Default: that of new models. */
  constructor(vocabulary: Vocabulary, unknownWeight: number, reading: FeatureReading = CURRENT_READING) {
    this.#vocabulary = vocabulary;
    this.#reading = reading;
    this.#unknownWeight = unknownWeight;
  }

  /**
   * Appends the bag of a product to `tokens` and `weights`. A token has the weight (1 + log count) x IDF. The weights
   * of a field are scaled to a length of the square root of the field's weight, and the whole bag to length 1. The
   * field's weight is then its share of the cosine, for texts of every length.
   * @param isSearch Whether it is a search text: tokens of fields in which none has a row of its own have weight 0, if
   * another field has one. All they could add is noise, because hardly a product has them.
   */
  read(fields: readonly FieldValues[], tokens: number[], weights: number[], isSearch = false): void {
    this.#products += 1;
    if (this.#rows.length > MAX_TOKENS) this.#clear();
    const runs: FieldRun[] = [];
    for (const one of fields) {
      const run = this.#readField(one, tokens, weights);
      // A field whose tokens all have weight 0 cannot be scaled.
      if (run.squares > 0) runs.push(run);
    }
    const needsKnown = isSearch && runs.some(({ isKnown }) => isKnown);
    const weightOf = ({ isKnown, fieldWeight }: FieldRun) => (needsKnown && !isKnown ? 0 : fieldWeight);
    const total = runs.reduce((sum, run) => sum + weightOf(run), 0);
    for (const run of runs) {
      const scale = Math.sqrt(weightOf(run) / (run.squares * total));
      for (let t = run.from; t < run.to; t++) weights[t]! *= scale;
    }
  }

  /**
   * Appends the bag of one field alone to `tokens` and `weights`: of its tokens with a row of their own, in the weights
   * of `read`, scaled to length 1.
   */
  readAlone({ field, values }: Pick<FieldValues, 'field' | 'values'>, tokens: number[], weights: number[]): void {
    this.#products += 1;
    if (this.#rows.length > MAX_TOKENS) this.#clear();
    this.#countTokens(field, values);
    const from = weights.length;
    let squares = 0;
    for (const number of this.#distinct) {
      const row = this.#rows[number]!;
      if (row < 0 || row >= this.#vocabulary.tokens.length) continue;
      const count = this.#counts[number]!;
      const weight = count === 1 ? this.#weights[number]! : this.#weightOf(row, count);
      squares += weight * weight;
      tokens.push(row);
      weights.push(weight);
    }
    const scale = squares === 0 ? 1 : Math.sqrt(1 / squares);
    for (let t = from; t < weights.length; t++) weights[t]! *= scale;
  }

  #readField({ field, values, fieldWeight }: FieldValues, tokens: number[], weights: number[]): FieldRun {
    this.#countTokens(field, values);
    const from = weights.length;
    let squares = 0;
    let isKnown = false;
    for (const number of this.#distinct) {
      const row = this.#rows[number]!;
      if (row < 0) continue;
      isKnown ||= row < this.#vocabulary.tokens.length;
      const count = this.#counts[number]!;
      const weight = count === 1 ? this.#weights[number]! : this.#weightOf(row, count);
      squares += weight * weight;
      const second = this.#secondRows[number]!;
      if (second < 0) {
        tokens.push(row);
        weights.push(weight);
      } else {
        tokens.push(row, second);
        weights.push(weight * HALF_LENGTH, weight * HALF_LENGTH);
      }
    }
    return { from, to: weights.length, squares, fieldWeight, isKnown };
  }

  /** Counts the tokens of a field of this product. */
  #countTokens(field: TokenField, values: readonly string[]): void {
    this.#distinct.length = 0;
    const known = this.#numbersOf(field);
    for (const value of values) {
      if (field !== 'gram') this.#countToken(known.get(value) ?? this.#addNumber(field, value, known));
      else for (const number of this.#readGrams(value)) this.#countToken(number);
    }
  }

  #countToken(number: number): void {
    if (this.#lastProducts[number] === this.#products) {
      this.#counts[number]! += 1;
      return;
    }
    this.#lastProducts[number] = this.#products;
    this.#counts[number] = 1;
    this.#distinct.push(number);
  }

  #readGrams(word: string): Int32Array {
    const known = this.#grams.get(word);
    if (known) return known;
    const numbers = this.#numbersOf('gram');
    const ofGrams = Int32Array.from(
      splitGrams(word, this.#reading),
      (gram) => numbers.get(gram) ?? this.#addNumber('gram', gram, numbers),
    );
    this.#grams.set(word, ofGrams);
    return ofGrams;
  }

  /** The cached numbers of a field's values. */
  #numbersOf(field: TokenField): Map<string, number> {
    const numbers = this.#known.get(field);
    if (numbers) return numbers;
    const none = new Map<string, number>();
    this.#known.set(field, none);
    return none;
  }

  #addNumber(field: TokenField, value: string, numbers: Map<string, number>): number {
    const row = this.#vocabulary.rowOf(formatToken(field, value));
    const number = this.#rows.push(row) - 1;
    this.#secondRows.push(this.#vocabulary.secondRowOf(formatToken(field, value), this.#reading));
    this.#weights.push(row < 0 ? 0 : this.#weightOf(row, 1));
    this.#lastProducts.push(0);
    this.#counts.push(0);
    numbers.set(value, number);
    return number;
  }

  /** (1 + log count) x IDF, times the unknown weight for a token without its own row. */
  #weightOf(row: number, count: number): number {
    const known = row < this.#vocabulary.tokens.length ? 1 : this.#unknownWeight;
    return known * (1 + portableLog(count)) * this.#vocabulary.idfOf(row);
  }

  #clear(): void {
    this.#known.clear();
    this.#grams.clear();
    this.#rows = [];
    this.#secondRows = [];
    this.#weights = [];
    this.#lastProducts = [];
    this.#counts = [];
  }
}
