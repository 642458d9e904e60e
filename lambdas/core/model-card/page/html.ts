/** Text that is safe to put into a page: written in the code, or escaped. */
export class Html {
  readonly #text: string;

  /** @param text It is not escaped, so it must be written in the code. */
  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template: text and numbers are escaped, pieces of a page are not; a list is joined. */
export type Piece = Html | string | number | readonly Piece[];

/**
 * Makes a piece of a page from a template. Every value that is not a piece itself is escaped, so that names from
 * outside are text wherever they stand, in quoted attributes too.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return new Html(parts.map((part, i) => (i === 0 ? part : renderPiece(values[i - 1]!) + part)).join(''));
}

/** Nothing. */
export const NOTHING = html``;

function renderPiece(value: Piece): string {
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(renderPiece).join('');
}

/** A count with its noun, of which several end with an s: `1 orphan`, `23 orphans`. */
export function countOf(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** A figure with four decimals, or that it is none: JSON has `null` for what is not finite. */
export function formatFigure(value: number | null): string {
  return value !== null && Number.isFinite(value) ? value.toFixed(4) : 'not finite';
}

/** Characters that act in a page. */
const ACTIVE = /[&<>"'`]/g;
/** Control characters that no page may hold. */
const CONTROL = /[^\P{Cc}\t\n\r]/gu;

/** Half a character alone cannot be written as UTF-8, so it is replaced as control characters are. */
function escapeHtml(text: string): string {
  const written = text.toWellFormed().replace(CONTROL, '\ufffd');
  return written.replace(ACTIVE, (mark) => `&#${mark.charCodeAt(0)};`);
}
