import type { TrainingRun, Upload } from '../../../client/generated/schemas.ts';
import { countOf } from '../../common/format.ts';
import { isCatalogKey, MAPPING_KEY } from './kinds.ts';

/** A stage on the way of a file into the answers of searches. */
export interface Step {
  readonly title: string;
  /** `held`: it ended without what was hoped for, and nothing failed. */
  readonly state: 'done' | 'now' | 'next' | 'failed' | 'held';
  readonly text: string;
  /** The run that does it. */
  readonly run?: string;
}

interface Known {
  /** The job; undefined before the service has begun. */
  readonly upload: Upload | undefined;
  /** The run that the upload started. */
  readonly run: TrainingRun | undefined;
  /** The live version; null if there is none; undefined while it is not known. */
  readonly live: string | null | undefined;
}

/** The way of an upload until its data is live, and how far it is. */
export function stepsOf(key: string, known: Known): Step[] {
  const sent: Step = { title: 'Sent', state: 'done', text: 'The file is stored.' };
  const read = readStep(known.upload);
  if (key === MAPPING_KEY) return [sent, { ...read, title: 'Checked' }];
  const later = isCatalogKey(key) ? [embedStep(known)] : [trainStep(known), publishStep(known)];
  return [sent, read, ...(read.state === 'failed' ? [] : later)];
}

function readStep(upload: Upload | undefined): Step {
  const title = 'Read';
  if (upload === undefined) return { title, state: 'now', text: 'Waits until the service begins: some seconds.' };
  const { state, taken = 0, lines = 0, rejected = 0, accepted = 0 } = upload;
  if (state === 'running') return { title, state: 'now', text: `${countOf(Math.max(taken, lines), 'line')} so far.` };
  if (state !== 'succeeded') return { title, state: 'failed', text: 'It could not be taken. See below.' };
  const refused = rejected > 0 ? `, ${countOf(rejected, 'line')} rejected` : '';
  return { title, state: 'done', text: `${countOf(accepted, 'line')} taken${refused}.` };
}

function embedStep({ upload, live }: Known): Step {
  const title = 'Live';
  if (upload?.state !== 'succeeded') return { title, state: 'next', text: 'Searches find the products then.' };
  if (live === undefined) return { title, state: 'now', text: 'Looks for the live version.' };
  if (live === null)
    return {
      title,
      state: 'held',
      text: 'There is no live version yet. A training run makes one: start it under Runs.',
    };
  return {
    title,
    state: 'done',
    text: 'Searches find the products within seconds. The next version shows them on its map.',
  };
}

function trainStep({ upload, run }: Known): Step {
  const title = 'Trained';
  if (upload?.state !== 'succeeded') return { title, state: 'next', text: 'A run learns from it then.' };
  if (upload.waitsForNextRun) return { title, state: 'held', text: 'It waits for the next run.' };
  if (upload.step) return { title, state: 'done', text: `One step, on ${countOf(upload.step.triplets, 'triplet')}.` };
  const id = upload.trainingRun;
  if (id === undefined) return { title, state: 'held', text: 'All rows are held out to judge the model.' };
  if (run === undefined) return { title, state: 'now', text: 'The run begins.', run: id };
  if (run.state === 'running') return { title, state: 'now', text: `Now: ${run.phase ?? 'queued'}.`, run: id };
  if (run.state !== 'succeeded') return { title, state: 'failed', text: sentence(run.cause ?? run.state), run: id };
  const nothing = run.notNeeded ?? (run.nothingNew ? 'There was nothing new to learn.' : undefined);
  return nothing === undefined
    ? { title, state: 'done', text: 'The run is done.', run: id }
    : { title, state: 'held', text: sentence(nothing), run: id };
}

function publishStep({ upload, run }: Known): Step {
  const title = 'Live';
  if (upload?.step) return { title, state: 'held', text: 'The step is at the head. Publish it under Runs.' };
  if (run?.state !== 'succeeded') return { title, state: 'next', text: 'If the model is good enough.' };
  if (run.promoted) return { title, state: 'done', text: `${run.modelVersion ?? 'The new version'} is live.` };
  return { title, state: 'held', text: 'The live version stays. The run says why, and how to promote the new one.' };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** Whether something will still change by itself. */
export function isUnderWay(steps: readonly Step[]): boolean {
  return steps.some(({ state }) => state === 'now');
}
