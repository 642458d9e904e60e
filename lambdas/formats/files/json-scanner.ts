const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];
/** By byte: whether it begins a text, or opens or closes a bracket. Between brackets all others are passed over. */
const IS_MARK = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number([QUOTE, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET].includes(byte)),
);
const [COMMA, LF, CR, TAB, SPACE] = [0x2c, 0x0a, 0x0d, 0x09, 0x20];

/** Whether a byte is white space of JSON. */
export function isJsonSpace(byte: number): boolean {
  return byte === SPACE || byte === LF || byte === CR || byte === TAB;
}

/** The place of the first byte from `at` on that is no white space. */
export function skipJsonSpace(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && isJsonSpace(bytes[end]!)) end += 1;
  return end;
}

/**
 * Finds where a JSON value ends without reading it, as its bytes arrive. It knows texts and brackets only: the value may
 * still be no JSON.
 */
export class JsonScanner {
  /** Bytes of the value that are scanned. */
  length = 0;
  /** `broken`: a closing bracket does not belong to the last open one. */
  state: 'open' | 'ended' | 'broken' = 'open';
  /** A text goes over a line break, which JSON does not allow: a quote is missing, or there is one too many. */
  hasBrokenText = false;
  /** The closing brackets that are waited for. */
  readonly #closing: number[] = [];
  #isInText = false;
  #isEscaped = false;
  #hasBrackets = false;

  /** The value is no object and no array. */
  get isPlain(): boolean {
    return !this.#hasBrackets;
  }

  /** What is scanned so far is a value without brackets or quotes around it: it may end with the file. */
  get isWord(): boolean {
    return this.state === 'open' && this.#closing.length === 0 && !this.#isInText && this.length > 0;
  }

  /** Scans on in a value that begins at `start`, up to `end`. */
  scan(bytes: Uint8Array, start: number, end: number): void {
    let at = start + this.length;
    while (at < end && this.state === 'open') {
      if (this.#isInText) at = this.#scanText(bytes, at, end);
      else if (this.#closing.length > 0 && IS_MARK[bytes[at]!] === 0) at = findMark(bytes, at + 1, end);
      else at = this.#scanByte(bytes[at]!, at);
    }
    this.length = at - start;
  }

  #scanText(bytes: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      if (bytes[at] === LF) this.hasBrokenText = true;
      if (this.#isEscaped) this.#isEscaped = false;
      else if (bytes[at] === BACKSLASH) this.#isEscaped = true;
      else if (bytes[at] === QUOTE) {
        this.#isInText = false;
        if (this.#closing.length === 0) this.state = 'ended';
        return at + 1;
      }
    }
    return end;
  }

  /** @returns the place of the next byte. */
  #scanByte(byte: number, at: number): number {
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#hasBrackets = true;
    if (byte === QUOTE) this.#isInText = true;
    else if (byte === OPEN_BRACE) this.#closing.push(CLOSE_BRACE);
    else if (byte === OPEN_BRACKET) this.#closing.push(CLOSE_BRACKET);
    else if (this.#closing.length === 0) return this.#scanWord(byte, at);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (this.#closing.pop() !== byte) this.state = 'broken';
      else if (this.#closing.length === 0) this.state = 'ended';
    }
    return at + 1;
  }

  /** A number or a word ends before what follows it. A bracket by itself is a word. */
  #scanWord(byte: number, at: number): number {
    const isAfter = byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isJsonSpace(byte);
    if (!isAfter) return at + 1;
    this.state = 'ended';
    return at;
  }
}

/** The place of the next byte that is a mark, or `end`. */
function findMark(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && IS_MARK[bytes[at]!] === 0) at += 1;
  return at;
}
