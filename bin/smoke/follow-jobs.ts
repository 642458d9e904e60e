import { EVENTS_PREFIX } from '../../lambdas/formats/object-layout.ts';
import type { KindredClient } from '../../lib/client/client.ts';
import { isProblem } from '../../lib/client/errors.ts';
import type { TrainingRun, Upload } from '../../lib/client/generated/schemas.ts';
import type { Clock } from '../../lib/client/retries.ts';
import { StepFailure } from './smoke-report.ts';

/** How jobs are followed. */
export interface FollowOptions {
  readonly clock: Pick<Clock, 'wait' | 'now'>;
  /** The time between two reads of a job. */
  readonly pollMilliseconds: number;
  /** How long one job may take. */
  readonly timeoutMinutes: number;
  /** Called with the state of a job that goes on. */
  readonly onProgress: (line: string) => void;
}

/** Waits for the end of jobs of a deployment. */
export class FollowJobs {
  readonly #api: KindredClient;
  readonly #options: FollowOptions;

  constructor(api: KindredClient, options: FollowOptions) {
    this.#api = api;
    this.#options = options;
  }

  /**
   * Waits for the end of an upload.
   * @param upload Writes the object. The job of an earlier upload with this key is not taken for its job.
   * @throws StepFailure if it does not end in time
   */
  async followUpload(key: string, upload: () => Promise<void>): Promise<Upload> {
    const before = await this.#readUpload(key);
    await upload();
    return this.#follow(
      async () => {
        const job = await this.#readUpload(key);
        return job?.order === before?.order && job?.startedAt === before?.startedAt ? undefined : job;
      },
      key,
      ({ taken = 0 }) => `${taken} lines`,
    );
  }

  /** Waits for the end of a training run. @throws StepFailure if it does not end in time */
  followRun(id: string, describe: (run: TrainingRun) => string): Promise<TrainingRun> {
    return this.#follow(() => ifFound(this.#api.getTrainingRun({ id })), id, describe);
  }

  /**
   * Waits until events are collected into an object, and its upload has ended.
   * @param send Sends them. An object that was there before is not theirs.
   * @throws StepFailure if it does not end in time
   */
  async followEvents(send: () => Promise<void>): Promise<Upload> {
    const before = new Set((await this.#listEventObjects()).map(({ key }) => key));
    await send();
    return this.#follow(
      async () => (await this.#listEventObjects()).find(({ key }) => !before.has(key)),
      `an object under ${EVENTS_PREFIX}`,
      ({ lines = 0 }) => `${lines} lines`,
    );
  }

  /** Waits as long as between two reads of a job. */
  pause(): Promise<void> {
    return this.#options.clock.wait(this.#options.pollMilliseconds, undefined);
  }

  /** Those among the newest uploads. */
  async #listEventObjects(): Promise<readonly Upload[]> {
    // Without a key the API answers with a page.
    const { data } = (await this.#api.listUploads()) as { readonly data: readonly Upload[] };
    return data.filter(({ key }) => key?.startsWith(EVENTS_PREFIX));
  }

  async #readUpload(key: string): Promise<Upload | undefined> {
    // With a key the API answers with one upload.
    return (await ifFound(this.#api.listUploads({ key }))) as Upload | undefined;
  }

  async #follow<Job extends Upload | TrainingRun>(
    read: () => Promise<Job | undefined>,
    name: string,
    describe: (job: Job) => string,
  ): Promise<Job> {
    const { clock, timeoutMinutes, onProgress } = this.#options;
    const end = clock.now() + timeoutMinutes * 60_000;
    for (;;) {
      const job = await read();
      if (job && job.state !== 'running') return job;
      if (clock.now() >= end) throw tooLate(name, timeoutMinutes, job);
      onProgress(`${name}: ${job ? describe(job) : 'not noticed yet'}`);
      await this.pause();
    }
  }
}

function tooLate(name: string, minutes: number, job: Upload | TrainingRun | undefined): StepFailure {
  const cause = job?.cause === undefined ? '' : `: ${job.cause}`;
  return new StepFailure(
    job
      ? `${name} is still running after ${minutes} minutes${cause}. Wait longer with --timeout-minutes.`
      : `no job for ${name} after ${minutes} minutes: look at the notifications of the bucket and the queue`,
  );
}

/** Undefined while there is no such job yet. */
async function ifFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (cause) {
    if (isProblem(cause, 'upload-not-found', 'training-run-not-found')) return undefined;
    throw cause;
  }
}
