import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { CATALOG_MAPPING_KEY, UPLOAD_PREFIXES } from '../../../lambdas/formats/object-layout.ts';
import { sha256Hex } from '../../../lambdas/shared/sha256.ts';
import type { ModelDetail, TrainingRun, Upload } from '../../client/generated/schemas.ts';
import { findMappingFile } from '../../terminal/catalog-mapping.ts';
import { findDataFile, requireDataFile } from '../../terminal/data-folder.ts';
import type { Judged } from '../../terminal/metrics-table.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { LocalStack } from '../stack/local-stack.ts';
import { ApiClient } from './api-client.ts';
import { DemoError } from './demo-error.ts';
import { describeUpload, describeUploading } from './job-lines.ts';
import { PatientReads } from './patient-reads.ts';
import { describeCatalogAlone, describeHeld, describePublished } from './run-lines.ts';
import { RunPhases } from './run-phases.ts';
import { uploadOnce } from './upload-once.ts';

/** What is live at the end of the demo run. */
export interface DemoResult {
  readonly modelVersion: string;
  readonly weightsSha256: string;
  /** `catalog` for a text model. */
  readonly learnedFrom?: string;
  readonly products: number;
  /** The metrics of the live version and of its opponents; absent if it was never judged. */
  readonly judged?: Judged & { readonly judgedOn: string };
  /** The training run of the data; absent if none was started. */
  readonly run?: TrainingRun;
  /** What failed although a version is live: uploads of which nothing could be taken, runs that failed. */
  readonly problems: readonly string[];
  readonly seconds: number;
}

/**
 * Uploads the catalog and the training data of a folder to S3, as a shop would. Then follows the training run to its end
 * through the HTTP API. Without training data the run learns from the catalog alone. Files that were uploaded with
 * success before are not uploaded again.
 * @returns what is live, whether this run made it or not
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
  readonly #problems: string[] = [];
  readonly #reads: PatientReads;

  constructor(stack: LocalStack, folder: string, progress: Progress) {
    this.#stack = stack;
    this.#folder = folder;
    this.#progress = progress;
    this.#api = new ApiClient(stack.url);
    this.#reads = new PatientReads(stack.logsFolder);
  }

  async run(): Promise<DemoResult> {
    const started = performance.now();
    await this.#uploadJudgingData();
    const isMappingNew = await this.#uploadMapping();
    const catalog = await this.#upload(UPLOAD_PREFIXES.catalog, requireDataFile(this.#folder, 'catalog'), isMappingNew);
    const run = await this.#followRun(await this.#findOrStartRun(catalog));
    const live = await this.#reads.insist(() => this.#api.liveModel());
    if (live === undefined) throw new DemoError('nothing-live', `no version is live\n${this.#problems.join('\n')}`);
    this.#reportRun(run, live);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    return { ...resultOf(live, run), problems: this.#problems, seconds };
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
  async #upload(prefix: string, file: string, again = false): Promise<{ job: Upload; isNew: boolean }> {
    const { clients, uploadsBucket } = this.#stack;
    const key = `${prefix}${basename(file)}`;
    const started = performance.now();
    const before = await this.#reads.insist(() => this.#api.upload(key));
    const isNew = await uploadOnce(clients.s3, uploadsBucket, key, file, again || before?.state !== 'succeeded');
    // Until the new upload is noticed, the API shows the job of the previous one.
    const isCurrent = (job: Upload) => !isNew || job.updatedAt !== before?.updatedAt;
    const job = await this.#follow(
      async () => {
        const found = await this.#api.upload(key);
        return found && isCurrent(found) ? found : undefined;
      },
      (one) => this.#progress.update(describeUploading(key, one)),
    );
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const text = describeUpload(key, job);
    this.#progress.line(isNew ? `${text}, in ${seconds} s` : `already uploaded: ${text}`);
    return { job, isNew };
  }

  /**
   * The training run of the folder: the one that the upload of its training data has started. A small upload only takes
   * an online step, so a run is started for it, once per upload. Without training data that can be read, a run on the
   * catalog alone is started, once per upload of the catalog.
   */
  async #findOrStartRun(catalog: { readonly job: Upload; readonly isNew: boolean }): Promise<string> {
    const file = findDataFile(this.#folder, 'train');
    // S3 announces an empty object, but it is not an upload.
    if (file !== undefined && statSync(file).size > 0) {
      const { job } = await this.#upload(UPLOAD_PREFIXES.triplets, file, catalog.isNew);
      if (job.state === 'succeeded' && job.step === undefined) return String(job.trainingRun);
      if (job.state === 'succeeded') return this.#startRun(job, 'all');
    }
    this.#progress.line(`${this.#folder} has no training data that can be read: a model is made of the catalog alone`);
    return this.#startRun(catalog.job, 'catalog');
  }

  /** Starts a run, unless it succeeded or is in progress: its name is that of the upload. */
  #startRun(upload: Upload, data: 'all' | 'catalog'): Promise<string> {
    return this.#reads.insist(() => this.#api.startRun(runNameOf(upload), data));
  }

  async #followRun(id: string): Promise<TrainingRun> {
    const phases = new RunPhases(this.#progress);
    const run = await this.#follow(
      () => this.#api.trainingRun(id),
      (state) => phases.show(state),
    );
    phases.show(run);
    return run;
  }

  /** Says what the run has made, and what is live. */
  #reportRun(run: TrainingRun, live: ModelDetail): void {
    for (const line of describeCatalogAlone(run)) this.#progress.line(line);
    if (run.state !== 'succeeded') this.#progress.line(`${live.version} stays live`);
    else if (run.promoted === true && run.modelVersion === live.version) this.#progress.line(describePublished(run));
    else this.#progress.line(describeHeld(run, live));
  }

  /** Polls a job until it has ended, and shows its progress. A job that failed or was canceled is a problem. */
  async #follow<Job extends Upload | TrainingRun>(
    read: () => Promise<Job | undefined>,
    show: (job: Job) => void,
  ): Promise<Job> {
    for (;;) {
      const job = await this.#reads.read(read);
      if (job?.state === 'succeeded') return job;
      if (job?.state === 'failed' || job?.state === 'canceled') {
        const problem = `${job.id} ${job.state}: ${job.cause}\nThe logs are in ${this.#stack.logsFolder}.`;
        this.#problems.push(problem);
        this.#progress.line(problem);
        return job;
      }
      if (job) show(job);
      await this.#reads.pause();
    }
  }
}

/** The name of the run that is started for an upload: the same for the same upload. */
function runNameOf({ id, order }: Upload): string {
  return sha256Hex(`${id}\n${order}`).slice(0, 16);
}

function resultOf(
  { version, weightsSha256, report }: ModelDetail,
  run: TrainingRun,
): Omit<DemoResult, 'problems' | 'seconds'> {
  // The report of a training run has these fields, and with metrics those of a judgement; that of an online step has none. The
  // types of the API leave a report open.
  const { learnedFrom, data, metrics } = report as {
    learnedFrom?: string;
    data?: { products?: number };
    metrics?: object;
  };
  return {
    modelVersion: version,
    weightsSha256,
    ...(learnedFrom !== undefined && { learnedFrom }),
    products: Number(run.products ?? data?.products ?? 0),
    ...(metrics && { judged: report as unknown as DemoResult['judged'] & object }),
    run,
  };
}
