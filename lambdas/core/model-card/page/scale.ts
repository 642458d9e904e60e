/** Maps values to places along an axis. */
export interface Scale {
  /** Round values within the range, in rising order. */
  readonly ticks: readonly number[];
  /** The place of a value in percent of the axis: 0 at its beginning, 100 at its end. */
  readonly place: (value: number) => number;
  /** Writes a tick with as many digits as tell it from its neighbours. */
  readonly format: (tick: number) => string;
}

const STEPS = [1, 2, 5, 10] as const;
const MAX_DIGITS = 6;
/** A smaller range, relative to the values, is none: steps within it would be lost to rounding. */
const MIN_RANGE = 1e-9;
/** Smaller values are drawn as 0. */
const MIN_SIZE = 1e-12;

/** Builds a scale whose ends are round and hold all values. Without a range it is made around the value. */
export function buildScale(values: readonly number[], wantedTicks = 4): Scale {
  const finite = values.filter(Number.isFinite);
  const [low, high] = widen(Math.min(...finite, Infinity), Math.max(...finite, -Infinity));
  const step = chooseStep((high - low) / wantedTicks);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  const digits = Math.min(MAX_DIGITS, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  const span = Math.max(1, last - first) * step;
  return {
    ticks: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step),
    place: (value) => ((value - first * step) / span) * 100,
    format: (tick) => (digits > 0 ? (tick + 0).toFixed(digits) : String(Math.round(tick))),
  };
}

function widen(low: number, high: number): readonly [number, number] {
  if (low > high) return [0, 1];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > Math.max(size * MIN_RANGE, MIN_SIZE)) return [low, high];
  const room = size > MIN_SIZE ? size / 2 : 0.5;
  return [low - room, high + room];
}

/** The smallest round number that is not below the value. */
function chooseStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * STEPS.find((step) => step * power >= value * (1 - 1e-9))!;
}
