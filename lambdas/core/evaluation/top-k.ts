/**
 * Selects the k products with the highest scores, sorted by falling score, equal ones by `ties`.
 * Products that are masked, not in play or scored NaN are skipped.
 * @param scores (N). @param inPlay (N): 1 for candidates. @param ties (N), as computeTieOrder returns.
 */
export function selectTopK(
  scores: Float64Array,
  k: number,
  inPlay: Uint8Array,
  masked: ReadonlySet<number>,
  ties: Float64Array,
): number[] {
  const top: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    const last = top[k - 1];
    if (last !== undefined && score < scores[last]!) continue;
    if (inPlay[i] === 0 || masked.has(i) || Number.isNaN(score)) continue;
    let at = top.length;
    while (at > 0 && isBetter(i, top[at - 1]!, scores, ties)) at -= 1;
    top.splice(at, 0, i);
    if (top.length > k) top.pop();
  }
  return top;
}

function isBetter(a: number, b: number, scores: Float64Array, ties: Float64Array): boolean {
  return scores[a]! > scores[b]! || (scores[a] === scores[b] && ties[a]! < ties[b]!);
}
