import { basename } from 'node:path';
import { UPLOAD_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import type { KindredClient } from '../../lib/client/client.ts';
import { GatewayError, isProblem } from '../../lib/client/errors.ts';
import type { TrainingRun, Upload } from '../../lib/client/generated/schemas.ts';
import { describeUpload } from '../../lib/local/demo/job-lines.ts';
import { describeRun } from '../../lib/local/demo/run-lines.ts';
import type { FollowJobs } from './follow-jobs.ts';
import { type Say, type Step, StepFailure, StepSkipped } from './smoke-report.ts';

/** What the steps upload, and where. */
export interface SmokeFiles {
  /** A file of products. */
  readonly catalog: string;
  /** A file of training rows; undefined without one. */
  readonly training: string | undefined;
  /** Writes a file to the uploads bucket. */
  upload(key: string, file: string): Promise<void>;
}

/** What the smoke test works with. */
export interface SmokeContext {
  readonly api: KindredClient;
  /** The same deployment, without credentials. */
  readonly anonymous: KindredClient;
  /** Whether the deployment may answer without credentials: the local stack. */
  readonly isLocal: boolean;
  /** Undefined if nothing may be uploaded. */
  readonly files: SmokeFiles | undefined;
  /** The number of messages in each dead-letter queue, by its URL; undefined if no queue is known. */
  readonly countDeadLetters: (() => Promise<ReadonlyMap<string, number>>) | undefined;
  readonly jobs: FollowJobs;
}

/** The products that are tried for a search: the first ones may have no vector. */
const TRIED = 20;
/** How often a search is asked for the live version. */
const MOST_TRIES = 20;
const NO_FILES = 'give --data and --bucket: a folder with a catalog and training data, and the uploads bucket';

/** The steps of the smoke test, in the order of docs/deploy.md. */
export function smokeSteps(context: SmokeContext): Step[] {
  return [
    { checks: 'The API answers, and asks for credentials.', run: (say) => checkHealth(context, say) },
    { checks: 'A catalog is taken.', run: async (say) => void (await uploadCatalog(context, say)) },
    { checks: 'Training data makes a model, which goes live.', run: (say) => checkTraining(context, say) },
    { checks: 'Searches answer by the live model.', run: (say) => checkSearch(context, say) },
    { checks: 'The same catalog changes nothing, and no upload was lost.', run: (say) => checkAgain(context, say) },
    { checks: 'Events are collected for the next run.', run: (say) => checkEvents(context, say) },
  ];
}

async function checkHealth({ api, anonymous, isLocal }: SmokeContext, say: Say): Promise<void> {
  const { live, head } = await api.getHealth();
  say(`live is ${live ?? 'null'}, head is ${head ?? 'null'}`);
  const status = await statusOf(anonymous);
  if (status === 401 || status === 403) return say(`without credentials the answer is ${status}`);
  const seen = `without credentials the answer is ${status}`;
  if (!isLocal) throw new StepFailure(`${seen}, expected 401 or 403: the routes have no authorizer`);
  say(`${seen}: the local stack asks for none`);
}

async function statusOf(client: KindredClient): Promise<number> {
  try {
    return (await client.send('getHealth', {})).status;
  } catch (cause) {
    if (cause instanceof GatewayError) return cause.status;
    throw cause;
  }
}

/** Uploads the catalog, and waits until it is processed. */
async function uploadCatalog({ files, jobs }: SmokeContext, say: Say): Promise<Upload> {
  if (files === undefined) throw new StepSkipped(NO_FILES);
  const key = `${UPLOAD_PREFIXES.catalog}${basename(files.catalog)}`;
  const job = await jobs.followUpload(key, () => files.upload(key, files.catalog));
  say(describeUpload(key, job));
  if (job.state === 'succeeded') return job;
  throw new StepFailure(`the upload ${job.state}: ${job.cause ?? 'it gave no cause'}`);
}

async function checkTraining({ api, files, jobs }: SmokeContext, say: Say): Promise<void> {
  if (files?.training === undefined) throw new StepSkipped(files ? '--data has no training data' : NO_FILES);
  const { training } = files;
  const key = `${UPLOAD_PREFIXES.triplets}${basename(training)}`;
  const job = await jobs.followUpload(key, () => files.upload(key, training));
  say(describeUpload(key, job));
  if (job.state !== 'succeeded') throw new StepFailure(`the upload ${job.state}: ${job.cause ?? 'it gave no cause'}`);
  if (job.trainingRun === undefined)
    return say(`no run was needed: a small upload took a step from head, to ${job.step?.modelVersion ?? 'no version'}`);
  checkRun(await jobs.followRun(job.trainingRun, describeRun), (await api.getHealth()).live, say);
}

function checkRun(run: TrainingRun, live: string | null, say: Say): void {
  for (const { name, because } of run.decisions ?? []) say(`${name}: ${because}`);
  if (run.state !== 'succeeded')
    throw new StepFailure(`the run ${run.id} ${run.state}: ${run.cause ?? 'it gave no cause'}. ${run.advice ?? ''}`);
  if (run.promoted !== true && run.modelVersion !== live)
    throw new StepFailure(
      `the run ${run.id} made ${run.modelVersion ?? 'no version'}, but ${live ?? 'nothing'} is live`,
    );
  say(`the run ${run.id} made ${run.modelVersion}, which is live`);
}

async function checkSearch(context: SmokeContext, say: Say): Promise<void> {
  const { live } = await context.api.getHealth();
  if (live === null) throw new StepFailure('no version is live: train one, with the step before');
  const { id, answer } = await findAnswerOf(live, context);
  const [first] = answer.data;
  const nearest = first ? `, the nearest is ${first.id} (${first.score})` : '';
  say(`similar to ${id}: ${answer.data.length} products of ${answer.modelVersion}${nearest}`);
  if (answer.modelVersion !== live)
    throw new StepFailure(`the search answers by ${answer.modelVersion}, but ${live} is live`);
  if (first === undefined) throw new StepFailure(`nothing is similar to ${id}: the catalog has no other product`);
}

/** The answer of a version that may be live only since now: searches notice that within seconds. */
async function findAnswerOf(live: string, { api, jobs }: SmokeContext) {
  let found = await findAnswer(api);
  for (let tries = 1; tries < MOST_TRIES && found.answer.modelVersion !== live; tries++) {
    await jobs.pause();
    found = await findAnswer(api);
  }
  return found;
}

/** The answer for the first product that has a vector. */
async function findAnswer(api: KindredClient) {
  const tried: string[] = [];
  for await (const { product } of api.each('listProducts', { limit: TRIED })) {
    const { id } = product;
    try {
      return { id, answer: await api.findSimilarOfQuery({ id }) };
    } catch (cause) {
      if (!isProblem(cause, 'embedding-pending', 'product-not-found')) throw cause;
      tried.push(id);
    }
    if (tried.length === TRIED) break;
  }
  if (tried.length === 0) throw new StepFailure('the catalog is empty: upload one');
  throw new StepFailure(`the first ${tried.length} products have no vector, for example ${tried[0]}`);
}

async function checkAgain(context: SmokeContext, say: Say): Promise<void> {
  const { added = 0, changed = 0 } = await uploadCatalog(context, say);
  if (added + changed > 0)
    throw new StepFailure(`the same catalog added ${added} products and changed ${changed}, expected none`);
  const counts = await context.countDeadLetters?.();
  if (counts === undefined) return say('dead letters: not counted, because no --dead-letter-queue was given');
  for (const [queue, messages] of counts) say(`${queue}: ${messages} messages`);
  if ([...counts.values()].some((messages) => messages > 0))
    throw new StepFailure('an upload event failed five times: read the message and the log of the function');
}

/** Sends an event from which no run learns much: a visit that looked at one product. */
async function checkEvents({ api, files, jobs }: SmokeContext, say: Say): Promise<void> {
  if (files === undefined) throw new StepSkipped(NO_FILES);
  const { value: first } = await api.each('listProducts', { limit: 1 }).next();
  if (first === undefined) throw new StepFailure('the catalog is empty: upload one');
  const event = { items: [first.product.id], kind: 'session' as const, sessionId: 'smoke-test' };
  const upload = await jobs.followEvents(async () => {
    const { accepted } = await api.recordEvents({ body: { events: [event] } });
    if (accepted !== 1) throw new StepFailure('the event was refused');
  });
  say(describeUpload(String(upload.key), upload));
  if (upload.state !== 'succeeded')
    throw new StepFailure(`the object of the event ${upload.state}: ${upload.cause ?? 'it gave no cause'}`);
  if (upload.waitsForNextRun !== true)
    throw new StepFailure('the event started a run, expected it to wait for the next');
}
