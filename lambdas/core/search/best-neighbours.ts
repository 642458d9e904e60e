import { toScore } from '../numerics/score.ts';

/** A product that is near the query. */
export interface Neighbour {
  readonly id: string;
  /** Cosine, rounded to six decimals, in [-1, 1]. */
  readonly score: number;
  /** From 1. */
  readonly rank: number;
  /** (D), of length 1, if the search was asked for it and the engine has it in memory. */
  readonly vector?: Float32Array;
}

/** A scored row. */
export interface Candidate {
  readonly id: string;
  readonly score: number;
  /** The part of the index, and the row in it. */
  readonly part: number;
  readonly row: number;
}

/** The k best candidates so far, best first. Of equal scores, the smaller id by code units comes first. */
export class BestNeighbours {
  readonly list: Candidate[] = [];
  readonly #k: number;
  readonly #minScore: number;

  /** @param minScore Lower bound of the score, inclusive. */
  constructor(k: number, minScore: number) {
    this.#k = k;
    this.#minScore = minScore;
  }

  /** The lower bound, inclusive, that a score must reach to be among the best. */
  get bar(): number {
    return this.list.length < this.#k ? this.#minScore : Math.max(this.#minScore, this.list.at(-1)!.score);
  }

  /** Inserts a candidate if it is among the best. A cosine of NaN, from a vector with a NaN, is ignored. */
  consider(cosine: number, part: number, row: number, idOf: (row: number) => string): void {
    const score = toScore(cosine);
    if (!(score >= this.bar)) return;
    const one = { id: idOf(row), score, part, row };
    let at = this.list.length;
    while (at > 0 && isBetter(one, this.list[at - 1]!)) at -= 1;
    this.list.splice(at, 0, one);
    if (this.list.length > this.#k) this.list.pop();
  }
}

/** Whether a ranks before b. */
export function isBetter(a: { id: string; score: number }, b: { id: string; score: number }): boolean {
  return a.score > b.score || (a.score === b.score && a.id < b.id);
}
