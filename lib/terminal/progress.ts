/** Where text is written: a terminal, a pipe or a file. */
export interface TextStream {
  readonly isTTY?: boolean;
  /** Width of the terminal in characters. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows the progress of work: one line that is updated on a terminal, else a plain line every few seconds. */
export class Progress {
  readonly #stream: TextStream;
  readonly #plainEveryMs: number;
  #shown = '';
  #lastPlainMs = Number.NEGATIVE_INFINITY;

  constructor(stream: TextStream, plainEveryMs = 5000) {
    this.#stream = stream;
    this.#plainEveryMs = plainEveryMs;
  }

  /** Shows a state that the next one replaces. */
  update(line: string): void {
    if (line === this.#shown) return;
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\x1b[2K${line.slice(0, (this.#stream.columns ?? 80) - 1)}`);
      this.#shown = line;
      return;
    }
    if (Date.now() - this.#lastPlainMs < this.#plainEveryMs) return;
    this.#lastPlainMs = Date.now();
    this.#shown = line;
    this.#stream.write(`${line}\n`);
  }

  /** Prints a line that stays. */
  line(text = ''): void {
    if (this.#stream.isTTY && this.#shown !== '') this.#stream.write('\r\x1b[2K');
    this.#shown = '';
    this.#stream.write(`${text}\n`);
  }
}
