import { type AnyRun, isRunning, phasesOf, progressOf, shareDone } from './run-words.ts';

/** How far the current phase is; without a bar if that cannot be said. */
export function ProgressBar({ run }: { readonly run: AnyRun }) {
  const share = shareDone(run);
  if (share === undefined) return null;
  return (
    <div
      class="runs-bar"
      role="progressbar"
      aria-label={`Progress of ${run.id}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={progressOf(run)}
    >
      <span class="runs-bar-fill" style={{ width: `${share * 100}%` }} />
    </div>
  );
}

/** The phases of a run, and where it is. */
export function Phases({ run }: { readonly run: AnyRun }) {
  const phases = phasesOf(run);
  const current = Math.max(
    0,
    phases.findIndex(({ name }) => name === run.phase),
  );
  const here = phases[current]!;
  const isOver = run.state === 'succeeded';
  return (
    <div class="runs-progress">
      <ol class="runs-phases" aria-label="Phases">
        {phases.map(({ name, title }, i) => (
          <li
            key={name}
            data-state={stateOf(i, current, run)}
            aria-current={!isOver && i === current ? 'step' : undefined}
          >
            {title}
          </li>
        ))}
      </ol>
      {isRunning(run) && (
        <>
          <p class="runs-now">
            <strong>{here.title}</strong>
            {progressOf(run) !== undefined && <span> {progressOf(run)}</span>}
            <span class="runs-about">{here.does}</span>
          </p>
          <ProgressBar run={run} />
        </>
      )}
    </div>
  );
}

function stateOf(phase: number, current: number, { state }: AnyRun): string {
  if (state === 'succeeded' || phase < current) return 'done';
  if (phase > current) return 'later';
  return state === 'running' ? 'now' : 'stopped';
}
