/**
 * A percentile, interpolated linearly, as numpy does. Selects it (Hoare 1961, "Algorithm 65: find") instead of sorting.
 * @param values At least one, no NaN. Reordered: no value before the percentile is larger than it, none after is smaller.
 * @param share In [0, 1].
 */
export function takePercentile(values: Float64Array, share: number): number {
  const at = share * (values.length - 1);
  const below = Math.floor(at);
  const low = placeRank(values, below);
  if (below === values.length - 1) return low;
  let above = values[below + 1]!;
  for (let i = below + 2; i < values.length; i++) if (values[i]! < above) above = values[i]!;
  return low + (at - below) * (above - low);
}

/** Moves the value of a rank to its place, smaller ones before it and larger ones after it. */
function placeRank(values: Float64Array, rank: number): number {
  let [first, last] = [0, values.length - 1];
  while (first < last) {
    const pivot = values[rank]!;
    let [i, j] = [first, last];
    while (i <= j) {
      while (values[i]! < pivot) i += 1;
      while (values[j]! > pivot) j -= 1;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (j < rank) first = i;
    if (i > rank) last = j;
  }
  return values[rank]!;
}
