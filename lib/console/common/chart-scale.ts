/** Maps values of a range to a range of pixels. */
export interface Scale {
  readonly toPixels: (value: number) => number;
  /** Round values inside the range, for the grid. */
  readonly ticks: readonly number[];
  /** How many digits after the point tell the ticks apart. */
  readonly digits: number;
}

/** The steps between ticks that people read easily, times a power of ten. */
const STEPS = [1, 2, 5, 10];

/**
 * A linear scale.
 * @param domain The smallest and the largest value. If they are equal, the scale is centred on them.
 * @param pixels Where they are drawn.
 * @param maxTicks At most so many ticks, at least 2.
 * @param isWhole Whether only whole numbers are ticks.
 * @param endsAtTicks Whether the range is widened to the ticks around it. There may be one tick more then.
 */
export function buildScale(
  domain: readonly [number, number],
  pixels: readonly [number, number],
  maxTicks: number,
  { isWhole = false, endsAtTicks = false } = {},
): Scale {
  const [from, to] = widen(domain);
  const step = chooseStep((to - from) / Math.max(1, maxTicks - 1), isWhole);
  const low = endsAtTicks ? Math.floor(from / step + 1e-9) * step : from;
  const high = endsAtTicks ? Math.ceil(to / step - 1e-9) * step : to;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return {
    toPixels: (value) => pixels[0] + ((value - low) / (high - low)) * (pixels[1] - pixels[0]),
    ticks: Array.from({ length: last - first + 1 }, (_, i) => roundTo(step, (first + i) * step)),
    digits: digitsOf(step),
  };
}

function widen([low, high]: readonly [number, number]): readonly [number, number] {
  if (high > low) return [low, high];
  const half = Math.abs(low) > 0 ? Math.abs(low) / 2 : 0.5;
  return [low - half, high + half];
}

function chooseStep(least: number, isWhole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = STEPS.map((factor) => factor * power).find((one) => one >= least * (1 - 1e-9))!;
  return isWhole ? Math.max(1, step) : step;
}

function digitsOf(step: number): number {
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}

/** Without the dust of binary fractions. */
function roundTo(step: number, value: number): number {
  return Number(value.toFixed(digitsOf(step)));
}

/** The smallest and the largest of some values, with these included. */
export function extentOf(values: readonly number[], ...included: readonly number[]): readonly [number, number] {
  const all = [...values, ...included];
  return [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
}

/** The index of the value that is nearest to a position in pixels. */
export function nearestTo(pixels: number, values: readonly number[], { toPixels }: Scale): number {
  const distances = values.map((value) => Math.abs(toPixels(value) - pixels));
  return distances.indexOf(Math.min(...distances));
}
