import type { NamedSlice } from './slice-groups.ts';

/** Capped recall@10 of the rarer and of the more popular half of the products. */
export interface PopularityBias {
  readonly rare: number;
  readonly popular: number;
}

/**
 * How much better a system finds popular products than rare ones; undefined with fewer than two parts.
 * @param parts From the rarest to the most popular. Of an odd number, the middle one counts for neither half.
 * @param recallOn The system's recall on a part.
 */
export function computeBias(
  parts: readonly NamedSlice[],
  recallOn: (part: NamedSlice) => number | undefined,
): PopularityBias | undefined {
  const half = Math.floor(parts.length / 2);
  if (half === 0) return undefined;
  const rare = meanOver(parts.slice(0, half), recallOn);
  const popular = meanOver(parts.slice(-half), recallOn);
  return rare === undefined || popular === undefined ? undefined : { rare, popular };
}

/** The mean over the queries of several parts. */
function meanOver(
  parts: readonly NamedSlice[],
  recallOn: (part: NamedSlice) => number | undefined,
): number | undefined {
  let sum = 0;
  let queries = 0;
  for (const part of parts) {
    const recall = recallOn(part);
    if (recall === undefined) return undefined;
    sum += recall * part.queries;
    queries += part.queries;
  }
  return sum / queries;
}

/** Smaller differences are not worth a word. */
const SAME = 0.005;

/** The bias in words: how much is found of what is rare and of what is popular. */
export function describeBias({ rare, popular }: PopularityBias): string {
  const figures = `${rare.toFixed(2)} of rare products and ${popular.toFixed(2)} of popular ones`;
  if (Math.abs(popular - rare) < SAME) return `${figures}: as much of both`;
  if (popular < rare) return `${figures}: more of the rare ones`;
  if (rare < SAME) return `${figures}: hardly any of the rare ones`;
  return `${figures}: ${(popular / rare).toFixed(1)} times as much`;
}
