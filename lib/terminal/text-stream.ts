import { styleText } from 'node:util';
import { escapeForTerminal } from './plain-text.ts';

/** Where text is written: a terminal, a pipe or a file. */
export interface TextStream {
  readonly isTTY?: boolean;
  /** Width of the terminal in characters. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** The stream, without characters of user data that a terminal would obey. Pipes and files get every text as it is. */
export function escapedStream(stream: TextStream): TextStream {
  if (!stream.isTTY) return stream;
  return {
    isTTY: true,
    get columns() {
      return stream.columns ?? 0;
    },
    write: (text) => stream.write(escapeForTerminal(text)),
  };
}

/** Assumed of a terminal that does not tell its width. */
const DEFAULT_COLUMNS = 80;

/** The characters that fit on a line; undefined where lines may have any length: in a file or a pipe. */
export function widthOf(stream: TextStream): number | undefined {
  return stream.isTTY ? stream.columns || DEFAULT_COLUMNS : undefined;
}

/** Writes lines, each with its end. */
export function writeLines(stream: TextStream, lines: readonly string[]): void {
  if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
}

/** What a text means, so that its colour is chosen in one place. */
const TONES = {
  problem: 'red',
  good: 'green',
  caution: 'yellow',
  accent: 'cyan',
  quiet: 'dim',
  strong: 'bold',
} as const;
export type Tone = keyof typeof TONES;

/**
 * Colours a text for a stream: on a terminal only, and never with the variable `NO_COLOR` or on a terminal that says it
 * is `dumb`. Everywhere else the text stays as it is.
 * @param env The environment. @default that of the process
 */
export function paint(stream: TextStream, tone: Tone, text: string, env: NodeJS.ProcessEnv = process.env): string {
  const hasColours = stream.isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
  return hasColours && text !== '' ? styleText(TONES[tone], text, { validateStream: false }) : text;
}
