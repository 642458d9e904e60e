import type { ExportJob, JobState } from '../../ports/job-store.ts';
import type { RemainingTime } from '../common/deadline.ts';
import { RunningJob, type RunningJobPorts, readPatiently } from '../runs/running-job.ts';
import { EXPORT_ATTEMPT } from './read-export.ts';

/** Writes the job of one export, which `GET /v1/exports/{id}` shows. */
export class RunningExport extends RunningJob<ExportJob> {
  protected readonly canceledNote = 'no file is given out';
  readonly request: ExportJob['detail'];

  private constructor(known: ExportJob, ports: RunningJobPorts) {
    super('export', known, EXPORT_ATTEMPT, ports);
    this.request = known.detail;
  }

  protected measure(state: Exclude<JobState, 'running'>): void {
    this.ports.metrics.record('export', { exportsEnded: 1 }, state);
  }

  /** Continues the stored job of an export; undefined if there is none. */
  static async resume(
    id: string,
    ports: RunningJobPorts,
    remaining: RemainingTime,
  ): Promise<RunningExport | undefined> {
    const known = await readPatiently(() => ports.jobs.get('export', id), remaining);
    return known && new RunningExport(known, ports);
  }
}
