import type { TrainingRun, TrainingRunBrief } from '../../../client/generated/schemas.ts';
import { countOf, formatCount } from '../../common/format.ts';
import type { Tone } from '../../parts/badge.tsx';

/** What of a run every part of the view needs. */
export type AnyRun = TrainingRunBrief | TrainingRun;

/** What became of a run, as a few words and a tone. */
export interface Outcome {
  readonly tone: Tone;
  readonly text: string;
}

/** The phases in their order, with what happens in each. `settling` is only of runs that a catalog starts. */
export const PHASES = [
  { name: 'queued', title: 'Queued', does: 'Waits for its function to start.' },
  { name: 'settling', title: 'Waiting for uploads', does: 'Waits until no upload is in progress.' },
  {
    name: 'gathering',
    title: 'Gathering data',
    does: 'Reads the catalog and the training data, and stores them for this run.',
  },
  { name: 'planning', title: 'Planning', does: 'Chooses the rows to judge by, tunes settings and counts the steps.' },
  { name: 'training', title: 'Training', does: 'Takes the steps of training.' },
  { name: 'judging', title: 'Judging', does: 'Compares the model with simple baselines and with the live version.' },
  { name: 'embedding', title: 'Embedding', does: 'Gives every product a vector of the new version.' },
  { name: 'verifying', title: 'Verifying', does: 'Reads the vectors back, and mends the bad ones.' },
  { name: 'promoting', title: 'Going live', does: 'Makes the new version live.' },
  { name: 'done', title: 'Done', does: 'The run has ended.' },
] as const satisfies readonly {
  readonly name: NonNullable<AnyRun['phase']>;
  readonly title: string;
  readonly does: string;
}[];

/** The phases that a run goes through: the publication of a version trains nothing, and not every run publishes one. */
export function phasesOf(run: AnyRun): readonly (typeof PHASES)[number][] {
  const skipped = skippedPhases(run);
  return PHASES.filter(({ name }) => name === run.phase || !skipped.includes(name));
}

function skippedPhases(run: AnyRun): readonly string[] {
  const making = ['planning', 'training', 'judging'];
  if (run.kind === 'publish') return ['settling', 'gathering', ...making];
  if (run.state !== 'succeeded' || run.promoted) return ['settling'];
  const publishing = ['embedding', 'verifying', 'promoting'];
  if (run.modelVersion === undefined) return ['settling', ...making, ...publishing];
  return ['settling', ...(run.embedded === undefined ? publishing : ['promoting'])];
}

/** Whether a run works, or waits for its turn. */
export function isRunning(run: AnyRun): boolean {
  return run.state === 'running';
}

/** What became of a run, or what it does now. */
export function outcomeOf(run: AnyRun): Outcome {
  if (run.state === 'failed') return { tone: 'danger', text: 'Failed' };
  if (run.state === 'canceled') return { tone: 'quiet', text: 'Canceled' };
  if (run.state === 'running') {
    if (run.cancelRequested?.attempt === (run.attempt ?? 1)) return { tone: 'busy', text: 'Ending' };
    return { tone: 'busy', text: PHASES.find(({ name }) => name === run.phase)?.title ?? 'Running' };
  }
  if (run.promoted) return { tone: 'good', text: 'Went live' };
  if (run.nothingNew) return { tone: 'quiet', text: 'Nothing new' };
  if (run.notNeeded !== undefined) return { tone: 'quiet', text: 'Not needed' };
  return { tone: 'notice', text: 'Held back' };
}

/** What a run is about: `Training on all data`. */
export function titleOfRun(run: AnyRun): string {
  if (run.kind === 'publish') return 'Publication of a version';
  if (run.data === 'catalog') return 'Training on the catalog alone';
  return run.data === 'new' ? 'Training on new data' : 'Training on all data';
}

/** Who or what started a run: `by ann: the new collection`, `by the schedule`, `by 2 uploads`. */
export function startedBy({ requested, scheduledFor, trigger }: AnyRun): string {
  if (requested) {
    const who = requested.by === 'unknown' ? 'by a caller without a name' : `by ${requested.by}`;
    return requested.why === undefined ? who : `${who}: ${requested.why}`;
  }
  if (scheduledFor !== undefined) return 'by the schedule';
  if (trigger && trigger.length > 0)
    return trigger.length === 1 ? `by the upload ${trigger[0]}` : `by ${countOf(trigger.length, 'upload')}`;
  return 'by a caller';
}

/** How far the current phase is, 0 to 1; undefined if it cannot be said. */
export function shareDone(run: AnyRun): number | undefined {
  const shareOf = (part: number | undefined, whole: number | undefined) =>
    part === undefined || !whole ? undefined : Math.min(1, part / whole);
  if (run.phase === 'training') return shareOf(run.step, run.steps);
  return run.phase === 'embedding' ? shareOf(run.embedded, run.products) : undefined;
}

/** How far the current phase is, in words: `step 32 of 43`. */
export function progressOf(run: AnyRun): string | undefined {
  if (run.phase === 'training' && run.steps !== undefined)
    return `step ${formatCount(run.step ?? 0)} of ${formatCount(run.steps)}`;
  if (run.phase === 'embedding' && run.embedded !== undefined && run.products !== undefined)
    return `${formatCount(run.embedded)} of ${countOf(run.products, 'product')}`;
  return undefined;
}

/** The time that a run has taken so far, in seconds: to its end, or to now. */
export function secondsOf(run: AnyRun, now: number): number {
  const end = isRunning(run) ? now : Date.parse(run.updatedAt);
  return Math.max(0, (end - Date.parse(run.startedAt)) / 1000);
}

/** A time span: `8 s`, `2 min 14 s`, `1 h 5 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** An amount of US dollars with two significant digits, or in cents from ten dollars on: `$0.0043`, `$1.20`. */
export function formatDollars(dollars: number): string {
  if (dollars === 0) return '$0';
  if (dollars >= 1) return `$${dollars.toFixed(2)}`;
  return `$${dollars.toFixed(Math.min(6, 1 - Math.floor(Math.log10(dollars))))}`;
}
