import type { TrainingRun } from '../../client/generated/schemas.ts';
import { formatCount } from '../../terminal/numbers.ts';
import type { Progress } from '../../terminal/progress.ts';
import { sparkline } from '../../terminal/sparkline.ts';

/** A shorter phase that counts nothing is not worth a line. */
const MIN_SHOWN_MS = 500;
const CURVE_WIDTH = 20;

/** Shows the phases of a training run: a bar for the current one, and a line for each that is done, with its time. */
export class RunPhases {
  readonly #progress: Progress;
  readonly #now: () => number;
  #current: { readonly name: string; readonly startedMs: number } | undefined;

  /** @param now A clock in milliseconds. */
  constructor(progress: Progress, now: () => number = () => performance.now()) {
    this.#progress = progress;
    this.#now = now;
  }

  /** Shows the state of the run. Ends the phase before it, if it is another. */
  show(run: TrainingRun): void {
    const name = run.phase ?? 'queued';
    if (name !== this.#current?.name) {
      this.#endPhase(run);
      this.#current = { name, startedMs: this.#now() };
    }
    const work = workOf(run);
    if (work) this.#progress.work({ label: name, ...work });
    else if (name !== 'done') this.#progress.update(name);
  }

  #endPhase(run: TrainingRun): void {
    if (this.#current === undefined) return;
    const { name, startedMs } = this.#current;
    const ms = this.#now() - startedMs;
    const result = resultOf(name, run);
    if (result === '' && ms < MIN_SHOWN_MS) return;
    this.#progress.line(`${name.padEnd(10)} ${(ms / 1000).toFixed(1).padStart(6)} s  ${result}`.trimEnd());
  }
}

/** What of the current phase is done, if it is counted. */
function workOf({ phase, step = 0, steps, loss, embedded, products }: TrainingRun) {
  if (phase === 'training' && steps)
    return {
      done: step,
      total: steps,
      unit: 'steps',
      ...(loss !== undefined && { detail: `loss ${loss.toFixed(4)}` }),
    };
  // Some runs count only at the end.
  if (phase === 'embedding' && products && embedded) return { done: embedded, total: products, unit: 'products' };
  return undefined;
}

/** What a phase has made. */
function resultOf(phase: string, { products, steps, lossCurve = [], embedded }: TrainingRun): string {
  if (phase === 'gathering' && products !== undefined) return `${formatCount(products)} products`;
  if (phase === 'embedding' && embedded !== undefined) return `${formatCount(embedded)} products`;
  const last = lossCurve.at(-1);
  if (phase !== 'training' || steps === undefined || last === undefined) return '';
  const curve = sparkline(
    lossCurve.map(({ loss }) => loss),
    CURVE_WIDTH,
  );
  return `${formatCount(steps)} steps, loss ${curve} ${last.loss.toFixed(4)}`;
}
