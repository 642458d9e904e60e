const QUOTE = '"';

/** A row that is read line by line. */
export interface PartialRow {
  readonly cells: string[];
  /** What the quoted cell holds that is not closed yet, with its escapes; undefined outside of quotes. */
  open: string | undefined;
}

/** `open`: the line ends inside a quoted cell. `stray`: a quote is where none may be. */
export type RowState = 'complete' | 'open' | 'stray';

/**
 * Reads one line of a row as RFC 4180 says. A quoted cell may contain delimiters, line breaks, and quotes written twice or
 * after a backslash. White space around a cell is left out; inside the quotes it stays.
 * @param line Without its line break; the caller adds that to `row.open` before the next line.
 */
export function readRowLine(line: string, delimiter: string, row: PartialRow): RowState {
  let [at, quoteAt] = [0, -1];
  for (;;) {
    const start = row.open === undefined ? skipFormula(line, skipBlanks(line, at, delimiter)) : -1;
    if (start < 0 || line[start] === QUOTE) {
      const end = readQuoted(line, start + 1, delimiter, row);
      if (end < 0) return row.open === undefined ? 'stray' : 'open';
      at = end;
    } else {
      const end = indexFrom(line, delimiter, at);
      if (quoteAt < at) quoteAt = indexFrom(line, QUOTE, at);
      if (quoteAt < end) return 'stray';
      row.cells.push(line.slice(at, end).trim());
      at = end;
    }
    if (at >= line.length) return 'complete';
    at += 1;
  }
}

/** @returns where the cell ends; -1 if the line ends before (`row.open` is defined), or a quote is stray. */
function readQuoted(line: string, start: number, delimiter: string, row: PartialRow): number {
  for (let from = start; ; ) {
    const quoteAt = line.indexOf(QUOTE, from);
    if (quoteAt < 0) {
      row.open = (row.open ?? '') + line.slice(start);
      return -1;
    }
    if (line[quoteAt + 1] === QUOTE) {
      from = quoteAt + 2;
      continue;
    }
    const end = skipBlanks(line, quoteAt + 1, delimiter);
    if (end === line.length || line[end] === delimiter) {
      row.cells.push(unescapeQuotes((row.open ?? '') + line.slice(start, quoteAt)));
      row.open = undefined;
      return end;
    }
    if (line[quoteAt - 1] !== '\\' || quoteAt === start) {
      row.open = undefined;
      return -1;
    }
    from = quoteAt + 1;
  }
}

function unescapeQuotes(text: string): string {
  return text.includes(QUOTE) ? text.replace(/(\\?)""|\\"/g, (_, backslash = '') => `${backslash}"`) : text;
}

/** The cells of a row of one line; undefined if its quotes are wrong. */
export function readRow(line: string, delimiter: string): string[] | undefined {
  const row: PartialRow = { cells: [], open: undefined };
  return readRowLine(line, delimiter, row) === 'complete' ? row.cells : readPlainRow(line, delimiter);
}

/** Files with these delimiters seldom quote their cells: `TV 24" wide` stands in them as it is. */
const PLAIN_DELIMITERS: readonly string[] = ['\t', '|'];

/** The cells of a line in which a quote is a character like others; undefined where the delimiter asks for quoting. */
export function readPlainRow(line: string, delimiter: string): string[] | undefined {
  return PLAIN_DELIMITERS.includes(delimiter) ? splitPlainly(line, delimiter) : undefined;
}

/** The cells of a line, with its quotes as characters like others. */
export function splitPlainly(line: string, delimiter: string): string[] {
  return line.split(delimiter).map((cell) => cell.trim());
}

/** Some exports write `="0012"`, so that spreadsheets take a code for a text: the quotes are those of the cell. */
function skipFormula(line: string, start: number): number {
  return line[start] === '=' && line[start + 1] === QUOTE ? start + 1 : start;
}

const [EQUALS, APOSTROPHE] = [0x3d, 0x27];
/** A code of digits after the apostrophe with which spreadsheets mark a text. */
const MARKED_CODE = /^'[-+]?\d[\d .,-]*$/;

/** A cell without what says to spreadsheets that it is a text: `="0012"` and `'0012` are `0012`. */
export function withoutTextMark(cell: string): string {
  const first = cell.charCodeAt(0);
  if (first === EQUALS && cell.length > 2 && cell.startsWith('="') && cell.endsWith('"'))
    return cell.slice(2, -1).replaceAll('""', QUOTE);
  return first === APOSTROPHE && MARKED_CODE.test(cell) ? cell.slice(1) : cell;
}

/** The end of the text if there is none. */
function indexFrom(text: string, part: string, from: number): number {
  const at = text.indexOf(part, from);
  return at < 0 ? text.length : at;
}

/** A tab is a blank, unless it is the delimiter. */
function skipBlanks(text: string, from: number, delimiter: string): number {
  let at = from;
  while (text[at] === ' ' || (text[at] === '\t' && delimiter !== '\t')) at += 1;
  return at;
}
