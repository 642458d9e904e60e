import type { MapColour } from '../../../api/product-map.ts';
import { CODES, MISSING, OTHERS } from '../data/points.ts';

/** Tokens of the colours of groups. */
const SERIES = 8;
const series = Array.from({ length: SERIES }, (_, i) => `var(--series-${i + 1})`);
/** The colours of groups: the tokens, then each of them again nearer to the ink. */
const groups = [...series, ...series.map((one) => `color-mix(in oklab, ${one}, var(--ink) 45%)`)];
/** The colours of numbers from low to high. */
const ramp = ['var(--series-3)', 'var(--series-4)', 'var(--series-2)'] as const;
const OTHER = 'var(--ink-faint)';
const NONE = 'var(--line-strong)';
/** The colour of points that are not shown but stay as the ground; the palette of the renderer ends with it. */
export const GROUND = 'var(--line-strong)';

/** How many values have a colour of their own; the others share one, because more could not be told apart. */
export const OWN_COLOURS = groups.length;

/**
 * The colour of each code, in CSS. Clusters take turns, because their place tells them apart too. Of other words the most frequent
 * have a colour of their own, and those that are chosen.
 * @param isChosen 1 at the codes that are chosen; undefined for no choice
 */
export function colourCodes(colour: MapColour, isChosen: Uint8Array | undefined): readonly string[] {
  return Array.from({ length: CODES }, (_, code) => {
    if (code === MISSING) return NONE;
    if (code === OTHERS) return OTHER;
    if (colour.kind === 'number') return rampAt(code / Math.max(1, colour.bounds.length - 1));
    const isOwn = code < OWN_COLOURS || colour.field === 'cluster' || isChosen?.[code] === 1;
    return isOwn ? groups[code % OWN_COLOURS]! : OTHER;
  });
}

function rampAt(place: number): string {
  const [low, middle, high] = ramp;
  const at = Math.min(1, place) * 2;
  const [from, to, part] = at <= 1 ? [low, middle, at] : [middle, high, at - 1];
  return `color-mix(in oklab, ${from}, ${to} ${(100 * part).toFixed(1)}%)`;
}
