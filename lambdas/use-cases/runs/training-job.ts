import type { LossPoint } from '../../core/training/run/training-report.ts';
import type { EpochScores } from '../../core/training/selection/best-epoch.ts';
import type { RunDecision, TrainingRunDetail } from '../../ports/job-detail.ts';
import type { JobState, TrainingRunJob } from '../../ports/job-store.ts';
import type { RunEnd } from '../../shared/measurements.ts';
import type { RemainingTime } from '../common/deadline.ts';
import { RunningJob, type RunningJobPorts, readPatiently } from './running-job.ts';

export type TrainingJobPorts = RunningJobPorts;

/** How a run ended. */
export interface RunOutcome {
  readonly state: 'succeeded' | 'failed' | 'canceled';
  readonly modelVersion?: string;
  readonly promoted?: boolean;
}

/** A longer curve is halved until it fits: enough points to draw it, and few enough for one record. */
const MAX_CURVE_POINTS = 200;

/**
 * Writes the job of one training run, which `GET /v1/training-runs/{id}` shows. An attempt that resumes the run
 * continues its job.
 */
export class TrainingJob extends RunningJob<TrainingRunJob> {
  protected readonly canceledNote = 'live is unchanged';

  private constructor(
    known: Pick<TrainingRunJob, 'id' | 'startedAt' | 'detail'>,
    attempt: number,
    ports: TrainingJobPorts,
  ) {
    super('training-run', known, attempt, ports);
  }

  /** Continues the stored job of a run. */
  static async resume(
    id: string,
    attempt: number,
    ports: TrainingJobPorts,
    remaining: RemainingTime,
  ): Promise<TrainingJob> {
    const known = await readPatiently(() => ports.jobs.get('training-run', id), remaining);
    const startedAt = ports.clock.now().toISOString();
    return new TrainingJob(known ?? { id, startedAt, detail: { attempt } }, attempt, ports);
  }

  protected measure(state: Exclude<JobState, 'running'>): void {
    const runSeconds = (this.ports.clock.now().getTime() - Date.parse(this.startedAt)) / 1000;
    this.ports.metrics.record('run', { runsEnded: 1, runSeconds }, endOf(state, this.detail));
  }

  /** Sets the curves so far, each thinned out to 200 points; the next write includes them. */
  setCurves(losses: readonly LossPoint[], validation: readonly EpochScores[] | undefined): void {
    this.change({ lossCurve: thinOut(losses), ...(validation && { validationCurve: thinOut(validation) }) });
  }

  /** Adds a decision; the next write includes it. */
  decide(name: string, because: string, figures: Readonly<Record<string, unknown>> = {}): void {
    const at = this.ports.clock.now().toISOString();
    const decision: RunDecision = { ...figures, name, at, because };
    const others = (this.detail.decisions ?? []).filter((one) => one.name !== name);
    this.change({ decisions: [...others, decision] });
  }
}

/** How a run ended that wrote this last. */
function endOf(state: Exclude<JobState, 'running'>, { promoted, decisions = [] }: TrainingRunDetail): RunEnd {
  if (state !== 'succeeded') return state;
  if (promoted) return 'promoted';
  const gate = decisions.find(({ name }) => name === 'gate');
  if (gate === undefined) return decisions.some(({ name }) => name === 'promote') ? 'overtaken' : 'unchanged';
  return gate.passes === false ? 'held' : 'overtaken';
}

/** A copy, because the curve grows. Leaves out every second point until it fits; the last point stays. */
function thinOut<Point>(curve: readonly Point[]): readonly Point[] {
  let points = [...curve];
  while (points.length > MAX_CURVE_POINTS) points = points.filter((_, i) => (points.length - i) % 2 === 1);
  return points;
}
