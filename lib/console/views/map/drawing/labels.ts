import type { Position } from '../data/points.ts';
import type { Size } from './camera.ts';

interface Label {
  /** Tells it apart from others with the same text. */
  readonly key: number;
  readonly text: string;
  readonly at: Position;
}

/** A text at a place of the window. */
export interface PlacedLabel {
  readonly key: number;
  readonly text: string;
  readonly left: number;
  readonly top: number;
}

/** About how wide a letter is, and how high a line, in CSS pixels: an estimate is enough to keep labels apart. */
const LETTER = 7;
const LINE = 24;
const GAP = 6;
/** A label on the map has at most so many letters. */
const MAX_LETTERS = 26;

/** The first terms of a cluster's label, as many as fit on the map: whole words say more than the beginnings of others. */
export function shortenLabel(label: string): string {
  const terms = label.split(', ');
  while (terms.length > 1 && terms.join(', ').length > MAX_LETTERS) terms.pop();
  return terms.join(', ');
}

/**
 * Chooses the labels that fit without touching each other, the most important first.
 * @param labels Falling importance.
 * @param margin How far beyond the window labels may lie; those inside it come first.
 */
export function placeLabels(
  labels: readonly Label[],
  { width, height }: Size,
  margin: Size = { width: 0, height: 0 },
): readonly PlacedLabel[] {
  const placed: (PlacedLabel & { readonly half: number })[] = [];
  const place = (beyond: Size) => {
    for (const { key, text, at } of labels) {
      const [left, top] = at;
      const half = (Math.min(text.length, MAX_LETTERS) * LETTER) / 2 + GAP;
      const isInside =
        Math.abs(left - width / 2) < width / 2 + beyond.width - half &&
        Math.abs(top - height / 2) < height / 2 + beyond.height - LINE / 2;
      const isFree = placed.every(
        (other) => Math.abs(other.left - left) > other.half + half || Math.abs(other.top - top) > LINE,
      );
      if (isInside && isFree) placed.push({ key, text, left, top, half });
    }
  };
  place({ width: 0, height: 0 });
  if (margin.width > 0) place(margin);
  return placed;
}
