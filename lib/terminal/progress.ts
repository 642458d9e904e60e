import stringWidth from 'string-width';
import { cutToWidth } from './cut-text.ts';
import { tellLauncher } from './launcher-link.ts';
import { formatCount, formatDuration } from './numbers.ts';
import { paint, type TextStream, widthOf } from './text-stream.ts';

/** Work of which parts are done. */
export interface Work {
  /** What is done, such as `training`. Another label begins another measurement of the rate. */
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** What is counted, such as `steps`. */
  readonly unit: string;
  /** What else is known, such as `loss 1.23`. */
  readonly detail?: string;
}

/** Times of a progress, for tests. */
export interface ProgressTiming {
  /** Milliseconds between two plain lines. @default 5000 */
  readonly plainEveryMs?: number;
  /** A clock in milliseconds. @default performance.now */
  readonly now?: () => number;
}

const BAR_WIDTH = 20;
/** A terminal is not redrawn sooner: more often than the eye sees only costs time. */
const REDRAW_MS = 80;
/** A rate of a shorter time than this is not shown. */
const MIN_RATE_MS = 500;

/**
 * Shows the progress of work. On a terminal it is one line, that is updated; elsewhere a plain line every few seconds. The
 * libraries that draw bars (cli-progress, listr2) draw by timers, which do not run while a step computes, and cannot
 * write plain lines at an interval.
 */
export class Progress {
  readonly #stream: TextStream;
  readonly #plainEveryMs: number;
  readonly #now: () => number;
  #shown = '';
  #doing = '';
  #lastMs = Number.NEGATIVE_INFINITY;
  /** Since when the work of a label is measured, and what of it was done then. */
  #start = { label: '', ms: 0, done: 0 };

  constructor(stream: TextStream, { plainEveryMs = 5000, now = () => performance.now() }: ProgressTiming = {}) {
    this.#stream = stream;
    this.#plainEveryMs = plainEveryMs;
    this.#now = now;
  }

  /** Shows a state that the next one replaces. */
  update(line: string): void {
    this.#tellDoing(line);
    if (line === this.#shown) return;
    if (this.#stream.isTTY) this.#draw(line);
    else if (this.#isDue(this.#plainEveryMs)) this.#write(line, `${line}\n`);
  }

  /** Shows how much of the work is done, with its rate and the time that is left. */
  work(work: Work): void {
    const ms = this.#now();
    if (work.label !== this.#start.label || work.done < this.#start.done)
      this.#start = { label: work.label, ms, done: work.done };
    if (!this.#isDue(this.#stream.isTTY ? REDRAW_MS : this.#plainEveryMs)) return;
    this.#tellDoing(work.label);
    const speed = describeSpeed(work, work.done - this.#start.done, ms - this.#start.ms);
    const share = work.total > 0 ? Math.min(1, work.done / work.total) : 0;
    const counts = `${formatCount(work.done)}/${formatCount(work.total)} ${work.unit}`;
    const rest = [counts, ...speed, ...(work.detail ? [work.detail] : [])];
    const percent = `${Math.floor(share * 100)} %`;
    if (!this.#stream.isTTY) this.#write('', `${work.label}: ${[percent, ...rest].join(', ')}\n`);
    else this.#drawBar(work.label, share, `${percent.padStart(5)}  ${rest.join('  ')}`);
  }

  /** Prints a line that stays. */
  line(text = ''): void {
    this.clear();
    this.#stream.write(`${text}\n`);
  }

  /** Takes the state that is shown off the terminal. */
  clear(): void {
    this.#tellDoing('');
    if (this.#stream.isTTY && this.#shown !== '') this.#stream.write('\r\x1b[2K');
    this.#shown = '';
  }

  /** The launcher says it again while the program computes for too long to speak. */
  #tellDoing(doing: string): void {
    if (doing === '' && this.#doing === '') return;
    this.#doing = doing;
    tellLauncher({ doing });
  }

  #isDue(everyMs: number): boolean {
    if (this.#now() - this.#lastMs < everyMs) return false;
    this.#lastMs = this.#now();
    return true;
  }

  #write(shown: string, text: string): void {
    this.#shown = shown;
    this.#stream.write(text);
  }

  #draw(line: string): void {
    this.#write(line, `\r\x1b[2K${cutToWidth(line, widthOf(this.#stream)! - 1)}`);
  }

  /** The bar is left out where it does not fit. */
  #drawBar(label: string, share: number, rest: string): void {
    const columns = widthOf(this.#stream)! - 1;
    const left = columns - stringWidth(`${label}  ${rest}`) - 1;
    const length = Math.min(BAR_WIDTH, left);
    if (length < BAR_WIDTH / 4) {
      this.#draw(`${label} ${rest.trimStart()}`);
      return;
    }
    const full = Math.round(share * length);
    const bar = `${paint(this.#stream, 'accent', '█'.repeat(full))}${'░'.repeat(length - full)}`;
    this.#write(`${label} ${rest}`, `\r\x1b[2K${label} ${bar} ${rest}`);
  }
}

/** The rate and the time that is left, once they can be measured. */
function describeSpeed({ done, total }: Work, doneMeanwhile: number, ms: number): string[] {
  if (ms < MIN_RATE_MS || doneMeanwhile <= 0) return [];
  const perSecond = (doneMeanwhile / ms) * 1000;
  const rate = perSecond >= 10 ? formatCount(Math.round(perSecond)) : perSecond.toFixed(1);
  const left = Math.max(0, total - done) / perSecond;
  return [`${rate}/s`, ...(left > 0 ? [`${formatDuration(left)} left`] : [])];
}
