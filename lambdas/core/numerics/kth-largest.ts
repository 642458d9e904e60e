/**
 * The k-th largest of the first `count` values, k in [1, count]. Changes their order, and takes time in proportion to
 * `count` (quickselect: Hoare 1961). No value may be NaN.
 */
export function kthLargest(values: Float64Array, count: number, k: number): number {
  const place = count - k;
  let [from, to] = [0, count - 1];
  while (from < to) {
    const pivot = medianOf(values[from]!, values[(from + to) >>> 1]!, values[to]!);
    let [low, high] = [from, to];
    while (low <= high) {
      while (values[low]! < pivot) low++;
      while (values[high]! > pivot) high--;
      if (low > high) break;
      const swapped = values[low]!;
      values[low++] = values[high]!;
      values[high--] = swapped;
    }
    // The values between high and low equal the pivot.
    if (place <= high) to = high;
    else if (place >= low) from = low;
    else return pivot;
  }
  return values[place]!;
}

function medianOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
