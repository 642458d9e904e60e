/** What begins a tag, a comment or a character reference. Most texts have none. */
const MARKUP = /<[a-z/!?]|&[#a-z]/i;
/** Feeds escape markup once or twice: `&amp;lt;p&amp;gt;`. */
const MAX_ROUNDS = 3;

/** What a browser shows of a text with HTML, in one line: exports of shops have HTML in titles and descriptions. */
export function shownText(text: string): string {
  let shown = text;
  for (let round = 0; round < MAX_ROUNDS && MARKUP.test(shown); round++) shown = withoutMarkup(shown);
  return shown.replaceAll(/\s+/g, ' ').trim();
}

function withoutMarkup(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const hidden of body.querySelectorAll('script, style')) hidden.remove();
  return body.textContent ?? '';
}
