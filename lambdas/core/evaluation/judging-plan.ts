import type { JudgingRow } from '../catalog/training-row.ts';
import { CounterRandom } from '../numerics/random.ts';
import { computeTieOrder } from './tie-order.ts';

export interface JudgeInput {
  /** Ids of the products, in the order of the scorer's scores. */
  readonly ids: readonly string[];
  readonly rows: readonly JudgingRow[];
  /** Only products whose id has this prefix are ranked (default: all). */
  readonly candidateIdPrefix?: string;
}

/** A judging row whose products are given by their row in the catalog. */
export interface PlannedRow {
  readonly query: number;
  /** The relevant products that can be ranked, at least one. */
  readonly relevant: ReadonlySet<number>;
  /** Never ranked: the query, and the masked products. */
  readonly masked: ReadonlySet<number>;
  readonly slice: string;
  /** Pairs of a relevant and an irrelevant candidate, flat: (query, relevant, irrelevant) is a triplet. */
  readonly triplets: Int32Array;
}

/** What was left out of judging rows, and how often. Plain JSON. */
export interface LeftOut {
  /** Rows whose query is not in the catalog. */
  readonly unknownQueries: number;
  /** Rows of which no relevant product is left. */
  readonly emptyRows: number;
  /** Relevant products that are not in the catalog. */
  readonly unknownProducts: number;
  /** Relevant products that are never ranked: the query itself, a masked product, or one that is no candidate. */
  readonly unrankedProducts: number;
}

/**
 * What systems are judged on. It is computed once, so that all systems get the same rows, candidates, ties and
 * triplets.
 */
export interface JudgingPlan {
  /** (products): 1 for candidates. */
  readonly inPlay: Uint8Array;
  /** Number of candidates. */
  readonly candidates: number;
  /** (products): the tie-breaker. Of two products with equal scores the one with the smaller number ranks first. */
  readonly ties: Float64Array;
  /** Grouped by query, in the order in which queries first occur. */
  readonly rows: readonly PlannedRow[];
  readonly leftOut: LeftOut;
}

/** The seed is fixed, because judging must be the same for every model and run. */
const SEED = 0;
/** Limit of draws per triplet. When nearly all candidates are relevant or masked, a triplet may be missing. */
const MAX_DRAWS = 16;

/**
 * Plans the judging of rows. Relevant products that are never ranked are left out, so that a perfect ranking reaches 1.
 * Rows with an unknown query, or without a relevant product that can be ranked, are left out. All are counted.
 */
export function planJudging({ ids, rows, candidateIdPrefix = '' }: JudgeInput): JudgingPlan {
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const inPlay = Uint8Array.from(ids, (id) => (id.startsWith(candidateIdPrefix) ? 1 : 0));
  const candidates = Int32Array.from(ids.keys()).filter((row) => inPlay[row] === 1);
  const random = new CounterRandom(SEED, 'judged triplets');
  const planned = new Map<number, PlannedRow[]>();
  const leftOut = { unknownQueries: 0, emptyRows: 0, unknownProducts: 0, unrankedProducts: 0 };
  for (const row of rows) {
    const query = rowOf.get(row.query);
    if (query === undefined) {
      leftOut.unknownQueries += 1;
      continue;
    }
    const masked = new Set([query, ...findKnown(row.mask ?? [], rowOf)]);
    const named = new Set(row.relevant);
    const known = findKnown([...named], rowOf);
    const relevant = new Set(known.filter((product) => inPlay[product] === 1 && !masked.has(product)));
    leftOut.unknownProducts += named.size - known.length;
    leftOut.unrankedProducts += known.length - relevant.size;
    if (relevant.size === 0) {
      leftOut.emptyRows += 1;
      continue;
    }
    const triplets = drawTriplets(relevant, masked, candidates, random);
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
    leftOut,
  };
}

function findKnown(ids: readonly string[], rowOf: ReadonlyMap<string, number>): number[] {
  return ids.map((id) => rowOf.get(id)).filter((row) => row !== undefined);
}

/** Draws a random irrelevant candidate for each relevant one. */
function drawTriplets(
  relevant: ReadonlySet<number>,
  masked: ReadonlySet<number>,
  candidates: Int32Array,
  random: CounterRandom,
): Int32Array {
  const triplets: number[] = [];
  for (const positive of relevant) {
    for (let draw = 0; draw < MAX_DRAWS; draw++) {
      const negative = candidates[random.integer(candidates.length)]!;
      if (relevant.has(negative) || masked.has(negative)) continue;
      triplets.push(positive, negative);
      break;
    }
  }
  return Int32Array.from(triplets);
}
