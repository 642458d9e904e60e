import { performance } from 'node:perf_hooks';

/** Fewer runs than this make no median. */
const MIN_RUNS = 5;
const WARM_UP_SHARE = 0.25;

/** Seconds a call. */
export interface Timing {
  readonly median: number;
  /** The quartiles. */
  readonly spread: readonly [low: number, high: number];
  readonly runs: number;
}

/** The time of a call, over as many as fit into `seconds` (at least 5), after a quarter of that as warm-up. */
export function timed(call: () => void, seconds: number): Timing {
  runFor(call, seconds * WARM_UP_SHARE, 2);
  return timingOf(runFor(call, seconds, MIN_RUNS));
}

/** Median and quartiles of times in seconds. */
export function timingOf(times: readonly number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    spread: [quantile(sorted, 0.25), quantile(sorted, 0.75)],
    runs: sorted.length,
  };
}

/** The part of ascending numbers below which a share in [0, 1] of them lies, interpolated; NaN of none. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** A timing as things done a second, where a call does `count` of them. */
export function perSecond({ median, spread }: Timing, count: number): { value: number; spread: [number, number] } {
  return { value: count / median, spread: [count / spread[1], count / spread[0]] };
}

/** A timing as milliseconds for one of the `count` things that a call does. */
export function milliseconds({ median, spread }: Timing, count = 1): { value: number; spread: [number, number] } {
  const scale = 1000 / count;
  return { value: median * scale, spread: [spread[0] * scale, spread[1] * scale] };
}

function runFor(call: () => void, seconds: number, atLeast: number): number[] {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (times.length < atLeast || performance.now() < end) {
    const start = performance.now();
    call();
    times.push((performance.now() - start) / 1000);
  }
  return times;
}

/** The slope of the line with the least squares through points (x, y): what y grows by for each 1 that x grows by. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const up = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return up / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
