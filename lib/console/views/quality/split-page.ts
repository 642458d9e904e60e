/** A page of HTML in two parts. */
export interface SplitPage {
  /** The page without its styles. */
  readonly body: string;
  /** Its styles. */
  readonly styles: string;
}

const STYLE = /<style>([\s\S]*?)<\/style>/g;

/** Splits the page of a model card, for a place where styles in a page are forbidden. */
export function splitPage(html: string): SplitPage {
  return {
    body: html.replace(STYLE, ''),
    styles: [...html.matchAll(STYLE)].map(([, text]) => text).join('\n'),
  };
}

const IN_DARK = /@media \(prefers-color-scheme: ?dark\)/g;

/**
 * Makes styles follow the colours that the reader has chosen in the console. A frame only knows those of the system.
 * @param theme `dark` or `light`; undefined to follow the system
 */
export function applyTheme(styles: string, theme: string | undefined): string {
  if (theme === undefined) return styles;
  return styles.replace(IN_DARK, theme === 'dark' ? '@media all' : '@media not all');
}
