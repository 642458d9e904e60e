/** A paragraph, list item, heading or table cell of a Markdown page, without its code. */
export interface Passage {
  /** Of its first line, from 1. */
  readonly line: number;
  /** Its words on one line: inline code is `code`, a link is its text. */
  readonly text: string;
}

const LIST_ITEM = /^\s*(?:[-*+]|\d+\.)\s+/;

/**
 * The passages of a page. Fenced code, indented code and HTML comments are left out: a line of four spaces after a blank line is code,
 * as in CommonMark outside of lists.
 */
export function passagesOf(markdown: string): Passage[] {
  const passages: Passage[] = [];
  let open: { line: number; lines: string[] } | undefined;
  const close = (): void => {
    if (open) passages.push({ line: open.line, text: plainText(open.lines.join(' ')) });
    open = undefined;
  };
  let fence: string | undefined;
  for (const [index, line] of withoutHtmlComments(markdown).split('\n').entries()) {
    const marker = /^\s*(```|~~~)/.exec(line)?.[1];
    if (marker || fence) {
      if (marker && (fence === undefined || fence === marker)) fence = fence ? undefined : marker;
      close();
    } else if (line.trim() === '' || (open === undefined && /^ {4}/.test(line))) {
      close();
    } else if (line.startsWith('|')) {
      close();
      passages.push(...cellsOf(line, index + 1));
    } else if (LIST_ITEM.test(line) || /^#{1,6} /.test(line)) {
      close();
      open = { line: index + 1, lines: [line.replace(LIST_ITEM, '').replace(/^#+ /, '')] };
      if (line.startsWith('#')) close();
    } else {
      open ??= { line: index + 1, lines: [] };
      open.lines.push(line.trim());
    }
  }
  close();
  return passages;
}

/** The sentences of a passage. Abbreviations and decimal points end none. */
export function sentencesOf(text: string): string[] {
  const safe = text.replace(/\b(al|e\.g|i\.e|vs|etc|cf|no)\. /gi, '$1 ');
  return safe.split(/(?<=[.!?][)"'_*]*)\s+/).filter((sentence) => sentence !== '');
}

export function wordsOf(sentence: string): string[] {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/** The relative links of a page, each with its line. */
export function linksOf(markdown: string): { line: number; target: string }[] {
  return markdown
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(/\]\(([^)\s]+)\)/g)]
        .map((match) => ({ line: index + 1, target: match[1]! }))
        .filter(({ target }) => !/^[a-z]+:/i.test(target)),
    );
}

/** The inline code of a page, each with its line. */
export function codeOf(markdown: string): { line: number; code: string }[] {
  return markdown
    .split('\n')
    .flatMap((line, index) => [...line.matchAll(/`([^`]+)`/g)].map((match) => ({ line: index + 1, code: match[1]! })));
}

/** The anchors that GitHub gives the headings of a page. */
export function anchorsOf(markdown: string): Set<string> {
  const headings = markdown.split('\n').filter((line) => /^#{1,6} /.test(line));
  return new Set(
    headings.map((heading) =>
      heading
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}

function cellsOf(row: string, line: number): Passage[] {
  if (/^[|\s:-]+$/.test(row)) return [];
  const cells = row.split(/(?<!\\)\|/).map((cell) => plainText(cell.trim()));
  return cells.filter((cell) => cell !== '').map((text) => ({ line, text }));
}

function plainText(markdown: string): string {
  return markdown
    .replace(/(`+)[^`].*?\1/g, 'code')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The same number of lines, so that line numbers stay. */
function withoutHtmlComments(markdown: string): string {
  return markdown.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ''));
}
