const BARS = [...'▁▂▃▄▅▆▇█'];

/**
 * Draws numbers as one line of bars, the least as the lowest. Of more numbers than `width`, neighbours are averaged.
 * @param width Most characters. @default 40
 * @returns '' without a finite number
 */
export function sparkline(values: readonly number[], width = 40): string {
  const finite = values.filter(Number.isFinite);
  const count = Math.min(width, finite.length);
  const means = Array.from({ length: count }, (_, i) => {
    const some = finite.slice(Math.floor((i * finite.length) / count), Math.floor(((i + 1) * finite.length) / count));
    return some.reduce((sum, one) => sum + one, 0) / some.length;
  });
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const scale = high > low ? (BARS.length - 1) / (high - low) : 0;
  return means.map((value) => BARS[Math.round((value - low) * scale)]).join('');
}
