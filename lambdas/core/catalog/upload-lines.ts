/**
 * What the lines of one upload did to one product so far. It is stored beside the product, so that a repeated line
 * counts as it did before, however often and wherever an upload is interrupted.
 */
export interface UploadLines {
  /** The first line of the product that the upload wrote. */
  readonly first: number;
  /** The first line that changed the content; absent if none did. */
  readonly changed?: number;
  /** Whether there was no product before the upload. */
  readonly isNew: boolean;
}

/** How one line changes the counts of its upload: each product counts once as the first three, other lines as `replaced`. */
export interface LineEffect {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly replaced: number;
}

export const noEffect: LineEffect = { added: 0, changed: 0, unchanged: 0, replaced: 0 };

/** A line that is written now. */
interface NextLine {
  /** From 1. */
  readonly line: number;
  /** Whether there is no product before this line. */
  readonly isNew: boolean;
  /** Whether the content is another one than before this line. */
  readonly isChanged: boolean;
}

/**
 * What the lines of an upload did to a product, with one more line.
 * @param earlier What its earlier lines did; undefined if this is the first one that is written.
 */
export function continueLines(earlier: UploadLines | undefined, { line, isNew, isChanged }: NextLine): UploadLines {
  if (earlier === undefined) return { first: line, ...(isChanged && { changed: line }), isNew };
  return isChanged && earlier.changed === undefined ? { ...earlier, changed: line } : earlier;
}

/**
 * The effect of a line that is written. It is the same after later lines of the upload: a repetition counts the same.
 * A product that a later line changes moves from `unchanged` to `changed`.
 */
export function effectOfLine({ first, changed, isNew }: UploadLines, line: number): LineEffect {
  if (line !== first) return { ...noEffect, replaced: 1, ...(line === changed && { unchanged: -1, changed: 1 }) };
  if (changed !== first) return { ...noEffect, unchanged: 1 };
  return { ...noEffect, [isNew ? 'added' : 'changed']: 1 };
}
