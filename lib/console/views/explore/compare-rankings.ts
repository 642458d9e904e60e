type Vector = readonly number[];

/** A product and its place under a version. */
export interface RankedProduct {
  readonly id: string;
  readonly score: number;
  /** From 1. */
  readonly rank: number;
}

/** A product and where it stands in the other ranking; `before` is undefined if that does not have it. */
export interface MovedProduct extends RankedProduct {
  readonly before: number | undefined;
}

/**
 * The query of examples: the mean of the unit vectors of what is wanted, less the mean of those of what is not, as the search
 * makes it (docs/search.md, several examples). Of any length.
 */
export function averageExamples(positive: readonly Vector[], negative: readonly Vector[]): Vector {
  const size = positive[0]!.length;
  const means = [meanOf(positive, size), meanOf(negative, size)] as const;
  return Array.from({ length: size }, (_, d) => means[0][d]! - means[1][d]!);
}

function meanOf(vectors: readonly Vector[], size: number): Vector {
  const units = vectors.map(toUnit);
  return Array.from({ length: size }, (_, d) => units.reduce((sum, unit) => sum + unit[d]! / units.length, 0));
}

function toUnit(vector: Vector): Vector {
  const length = Math.hypot(...vector) || 1;
  return vector.map((x) => x / length);
}

/** Products by falling cosine with the query, ties by id, as the search orders them. */
export function rankByCosine(query: Vector, vectors: ReadonlyMap<string, Vector>): RankedProduct[] {
  const unit = toUnit(query);
  const scored = [...vectors].map(([id, vector]) => {
    const other = toUnit(vector);
    return { id, score: unit.reduce((sum, x, d) => sum + x * other[d]!, 0) };
  });
  return scored.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).map((one, i) => ({ ...one, rank: i + 1 }));
}

/** The first products of a ranking, and where each stands in another one. */
export function listMoves(
  ranking: readonly RankedProduct[],
  other: readonly RankedProduct[],
  shown: number,
): MovedProduct[] {
  const ranks = new Map(other.map(({ id, rank }) => [id, rank]));
  return ranking.slice(0, shown).map((one) => ({ ...one, before: ranks.get(one.id) }));
}

/** A move in a few words: `up 3 from 7`, `the same place`. */
export function describeMove({ rank, before }: MovedProduct): string {
  if (before === undefined) return 'not in the other list';
  if (before === rank) return 'the same place';
  return before > rank ? `up ${before - rank}, from ${before}` : `down ${rank - before}, from ${before}`;
}
