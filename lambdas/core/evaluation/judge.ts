import type { JudgingRow } from '../catalog/training-row.ts';
import { cappedRecallAtK, hitAtK, ndcgAtK, reciprocalRankAtK } from './ranking-metrics.ts';
import { tieOrder } from './tie-order.ts';

/** Scores of all products for a query product, in the order of the ids; higher is more alike. May be reused by the next call. */
export type Scorer = (queryRow: number) => Float64Array;

/** Means over the queries of a slice. Recall divides by min(10, relevant). */
export interface SliceMetrics {
  readonly queries: number;
  readonly 'recall@10': number;
  readonly 'ndcg@10': number;
  readonly 'mrr@10': number;
  readonly 'hit@10': number;
  readonly 'hit@1': number;
}

export type JudgeReport = Readonly<Record<string, SliceMetrics>>;

export interface JudgeInput {
  /** Ids of the products, in the order that the scorer counts them. */
  readonly ids: readonly string[];
  readonly rows: readonly JudgingRow[];
  /** Only products whose id begins so are ranked (default: all). */
  readonly candidateIdPrefix?: string;
}

const K = 10;

/**
 * Ranks the whole catalog for every judging row, the query and the masked products left out, and reports the metrics by slice.
 * Rows whose query, or all of whose relevant products, are unknown are left out.
 */
export function judge(input: JudgeInput, scorer: Scorer): JudgeReport {
  const { ids, rows, candidateIdPrefix = '' } = input;
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const ties = tieOrder(ids.length);
  const inPlay = Uint8Array.from(ids, (id) => (id.startsWith(candidateIdPrefix) ? 1 : 0));
  const sums = new Map<string, number[]>();
  for (const [query, ofQuery] of byQuery(rows, rowOf)) {
    const scores = scorer(query);
    for (const row of ofQuery) {
      const relevant = new Set(row.relevant.map((id) => rowOf.get(id)).filter((one) => one !== undefined));
      if (relevant.size === 0) continue;
      const masked = [query, ...(row.mask ?? []).map((id) => rowOf.get(id)).filter((one) => one !== undefined)];
      const top = topK(scores, inPlay, new Set(masked), ties);
      addTo(
        sums,
        row.slice ?? 'all',
        metricsOf(
          top.map((one) => relevant.has(one)),
          relevant.size,
        ),
      );
    }
  }
  return Object.fromEntries([...sums].map(([slice, sum]) => [slice, meansOf(sum)]));
}

/** Rows by the row of their query, so that each query is scored once. */
function byQuery(rows: readonly JudgingRow[], rowOf: ReadonlyMap<string, number>): Map<number, JudgingRow[]> {
  const grouped = new Map<number, JudgingRow[]>();
  for (const row of rows) {
    const query = rowOf.get(row.query);
    if (query === undefined) continue;
    const known = grouped.get(query);
    if (known) known.push(row);
    else grouped.set(query, [row]);
  }
  return grouped;
}

/** The K best products in play: by falling score, then by tie order. */
function topK(scores: Float64Array, inPlay: Uint8Array, masked: ReadonlySet<number>, ties: Float64Array): number[] {
  const top: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    const last = top[K - 1];
    if (last !== undefined && score < scores[last]!) continue;
    if (inPlay[i] === 0 || masked.has(i) || Number.isNaN(score)) continue;
    let at = top.length;
    while (at > 0 && isBetter(i, top[at - 1]!, scores, ties)) at -= 1;
    top.splice(at, 0, i);
    if (top.length > K) top.pop();
  }
  return top;
}

function isBetter(a: number, b: number, scores: Float64Array, ties: Float64Array): boolean {
  return scores[a]! > scores[b]! || (scores[a] === scores[b] && ties[a]! < ties[b]!);
}

/** One more query, then its metrics in the order of SliceMetrics. */
function metricsOf(hits: readonly boolean[], relevant: number): number[] {
  return [
    1,
    cappedRecallAtK(hits, relevant, K),
    ndcgAtK(hits, relevant, K),
    reciprocalRankAtK(hits, K),
    hitAtK(hits, K),
    hitAtK(hits, 1),
  ];
}

function addTo(sums: Map<string, number[]>, slice: string, metrics: readonly number[]): void {
  const sum = sums.get(slice) ?? metrics.map(() => 0);
  sums.set(
    slice,
    sum.map((value, i) => value + metrics[i]!),
  );
}

function meansOf(sum: readonly number[]): SliceMetrics {
  const [queries, recall, ndcg, mrr, hit10, hit1] = sum as [number, number, number, number, number, number];
  return {
    queries,
    'recall@10': recall / queries,
    'ndcg@10': ndcg / queries,
    'mrr@10': mrr / queries,
    'hit@10': hit10 / queries,
    'hit@1': hit1 / queries,
  };
}
