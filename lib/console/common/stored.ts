/** A place where the browser keeps texts: beyond the page, or until the tab is closed. */
type Place = 'localStorage' | 'sessionStorage';

/** Reads a text; null also where the browser blocks the storage of sites. */
export function readStored(place: Place, key: string): string | null {
  try {
    return globalThis[place].getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a text, or removes it. Where the browser blocks storage it is lost with the page, and nothing else happens. */
export function keepStored(place: Place, key: string, text: string | null): void {
  try {
    if (text === null) globalThis[place].removeItem(key);
    else globalThis[place].setItem(key, text);
  } catch {
    // The reader has chosen that sites keep nothing.
  }
}
