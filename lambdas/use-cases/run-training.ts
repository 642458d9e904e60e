import { ModelInputError } from '../core/features/feature-error.ts';
import { modelCard } from '../core/model-card/model-card.ts';
import { briefJudgement } from '../core/training/judge-model.ts';
import { trainingConfig } from '../core/training/training-config.ts';
import { TrainingError } from '../core/training/training-error.ts';
import type { TrainedModel } from '../core/training/training-report.ts';
import { checkTrainingUploads } from './check-training-uploads.ts';
import { dataSha256 } from './data-sha256.ts';
import { checkDeadline, type RemainingTime } from './deadline.ts';
import { gatherJudgingData } from './gather-judging-data.ts';
import { gatherTrainingData } from './gather-training-data.ts';
import { judgeTrainedModel, type ModelJudgement } from './judge-trained-model.ts';
import { liveVectors } from './live-vectors.ts';
import { movePointerForward } from './move-pointer.ts';
import { type PublishModelPorts, publishModel } from './publish-model.ts';
import type { ReadUploadPorts } from './read-upload.ts';
import { type SaveModelPorts, saveModel } from './save-model.ts';
import { oneText, saveModelCard } from './save-model-card.ts';
import { trainToEnd } from './train-to-end.ts';
import { TrainingJob } from './training-job.ts';
import type { UploadEvent } from './upload-event.ts';

export type RunTrainingPorts = ReadUploadPorts & SaveModelPorts & PublishModelPorts;

/**
 * Answers uploads of training data: checks their lines, trains a model on all the data there is, embeds every product with it
 * and makes it live. Repeated, it finds what is done already; cut off anywhere, it leaves `live` as it was and can be run again.
 * What the shop has to mend (no catalog, no pairs) fails the job, and the events are answered.
 * @param config Parsed JSON: fields of the training configuration over the defaults.
 * @returns the events that have to come again, each with its cause.
 */
export async function runTraining(
  ports: RunTrainingPorts,
  events: readonly UploadEvent[],
  config: unknown,
  remaining: RemainingTime,
): Promise<ReadonlyMap<UploadEvent, unknown>> {
  const { trainingRun, waiting, failures } = await checkTrainingUploads(ports, events, remaining);
  if (waiting.length === 0) return failures;
  try {
    const trigger = waiting.map((event) => event.key);
    const job = await TrainingJob.begin(trainingRun, trigger, ports);
    if (job) await runJob(ports, job, config, remaining);
    return failures;
  } catch (cause) {
    return new Map([...failures, ...waiting.map((event) => [event, cause] as const)]);
  }
}

async function runJob(
  ports: RunTrainingPorts,
  job: TrainingJob,
  config: unknown,
  remaining: RemainingTime,
): Promise<void> {
  try {
    await learn(ports, job, config, remaining);
  } catch (cause) {
    // The failed job is not worth more than its cause: when it cannot be told, the cause still is.
    const told = job.finish('failed', { cause: cause instanceof Error ? cause.message : String(cause) });
    if (isForTheShop(cause)) return await told;
    await told.catch(() => {});
    throw cause;
  }
}

/** Trying again changes nothing as long as the shop's data stays as it is. */
function isForTheShop(cause: unknown): boolean {
  return cause instanceof TrainingError || cause instanceof ModelInputError;
}

/** From the data to a live model. */
async function learn(
  ports: RunTrainingPorts,
  job: TrainingJob,
  overrides: unknown,
  remaining: RemainingTime,
): Promise<void> {
  const config = trainingConfig(overrides);
  const gatheredAt = ports.clock.now().toISOString();
  const { set, outcomes, unreadable } = await gatherTrainingData(ports, remaining);
  const judging = await gatherJudgingData(ports.inbox);

  await job.enter('training', { products: set.catalogSize, rows: outcomes, unreadable });
  const trained = await trainToEnd(set, config, remaining, ({ step, steps, loss }) =>
    job.progress({ step, steps, loss }),
  );
  await job.enter('judging');
  const catalog = set.products.slice(0, set.catalogSize);
  const live = judging.rows.length > 0 ? await liveVectors(ports, catalog) : undefined;
  const judged = judgeTrainedModel(set, judging, trained, live);
  checkDeadline(remaining, 'judging the model');

  const brief = briefOf(judged, trained);
  const report = { ...trained.report, ...brief, gatheredAt, trainingRun: job.id };
  const saved = await saveModel(ports, trained.model, { origin: 'training-run', report });
  const { version, weightsSha256 } = saved;
  await ports.reports.write(`models/${version}/report.json`, oneText(jsonOf(saved)), 'application/json');
  const card = { modelVersion: version, weightsSha256, dataSha256: dataSha256(set), report: trained.report, ...judged };
  await saveModelCard(ports.reports, modelCard(card));
  await movePointerForward(ports, 'head', version, gatheredAt);

  await job.enter('embedding', { modelVersion: version, weightsSha256, embedded: 0 });
  const published = await publishModel(ports, { version, model: trained.model }, gatheredAt, {
    onEmbedded: async (embedded) => {
      checkDeadline(remaining, 'embedding the catalog');
      await job.progress({ embedded });
    },
    onPromoting: (counts) => job.enter('promoting', { ...counts }),
  });
  await job.finish('succeeded', { phase: 'done', ...published, ...brief });
}

/** What is kept with every version and job: many of them have to fit into one answer, so slices of the data are in the card alone. */
function briefOf({ judgement, judgedOn }: ModelJudgement, { report: { heldOut } }: TrainedModel) {
  return { ...briefJudgement(judgement), judgedOn, heldOut: heldOut && briefJudgement(heldOut) };
}

function jsonOf(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
