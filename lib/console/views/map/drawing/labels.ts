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
 * @param margin How far beyond the window labels may lie; those inside it come first.
 */
export function placeLabels(
  labels: readonly { readonly text: string; readonly at: Position }[],
  { width, height }: Size,
  margin: Size = { width: 0, height: 0 },
): readonly PlacedLabel[] {
  const placed: (PlacedLabel & { readonly half: number })[] = [];
  const place = (beyond: Size) => {
    for (const { text, at } of labels) {
      const [left, top] = at;
      const half = (Math.min(text.length, 26) * LETTER) / 2 + GAP;
      const isInside =
        Math.abs(left - width / 2) < width / 2 + beyond.width - half &&
        Math.abs(top - height / 2) < height / 2 + beyond.height - LINE / 2;
      const isFree = placed.every(
        (other) => Math.abs(other.left - left) > other.half + half || Math.abs(other.top - top) > LINE,
      );
      if (isInside && isFree) placed.push({ text, left, top, half });
    }
  };
  place({ width: 0, height: 0 });
  if (margin.width > 0) place(margin);
  return placed;
}
