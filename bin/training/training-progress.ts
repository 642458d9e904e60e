import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TrainingProgress } from '../../lambdas/core/training/run/training-report.ts';
import { formatDuration } from '../../lib/terminal/numbers.ts';
import type { Progress } from '../../lib/terminal/progress.ts';

/** `trying settings, 3 of 12`. */
const COUNTED = /^(?<label>.*), (?<done>\d+) of (?<total>\d+)$/;

/**
 * Runs training or a search for settings to its end, and shows its progress. Ctrl-C is handled between the steps.
 * @param name What is done at the end, such as `trained`
 */
export async function runWithProgress<Result>(
  work: Generator<TrainingProgress, Result, void>,
  progress: Progress,
  name: string,
): Promise<Result> {
  const started = performance.now();
  for (;;) {
    const { done, value } = work.next();
    if (done) {
      progress.line(`${name} in ${formatDuration((performance.now() - started) / 1000)}`);
      return value;
    }
    show(value, progress);
    await nextTurn();
  }
}

function show(state: TrainingProgress, progress: Progress): void {
  if (state.phase === 'training') {
    const { step, steps, loss } = state;
    progress.work({ label: 'training', done: step, total: steps, unit: 'steps', detail: `loss ${loss.toFixed(4)}` });
    return;
  }
  if (state.phase === 'judging') {
    progress.update('judging on held-out rows');
    return;
  }
  const counted = COUNTED.exec(state.doing)?.groups;
  if (counted === undefined) progress.update(state.doing);
  // The one that is named is still running.
  else
    progress.work({
      label: counted.label!,
      done: Number(counted.done) - 1,
      total: Number(counted.total),
      unit: 'trials',
    });
}
