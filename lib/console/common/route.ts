/** Where in the console the reader is: a view, and what it shows. It is the part of the address after `#`. */
export interface Route {
  /** The name of a view. */
  readonly view: string;
  /** What the view shows, such as ids and words to search for. Nothing secret may be in it. */
  readonly query: URLSearchParams;
}

/** Reads a route of the part of an address that begins with `#`. */
export function parseHash(hash: string): Route {
  const text = hash.replace(/^#\/?/, '');
  // Only the first one separates: a person may have typed words that end with another.
  const [path = ''] = text.split('?', 1);
  return { view: path.split('/')[0]!, query: new URLSearchParams(text.slice(path.length + 1)) };
}

/** The address of a view, for a link: `#/explore?q=lamp`. */
export function hrefOf(view: string, query: URLSearchParams | Readonly<Record<string, string>> = {}): string {
  const text = new URLSearchParams(query).toString();
  return `#/${view}${text === '' ? '' : `?${text}`}`;
}
