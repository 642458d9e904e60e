/** Keeps the answers of GETs in the memory of a client. */
export interface CacheOptions {
  /** The least recently used answers go first. @default 500 */
  readonly maxEntries?: number;
}

/** A successful response, as it came. */
export interface KeptResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

interface Entry extends KeptResponse {
  /** Milliseconds since 1970 until which it is used without asking. */
  readonly freshUntil: number;
}

/** A private cache (RFC 9111) of one client, by the target of its requests. */
export class ResponseCache {
  readonly #maxEntries: number;
  readonly #entries = new Map<string, Entry>();

  constructor({ maxEntries = 500 }: CacheOptions) {
    this.#maxEntries = maxEntries;
  }

  /** The response that may be used without asking; undefined if there is none. @param now Milliseconds since 1970 */
  findFresh(target: string, now: number): KeptResponse | undefined {
    const entry = this.#entries.get(target);
    return entry !== undefined && now < entry.freshUntil ? entry : undefined;
  }

  /** The headers that ask whether the kept response still holds. */
  validators(target: string): Readonly<Record<string, string>> {
    const etag = this.#entries.get(target)?.headers.get('etag');
    return etag == null ? {} : { 'if-none-match': etag };
  }

  /** Keeps a response, unless it forbids that or could not be used again. */
  keep(target: string, response: KeptResponse, now: number): void {
    this.#entries.delete(target);
    const control = readCacheControl(response.headers.get('cache-control') ?? '');
    const { maxAgeSeconds } = control;
    if (control.isNotKept || (maxAgeSeconds === 0 && !response.headers.has('etag'))) return;
    this.#entries.set(target, { ...response, freshUntil: now + maxAgeSeconds * 1_000 });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) return;
      this.#entries.delete(oldest);
    }
  }

  /** The kept response, of which a 304 says that it still holds. @param headers Those of the 304: they replace its own. */
  renew(target: string, headers: Headers, now: number): KeptResponse | undefined {
    const entry = this.#entries.get(target);
    if (entry === undefined) return undefined;
    const renewed = new Headers(entry.headers);
    for (const [name, value] of headers) renewed.set(name, value);
    const response = { status: entry.status, headers: renewed, bytes: entry.bytes };
    this.keep(target, response, now);
    return response;
  }

  /** All responses must be asked about before they are used again: something was written. */
  doubt(): void {
    for (const [target, entry] of this.#entries) this.#entries.set(target, { ...entry, freshUntil: 0 });
  }
}

function readCacheControl(header: string): { readonly isNotKept: boolean; readonly maxAgeSeconds: number } {
  const directives = header
    .toLowerCase()
    .split(',')
    .map((one) => one.trim());
  const maxAge = directives.map((one) => /^max-age="?(\d+)"?$/.exec(one)?.[1]).find((one) => one !== undefined);
  return {
    isNotKept: directives.includes('no-store'),
    maxAgeSeconds: directives.includes('no-cache') ? 0 : Number(maxAge ?? 0),
  };
}
