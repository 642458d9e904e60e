import type { MapColour, NumberColour } from '../../../api/product-map.ts';
import { formatPrice } from '../../../common/format.ts';
import { MISSING, OTHERS } from './points.ts';

/** A line of the legend: some codes of a colour that can be chosen together. */
export interface LegendEntry {
  /** What the address calls it. */
  readonly key: string;
  readonly label: string;
  readonly codes: readonly number[];
  /** Whether a product of the map has it. */
  readonly isPresent: boolean;
}

/** In how many ranges the legend shows numbers, each with about as many products. */
const RANGES = 5;

/** No value can be taken for these keys, because those of values begin with `=`. */
const OTHERS_KEY = 'others';
const MISSING_KEY = 'none';

/** The lines of the legend for a colour, with those for what has no code of its own at the end. */
export function legendEntries(colour: MapColour): readonly LegendEntry[] {
  const isMissing = colour.missing > 0;
  const missing = { key: MISSING_KEY, label: `No ${colour.field}`, codes: [MISSING], isPresent: isMissing };
  if (colour.kind === 'number') return [...rangesOf(colour), missing];
  const values = colour.values.map((label, code) => ({ key: `=${label}`, label, codes: [code], isPresent: true }));
  const label = `Other values of ${colour.field}`;
  return [...values, { key: OTHERS_KEY, label, codes: [OTHERS], isPresent: colour.others > 0 }, missing];
}

function rangesOf({ bounds }: NumberColour): readonly LegendEntry[] {
  const count = Math.min(RANGES, bounds.length);
  return Array.from({ length: count }, (_, i) => {
    const first = Math.floor((i * bounds.length) / count);
    const end = Math.floor(((i + 1) * bounds.length) / count);
    const codes = Array.from({ length: end - first }, (_, at) => first + at);
    const label = rangeLabel(bounds[first - 1], bounds[end - 1]!, end === bounds.length);
    return { key: `${i}`, label, codes, isPresent: true };
  });
}

function rangeLabel(above: number | undefined, upTo: number, isLast: boolean): string {
  if (above === undefined) return isLast ? 'All' : `Up to ${formatPrice(upTo)}`;
  return isLast ? `Above ${formatPrice(above)}` : `Above ${formatPrice(above)}, up to ${formatPrice(upTo)}`;
}
