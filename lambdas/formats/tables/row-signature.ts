/** What all cells of a column may look like, the narrowest first, and how many cells show it. */
const KINDS = [
  { name: 'number', pattern: /^[-+]?\p{Sc}?\s?\d[\d.,' ]*\s?(\p{Sc}|[A-Z]{3})?$/u, minCells: 1 },
  { name: 'code', pattern: /^\S*\d\S*$/, minCells: 2 },
  // A few names and brands may be single words by chance.
  { name: 'word', pattern: /^\S+$/, minCells: 20 },
] as const;

interface ColumnSignature {
  readonly kind: (typeof KINDS)[number]['name'] | 'text';
  readonly pattern: RegExp;
  /** No row has an empty cell in the column. */
  readonly isAlwaysFilled: boolean;
}

/** At least this share of the cells of a column must look alike. */
const MIN_SHARE = 0.98;

/**
 * What the rows of a table look like. After a quote that is not closed, it tells a row from a line of text inside a
 * cell: both may have the same number of delimiters.
 */
export class RowSignature {
  readonly #columns: readonly ColumnSignature[];
  /** The columns tell rows from text. Otherwise only the number of cells does. */
  readonly isStrong: boolean;

  /** @param rows Sound rows, each with a cell per column. */
  constructor(rows: readonly (readonly string[])[], columns: number) {
    this.#columns = Array.from({ length: columns }, (_, i) => signatureOf(rows.map((row) => row[i] ?? '')));
    const words = this.#columns.filter(({ kind }) => kind === 'word').length;
    this.isStrong = words > 1 || this.#columns.some(isInformative);
  }

  /** How many cells the columns have that are never empty, with those between them. */
  get minCells(): number {
    return this.#columns.findLastIndex(({ isAlwaysFilled }) => isAlwaysFilled) + 1;
  }

  /** Whether cells look like the first cells of a row. */
  matches(cells: readonly string[]): boolean {
    return cells.every((cell, i) => {
      const column = this.#columns[i];
      if (column === undefined || cell === '') return column?.isAlwaysFilled !== true;
      return column.pattern.test(cell);
    });
  }

  /** Whether a line that has too few cells begins like a row: its first cell looks like those of the first column. */
  beginsRow(cells: readonly string[]): boolean {
    const [first] = this.#columns;
    return cells.length > 1 && first !== undefined && isInformative(first) && first.pattern.test(cells[0]!);
  }
}

function isInformative({ kind }: ColumnSignature): boolean {
  return kind === 'number' || kind === 'code';
}

function signatureOf(cells: readonly string[]): ColumnSignature {
  const filled = cells.filter((cell) => cell !== '');
  const kind = KINDS.find(({ pattern, minCells }) => filled.length >= minCells && isMost(filled, pattern));
  return {
    kind: kind?.name ?? 'text',
    pattern: kind?.pattern ?? /^/,
    isAlwaysFilled: filled.length === cells.length && filled.length > 0,
  };
}

function isMost(cells: readonly string[], pattern: RegExp): boolean {
  return cells.filter((cell) => pattern.test(cell)).length >= cells.length * MIN_SHARE;
}
