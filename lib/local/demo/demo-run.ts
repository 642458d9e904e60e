import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { CodedError } from '../../../lambdas/core/errors/coded-error.ts';
import type { Intervals } from '../../../lambdas/core/evaluation/comparison.ts';
import type { JudgeReport } from '../../../lambdas/core/evaluation/slice-report.ts';
import { CATALOG_MAPPING_KEY, UPLOAD_PREFIXES } from '../../../lambdas/formats/object-layout.ts';
import { sha256Hex } from '../../../lambdas/shared/sha256.ts';
import { findMappingFile } from '../../terminal/catalog-mapping.ts';
import { type DataFile, findDataFile, requireDataFile } from '../../terminal/data-folder.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { LocalStack } from '../stack/local-stack.ts';
import { ApiClient, type JobView } from './api-client.ts';
import { describeHold, describePublished, describeRun, describeUpload } from './job-lines.ts';
import { uploadOnce } from './upload-once.ts';

/** The result of the demo run. */
export interface DemoResult {
  readonly modelVersion: string;
  readonly weightsSha256: string;
  readonly products: number;
  readonly metrics: JudgeReport;
  readonly baselines: Readonly<Record<string, JudgeReport>>;
  readonly intervals?: Intervals;
  readonly judgedOn: string;
  readonly seconds: number;
}

type DemoErrorCode =
  /** An upload or the training run failed. */
  | 'job-failed'
  | 'job-canceled'
  /** The training run made a version that did not go live. */
  | 'not-promoted';

/**
 * Thrown when the demo run does not end in a live version. The message has the cause, and the logs or the next command.
 */
export class DemoError extends CodedError<DemoErrorCode> {}

const POLL_MS = 250;

/**
 * Uploads the catalog and the training data of a folder to S3, as a shop would. Then follows the training run to its end
 * through the HTTP API. Files that were uploaded with success before are not uploaded again.
 * @throws DemoError
 */
export function runDemo(stack: LocalStack, folder: string, progress: Progress): Promise<DemoResult> {
  return new DemoRun(stack, folder, progress).run();
}

class DemoRun {
  readonly #stack: LocalStack;
  readonly #folder: string;
  readonly #progress: Progress;
  readonly #api: ApiClient;

  constructor(stack: LocalStack, folder: string, progress: Progress) {
    this.#stack = stack;
    this.#folder = folder;
    this.#progress = progress;
    this.#api = new ApiClient(stack.url);
  }

  async run(): Promise<DemoResult> {
    const started = performance.now();
    await this.#uploadJudgingData();
    const isMappingNew = await this.#uploadMapping();
    const catalog = await this.#upload(UPLOAD_PREFIXES.catalog, 'catalog', isMappingNew);
    const training = await this.#upload(UPLOAD_PREFIXES.triplets, 'train', catalog.isNew);
    const run = await this.#followRun(await this.#findOrStartRun(training.job));
    // The API's JSON of a training run that succeeded has these fields.
    return { ...(run as unknown as DemoResult), seconds: Math.round((performance.now() - started) / 100) / 10 };
  }

  async #uploadJudgingData(): Promise<void> {
    const { clients, uploadsBucket } = this.#stack;
    for (const name of ['judge', 'meta'] as const) {
      const file = findDataFile(this.#folder, name);
      if (file === undefined) continue;
      await uploadOnce(clients.s3, uploadsBucket, `${UPLOAD_PREFIXES.judging}${basename(file)}`, file, false);
    }
  }

  /** Uploads how the catalog is read, before the catalog. @returns whether it is another mapping than before */
  async #uploadMapping(): Promise<boolean> {
    const { clients, uploadsBucket } = this.#stack;
    const file = findMappingFile(requireDataFile(this.#folder, 'catalog'));
    if (file !== undefined) return uploadOnce(clients.s3, uploadsBucket, CATALOG_MAPPING_KEY, file, false);
    // That of another folder of data does not fit this one.
    await clients.s3.send(new DeleteObjectCommand({ Bucket: uploadsBucket, Key: CATALOG_MAPPING_KEY }));
    return false;
  }

  /**
   * Uploads a file, unless it was uploaded with success before, and waits until it is processed.
   * @param again Uploads it in any case
   */
  async #upload(prefix: string, name: DataFile, again = false): Promise<{ job: JobView; isNew: boolean }> {
    const { clients, uploadsBucket } = this.#stack;
    const file = requireDataFile(this.#folder, name);
    const key = `${prefix}${basename(file)}`;
    const before = await this.#api.upload(key);
    const isNew = await uploadOnce(clients.s3, uploadsBucket, key, file, again || before?.state !== 'succeeded');
    // Until the new upload is noticed, the API shows the job of the previous one.
    const isCurrent = (job: JobView) => !isNew || job.updatedAt !== before?.updatedAt;
    const job = await this.#follow(
      async () => {
        const found = await this.#api.upload(key);
        return found && isCurrent(found) ? found : undefined;
      },
      (one) => describeUpload(key, one),
    );
    this.#progress.line(`${isNew ? '' : 'already uploaded: '}${describeUpload(key, job)}`);
    return { job, isNew };
  }

  /**
   * The training run of an upload. A small upload only takes an online step, so a run is started for it, once per
   * upload.
   */
  async #findOrStartRun({ step, trainingRun, id, order }: JobView): Promise<string> {
    if (step === undefined) return String(trainingRun);
    return this.#api.startRun(sha256Hex(`${id}\n${order}`).slice(0, 16));
  }

  async #followRun(id: string): Promise<JobView> {
    const run = await this.#follow(() => this.#api.trainingRun(id), describeRun);
    if (run.promoted !== true) throw new DemoError('not-promoted', describeHold(this.#stack.url, run));
    this.#progress.line(describePublished(run));
    return run;
  }

  /** Polls a job until it has ended, and shows its progress. @throws DemoError if it failed or was canceled */
  async #follow(read: () => Promise<JobView | undefined>, describe: (job: JobView) => string): Promise<JobView> {
    for (;;) {
      const job = await read();
      if (job?.state === 'succeeded') return job;
      if (job?.state === 'failed' || job?.state === 'canceled') {
        const logs = this.#stack.logsFolder;
        throw new DemoError(`job-${job.state}`, `${job.id} ${job.state}: ${job.cause}\nThe logs are in ${logs}.`);
      }
      if (job) this.#progress.update(describe(job));
      await pause(POLL_MS);
    }
  }
}
