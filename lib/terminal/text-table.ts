import stringWidth from 'string-width';
import { cutToWidth } from './cut-text.ts';
import { plainText } from './plain-text.ts';
import { paint, type TextStream, widthOf } from './text-stream.ts';

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** @default 'left' */
  readonly align?: 'left' | 'right';
}

/** Spaces between two columns. */
const GAP = 2;
/** A column that is cut keeps at least so many characters. */
const MIN_WIDTH = 6;

/**
 * A table as lines: the titles, then the rows. On a terminal its widest columns are cut, with `…`, until it fits.
 * Elsewhere nothing is cut. Wide characters, such as Chinese ones, count as two. (cli-table3 measures emoji differently
 * from terminals, so that its lines do not fit.)
 */
export function renderTable(
  stream: TextStream,
  columns: readonly Column[],
  given: readonly (readonly string[])[],
): string[] {
  const rows = given.map((row) => row.map(plainText));
  const natural = columns.map(({ title }, i) =>
    Math.max(1, ...[title, ...rows.map((row) => row[i]!)].map((text) => stringWidth(text))),
  );
  const widths = fitWidths(natural, widthOf(stream));
  const draw = (cells: readonly string[]): string =>
    cells
      .map((text, i) => alignCell(text, widths[i]!, columns[i]!.align))
      .join(' '.repeat(GAP))
      .trimEnd();
  return [paint(stream, 'quiet', draw(columns.map(({ title }) => title))), ...rows.map(draw)];
}

/** The text with exactly so many characters: cut with `…`, or filled with spaces. */
function alignCell(text: string, width: number, align: Column['align']): string {
  const shown = stringWidth(text) > width ? `${cutToWidth(text, width - 1)}…` : text;
  const space = ' '.repeat(Math.max(0, width - stringWidth(shown)));
  return align === 'right' ? space + shown : shown + space;
}

/** The characters of the longest line. */
export function widthOfLines(lines: readonly string[]): number {
  return Math.max(0, ...lines.map((line) => stringWidth(line)));
}

/** Takes characters from the widest columns until all fit into `width`. */
function fitWidths(natural: readonly number[], width = Number.POSITIVE_INFINITY): number[] {
  const widths = [...natural];
  // The last character of a line would make some terminals wrap.
  let excess = widths.reduce((sum, one) => sum + one, GAP * (widths.length - 1)) - (width - 1);
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= MIN_WIDTH) break;
    widths[widest]! -= 1;
    excess -= 1;
  }
  return widths;
}
