/** A product that is like the query. */
export interface Neighbour {
  readonly id: string;
  /** Cosine, in [-1, 1] but for rounding. */
  readonly score: number;
  /** From 1. */
  readonly rank: number;
}

/** A row that was scored. */
export interface Candidate {
  readonly id: string;
  readonly score: number;
  /** Its place: the part of what is searched, and the row there. */
  readonly part: number;
  readonly row: number;
}

/** The k best candidates so far, best first; ties go to the smaller id by code units. */
export class BestNeighbours {
  readonly list: Candidate[] = [];
  readonly #k: number;
  readonly #minScore: number;

  /** @param minScore Inclusive. */
  constructor(k: number, minScore: number) {
    this.#k = k;
    this.#minScore = minScore;
  }

  /** What a score has to reach to matter, inclusive. */
  get bar(): number {
    return this.list.length < this.#k ? this.#minScore : Math.max(this.#minScore, this.list.at(-1)!.score);
  }

  /** Keeps a candidate that is among the best. A score of NaN, of a vector with a NaN, is like nothing. */
  consider(score: number, part: number, row: number, idOf: (row: number) => string): void {
    if (!(score >= this.bar)) return;
    const one = { id: idOf(row), score, part, row };
    let at = this.list.length;
    while (at > 0 && isBetter(one, this.list[at - 1]!)) at -= 1;
    this.list.splice(at, 0, one);
    if (this.list.length > this.#k) this.list.pop();
  }
}

/** Whether a comes before b in a ranking. */
export function isBetter(a: { id: string; score: number }, b: { id: string; score: number }): boolean {
  return a.score > b.score || (a.score === b.score && a.id < b.id);
}
