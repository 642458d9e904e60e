import { isElement } from './html-elements.ts';

/** `<` and what may follow it: a comment, a declaration, an instruction, or a slash and a name. */
const OPENING = /<(?:!(?=--|\[if|\[endif|doctype)|\?(?=[a-z])|(\/?)([a-z][^\s/<>]*))?/gi;
const BOOLEAN =
  'allowfullscreen async autoplay border checked compact controls defer disabled hidden ismap itemscope loop multiple ' +
  'muted noshade nowrap open playsinline readonly required reversed selected';
/** What may follow the name of a tag: its end, the end of a text that was cut, or an attribute. */
const TAG_REST = new RegExp(
  `\\s*/?\\s*(?:>|$)|[\\s/]+(?:[^\\s=<>"'/]+\\s*=|(?:${BOOLEAN.replaceAll(' ', '|')}|(?:data|aria)-[\\w-]+)(?=[\\s/>]|$))`,
  'iy',
);
const ATTRIBUTE = /[\s/]+[^\s=<>"'/]+\s*=/y;
/** An attribute without its second quote: a `>` and a `<` come before the next quote. */
const OPEN_QUOTE = /(=\s*(["'])(?:(?!\2)[^<>])*)>(?=(?:(?!\2)[^<])*(?:<|$))/g;
const CDATA_MARK = /<!\[CDATA\[|\]\]>/gi;
/** Names of tags that are no words: in a broken tag such as `<br 20 cm` they are left out. */
const NO_WORD = /^(?:..?.?|span|strong)$/;

/**
 * Makes markup of product texts what it was meant to be, so that a parser loses no words: `a <b`, `<3`, `<M>` and
 * `<me@shop.example>` are text and lose their `<`. Missing quotes are added, and sections of CDATA become text.
 */
export function mendMarkup(html: string): string {
  const closed = html.replace(CDATA_MARK, '').replace(OPEN_QUOTE, '$1$2>');
  const pairs = new TagPairs(closed);
  return closed.replace(OPENING, (found: string, slash: string | undefined, name: string | undefined, at: number) => {
    if (name === undefined) return found === '<' ? ' ' : found;
    const lower = name.toLowerCase();
    if (slash === '/') return isElement(lower) || pairs.has(lower) ? found : ' ';
    if (isTag(closed, name, at + found.length, pairs)) return found;
    return isElement(lower) && lower.length > 1 && NO_WORD.test(lower) ? ' ' : ` ${name}`;
  });
}

/** Whether a name after `<` begins a tag. @param end Where the name ends. */
function isTag(html: string, name: string, end: number, pairs: TagPairs): boolean {
  const lower = name.toLowerCase();
  if (!isElement(lower)) return pairs.has(lower) || matchesAt(ATTRIBUTE, html, end);
  if (name.length > 1 || lower === 'p') return matchesAt(TAG_REST, html, end);
  // Sizes and signs look like the tags of one letter: `<S>`, `x <b and y`.
  if (matchesAt(ATTRIBUTE, html, end)) return true;
  return (name === lower || pairs.has(lower)) && /^\s*\/?>/.test(html.slice(end, end + 10));
}

/** The names that have both an opening and a closing tag in a text. */
class TagPairs {
  readonly #html: string;
  #names: ReadonlySet<string> | undefined;

  constructor(html: string) {
    this.#html = html;
  }

  has(name: string): boolean {
    this.#names ??= findPairs(this.#html);
    return this.#names.has(name);
  }
}

function findPairs(html: string): ReadonlySet<string> {
  const sides = { opened: new Set<string>(), closed: new Set<string>() };
  for (const [, slash, name] of html.matchAll(OPENING))
    if (name !== undefined) sides[slash === '/' ? 'closed' : 'opened'].add(name.toLowerCase());
  return new Set([...sides.opened].filter((name) => sides.closed.has(name)));
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
