import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CodedError } from '../../../lambdas/core/errors/coded-error.ts';
import type { Intervals } from '../../../lambdas/core/evaluation/comparison.ts';
import type { JudgeReport } from '../../../lambdas/core/evaluation/slice-report.ts';
import { UPLOAD_PREFIXES } from '../../../lambdas/formats/object-layout.ts';
import { sha256Hex } from '../../../lambdas/shared/sha256.ts';
import { findDataFile, requireDataFile } from '../../terminal/data-folder.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { LocalStack } from '../stack/local-stack.ts';
import { ApiClient, type JobView } from './api-client.ts';
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

/** Thrown when the demo run does not end in a live version. The message has the cause, and the logs or the next command. */
export class DemoError extends CodedError<DemoErrorCode> {}

const POLL_MS = 250;

/**
 * Uploads the catalog and the training data of a folder to S3, as a shop would, and follows the training run to its end
 * through the HTTP API. Files that were uploaded with success before are not uploaded again.
 * @throws DemoError
 */
export async function runDemo(stack: LocalStack, folder: string, progress: Progress): Promise<DemoResult> {
  const started = performance.now();
  const api = new ApiClient(stack.url);
  await uploadJudging(stack, folder);
  const catalog = await uploadAndFollow(
    stack,
    api,
    UPLOAD_PREFIXES.catalog,
    requireDataFile(folder, 'catalog'),
    progress,
    false,
  );
  const training = await uploadAndFollow(
    stack,
    api,
    UPLOAD_PREFIXES.triplets,
    requireDataFile(folder, 'train'),
    progress,
    catalog.isNew,
  );
  const run = await followRun(stack, api, await findOrStartRun(api, training.job), progress);
  // The API's JSON of a training run that succeeded has these fields.
  return { ...(run as unknown as DemoResult), seconds: Math.round((performance.now() - started) / 100) / 10 };
}

/** The training run of an upload. A small upload only takes an online step, so a run is started for it, once per upload. */
async function findOrStartRun(api: ApiClient, { step, trainingRun, id, order }: JobView): Promise<string> {
  if (step === undefined) return String(trainingRun);
  return api.startRun(sha256Hex(`${id}\n${order}`).slice(0, 16));
}

async function uploadJudging(stack: LocalStack, folder: string): Promise<void> {
  for (const file of [findDataFile(folder, 'judge'), findDataFile(folder, 'meta')]) {
    if (file === undefined) continue;
    const key = `${UPLOAD_PREFIXES.judging}${basename(file)}`;
    await uploadOnce(stack.clients.s3, stack.uploadsBucket, key, file, false);
  }
}

async function uploadAndFollow(
  stack: LocalStack,
  api: ApiClient,
  prefix: string,
  file: string,
  progress: Progress,
  dependsOnNew: boolean,
): Promise<{ job: JobView; isNew: boolean }> {
  const key = `${prefix}${basename(file)}`;
  const before = await api.upload(key);
  const again = dependsOnNew || before?.state !== 'succeeded';
  const isNew = await uploadOnce(stack.clients.s3, stack.uploadsBucket, key, file, again);
  const isDone = (job: JobView) => !isNew || job.updatedAt !== before?.updatedAt;
  const job = await follow(
    stack,
    () => api.upload(key),
    isDone,
    (one) => progress.update(describeUpload(key, one)),
  );
  progress.line(`${isNew ? '' : 'already uploaded: '}${describeUpload(key, job)}`);
  return { job, isNew };
}

async function followRun(stack: LocalStack, api: ApiClient, id: string, progress: Progress): Promise<JobView> {
  const run = await follow(
    stack,
    () => api.trainingRun(id),
    () => true,
    (one) => progress.update(describeRun(one)),
  );
  if (run.promoted !== true) throw new DemoError('not-promoted', describeHold(stack, id, run));
  progress.line(
    `training run ${id}: ${run.modelVersion} is live, ${run.embedded} products embedded${describeCost(run)}`,
  );
  return run;
}

/** Polls a job until it has ended. @throws DemoError if it failed or was canceled */
async function follow(
  stack: LocalStack,
  read: () => Promise<JobView | undefined>,
  isTheNewOne: (job: JobView) => boolean,
  show: (job: JobView) => void,
): Promise<JobView> {
  for (;;) {
    const job = await read();
    if (job && isTheNewOne(job)) {
      if (job.state === 'failed' || job.state === 'canceled')
        throw new DemoError(`job-${job.state}`, `${job.id} ${job.state}: ${job.cause}\nlogs: ${stack.logsFolder}`);
      if (job.state === 'succeeded') return job;
      show(job);
    }
    await pause(POLL_MS);
  }
}

/** Why a run ended without a new live version, and the request that promotes it nevertheless. */
function describeHold(stack: LocalStack, id: string, run: JobView): string {
  const decisions = (run.decisions ?? []) as readonly { name: string; because: string }[];
  const why = decisions.filter(({ name }) => name === 'gate' || name === 'promote').at(-1)?.because;
  const url = `${stack.url}/v1/models/${run.modelVersion}:promote`;
  const curl = `curl -X POST ${url} -H 'content-type: application/json' -d '{"override": true, "why": "..."}'`;
  return `training run ${id}: ${run.modelVersion} did not go live: ${why}. To promote it nevertheless:\n  ${curl}`;
}

function describeCost(run: JobView): string {
  const { cost } = run as { cost?: { dollars: number } };
  return cost === undefined ? '' : `, about $${cost.dollars.toFixed(4)} of Lambda`;
}

function describeUpload(key: string, job: JobView): string {
  const rejects = job.rejectsKey ? `, reasons in ${job.rejectsKey}` : '';
  return `${key}: ${job.lines ?? 0} lines, ${job.accepted ?? 0} accepted, ${job.rejected ?? 0} rejected${rejects}`;
}

function describeRun(run: JobView): string {
  const loss = typeof run.loss === 'number' ? `, loss ${run.loss.toFixed(4)}` : '';
  const steps = run.steps ? ` step ${run.step}/${run.steps}${loss}` : '';
  const embedded = run.phase === 'embedding' ? ` ${run.embedded ?? 0}/${run.products}` : '';
  return `${run.phase}${run.phase === 'training' ? steps : embedded}`;
}
