import type { JudgingRow } from '../catalog/training-row.ts';
import { CounterRandom } from '../numerics/random.ts';
import { computeTieOrder } from './tie-order.ts';

export interface JudgeInput {
  /** Ids of the products, in the order that the scorer counts them. */
  readonly ids: readonly string[];
  readonly rows: readonly JudgingRow[];
  /** Only products whose id begins so are ranked (default: all). */
  readonly candidateIdPrefix?: string;
}

/** A judging row by the rows of its products. */
export interface PlannedRow {
  readonly query: number;
  /** Those of the catalog, at least one. */
  readonly relevant: ReadonlySet<number>;
  /** Never ranked: the query, and the masked products. */
  readonly masked: ReadonlySet<number>;
  readonly slice: string;
  /** Relevant and not relevant candidates in turns: (query, relevant, not relevant) is a triplet. */
  readonly triplets: Int32Array;
}

/** What is judged on, worked out once, so that whoever is judged meets the same rows, candidates, ties and triplets. */
export interface JudgingPlan {
  /** (products): 1 for candidates. */
  readonly inPlay: Uint8Array;
  /** How many products are candidates. */
  readonly candidates: number;
  /** (products): of two products with equal scores the one with the smaller number ranks first. */
  readonly ties: Float64Array;
  /** Rows of the same query follow each other, in the order in which queries first occur. */
  readonly rows: readonly PlannedRow[];
}

/** Judging is the same for every model and run, so its seed is fixed. */
const SEED = 0;
/** Draws before a row whose candidates are nearly all relevant or masked goes without a triplet. */
const MAX_DRAWS = 16;

/** Rows whose query, or all of whose relevant products, are unknown are left out. */
export function planJudging({ ids, rows, candidateIdPrefix = '' }: JudgeInput): JudgingPlan {
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const inPlay = Uint8Array.from(ids, (id) => (id.startsWith(candidateIdPrefix) ? 1 : 0));
  const candidates = Int32Array.from(ids.keys()).filter((row) => inPlay[row] === 1);
  const random = new CounterRandom(SEED, 'judged triplets');
  const planned = new Map<number, PlannedRow[]>();
  for (const row of rows) {
    const query = rowOf.get(row.query);
    const relevant = new Set(known(row.relevant, rowOf));
    if (query === undefined || relevant.size === 0) continue;
    const masked = new Set([query, ...known(row.mask ?? [], rowOf)]);
    const triplets = drawTriplets(relevant, masked, inPlay, candidates, random);
    const one = { query, relevant, masked, slice: row.slice ?? 'all', triplets };
    const ofQuery = planned.get(query);
    if (ofQuery) ofQuery.push(one);
    else planned.set(query, [one]);
  }
  return {
    inPlay,
    candidates: candidates.length,
    ties: computeTieOrder(ids.length),
    rows: [...planned.values()].flat(),
  };
}

function known(ids: readonly string[], rowOf: ReadonlyMap<string, number>): number[] {
  return ids.map((id) => rowOf.get(id)).filter((row) => row !== undefined);
}

/** A random candidate for each relevant one; none where chance finds none. */
function drawTriplets(
  relevant: ReadonlySet<number>,
  masked: ReadonlySet<number>,
  inPlay: Uint8Array,
  candidates: Int32Array,
  random: CounterRandom,
): Int32Array {
  const triplets: number[] = [];
  for (const positive of relevant) {
    if (inPlay[positive] === 0 || masked.has(positive)) continue;
    for (let draw = 0; draw < MAX_DRAWS; draw++) {
      const negative = candidates[random.integer(candidates.length)]!;
      if (relevant.has(negative) || masked.has(negative)) continue;
      triplets.push(positive, negative);
      break;
    }
  }
  return Int32Array.from(triplets);
}
