import { decodeHTMLAttribute } from 'entities/decode';
import { Tokenizer } from 'htmlparser2';
import { isHidden, isInline } from './html-elements.ts';
import { mendMarkup } from './mended-markup.ts';

/** What begins a tag, a comment or a character reference. Most texts have none. */
const MARKUP = /<[a-z/!?]|&[#a-z]/i;
/** Feeds escape markup once or twice: `&amp;lt;p&amp;gt;`. */
const MAX_ROUNDS = 3;
/** Character references in capitals, as in titles that were put in capitals. */
const REFERENCE = /&[a-z]+;/gi;

/**
 * The text that a browser shows of a text with HTML: without tags, comments, scripts and styles, with character
 * references decoded. Tags of blocks become a space. Escaped markup is read too. A text without markup is unchanged.
 */
export function readShownText(text: string): string {
  let shown = text;
  for (let round = 0; round < MAX_ROUNDS && hasMarkup(shown); round++) shown = decodeReferences(stripTags(shown));
  return shown;
}

function hasMarkup(text: string): boolean {
  return (text.includes('<') || text.includes('&')) && MARKUP.test(text);
}

/** Decodes as in attributes: without a semicolon only before a space or sign, so that `pens&notebooks` stays. */
function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return decodeHTMLAttribute(text).replace(REFERENCE, (written) => {
    const lower = written.toLowerCase();
    const decoded = decodeHTMLAttribute(lower);
    return decoded === lower ? written : decoded;
  });
}

function stripTags(text: string): string {
  if (!text.includes('<')) return text;
  const html = mendMarkup(text);
  const parts: string[] = [];
  /** The open element whose content is not shown. */
  let inside: string | undefined;
  const nameOf = (start: number, end: number) => html.slice(start, end).toLowerCase();
  const separate = (name: string) => parts.push(isInline(name) ? '' : ' ');
  const tokenizer = new Tokenizer(
    { decodeEntities: false },
    {
      ...IGNORED,
      ontext(start, end) {
        if (inside === undefined) parts.push(html.slice(start, end));
      },
      onopentagname(start, end) {
        const name = nameOf(start, end);
        separate(name);
        if (isHidden(name)) inside ??= name;
      },
      onclosetag(start, end) {
        const name = nameOf(start, end);
        separate(name);
        if (name === inside) inside = undefined;
      },
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return parts.join('');
}

/** What a tokenizer reports besides text and tags. */
const IGNORED = {
  onattribdata: ignore,
  onattribend: ignore,
  onattribentity: ignore,
  onattribname: ignore,
  oncdata: ignore,
  oncomment: ignore,
  ondeclaration: ignore,
  onend: ignore,
  onopentagend: ignore,
  onprocessinginstruction: ignore,
  onselfclosingtag: ignore,
  ontextentity: ignore,
};

function ignore(): void {}
