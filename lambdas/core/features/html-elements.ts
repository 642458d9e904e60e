/** Elements that stand inside a word or a line: `H<sub>2</sub>O` is one word. */
const INLINE =
  'a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark nobr q rb rp rt ruby s samp ' +
  'small span strike strong sub sup time tt u var wbr';

/** Elements whose content is no text of the page. */
const HIDDEN = 'iframe noembed noframes noscript script style template';

/** All other elements of HTML, old ones included. They end a line, and so a word. */
const BLOCK =
  'address applet area article aside audio base basefont blockquote body br button canvas caption center col colgroup ' +
  'datalist dd details dialog dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 ' +
  'h6 head header hgroup hr html img input legend li link main map marquee menu meta meter nav object ol optgroup ' +
  'option output p param picture pre progress section select slot source summary svg table tbody td textarea tfoot th ' +
  'thead title tr track ul video xmp';

const inline = new Set(INLINE.split(' '));
const hidden = new Set(HIDDEN.split(' '));
const all = new Set([...inline, ...hidden, ...BLOCK.split(' ')]);

/** A name with a namespace, as Word writes them: `o:p`. */
const NAMESPACED = /^[a-z][\w-]*:[a-z][\w.-]*$/;

/** Whether HTML has an element of this name in lower case, or the name has a namespace. */
export function isElement(name: string): boolean {
  return all.has(name) || NAMESPACED.test(name);
}

/** Whether the tags of an element do not separate words. */
export function isInline(name: string): boolean {
  return inline.has(name) || NAMESPACED.test(name);
}

/** Whether the content of an element is not shown. */
export function isHidden(name: string): boolean {
  return hidden.has(name);
}
