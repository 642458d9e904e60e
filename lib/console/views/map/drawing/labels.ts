import type { Position } from '../data/points.ts';
import type { Size } from './camera.ts';

/** A text at a place of the window. */
export interface PlacedLabel {
  readonly text: string;
  readonly left: number;
  readonly top: number;
}

/** About how wide a letter is, and how high a line, in CSS pixels: an estimate is enough to keep labels apart. */
const LETTER = 7;
const LINE = 24;
const GAP = 6;

/**
 * Chooses the labels that fit without touching each other, the most important first.
 * @param labels Falling importance.
 */
export function placeLabels(
  labels: readonly { readonly text: string; readonly at: Position }[],
  { width, height }: Size,
): readonly PlacedLabel[] {
  const placed: (PlacedLabel & { readonly half: number })[] = [];
  for (const { text, at } of labels) {
    const [left, top] = at;
    const half = (Math.min(text.length, 26) * LETTER) / 2 + GAP;
    const isInside = left > half && left < width - half && top > LINE / 2 && top < height - LINE / 2;
    const isFree = placed.every(
      (other) => Math.abs(other.left - left) > other.half + half || Math.abs(other.top - top) > LINE,
    );
    if (isInside && isFree) placed.push({ text, left, top, half });
  }
  return placed;
}
