import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { judgeModel } from '../core/training/judge-model.ts';
import { type TrainedModel, trainModel } from '../core/training/train-model.ts';
import type { TrainingConfig } from '../core/training/training-config.ts';
import { TrainingError } from '../core/training/training-error.ts';
import type { ProductStore } from '../ports/product-store.ts';
import type { VectorStore } from '../ports/vector-store.ts';
import { checkDeadline, type RemainingTime } from './deadline.ts';
import { type EmbeddedRevisions, embedCatalog } from './embed-catalog.ts';
import { type GatheredData, gatherTrainingData } from './gather-training-data.ts';
import type { LoadedModel } from './model-source.ts';
import { type MovePointerPorts, movePointerForward } from './move-pointer.ts';
import { type ReadUploadPorts, readUpload } from './read-upload.ts';
import { type SaveModelPorts, saveModel } from './save-model.ts';
import { TrainingJob } from './training-job.ts';
import { orderOf, type UploadEvent } from './upload-event.ts';

export type RunTrainingPorts = ReadUploadPorts &
  SaveModelPorts &
  MovePointerPorts & { readonly products: ProductStore; readonly vectors: VectorStore };

/** The name of the run that these uploads start: the same uploads, the same run. */
export function trainingRunId(events: readonly UploadEvent[]): string {
  const names = events.map((event) => `${event.key}\n${event.etag}\n${orderOf(event)}`).sort();
  return `run-${createHash('sha256').update(names.join('\n\n')).digest('hex').slice(0, 16)}`;
}

/**
 * Answers uploads of training data: checks their lines, trains a model on all the data there is, embeds every product with it
 * and makes it live. Repeated, it finds what is done already; cut off anywhere, it leaves `live` as it was and can be run again.
 * What the shop has to mend (no catalog, no pairs) fails the job and is not thrown.
 */
export async function runTraining(
  ports: RunTrainingPorts,
  events: readonly UploadEvent[],
  config: TrainingConfig,
  remaining: RemainingTime,
): Promise<void> {
  const trainingRun = trainingRunId(events);
  const outcomes = [];
  for (const event of events) {
    const take = async () => checkDeadline(remaining, `reading ${event.key}`);
    outcomes.push(await readUpload(ports, event, 'training', take, () => ({ trainingRun })));
  }
  // An upload may have been checked by a run that ended too early, so a duplicate may still want its run.
  if (!outcomes.some((outcome) => outcome === 'done' || outcome === 'duplicate')) return;
  const job = await TrainingJob.begin(
    trainingRun,
    events.map((event) => event.key),
    ports,
  );
  if (job === undefined) return;
  try {
    await train(ports, job, config, remaining);
  } catch (cause) {
    await job.finish('failed', { cause: cause instanceof Error ? cause.message : String(cause) });
    if (!(cause instanceof TrainingError)) throw cause;
  }
}

async function train(
  ports: RunTrainingPorts,
  job: TrainingJob,
  config: TrainingConfig,
  remaining: RemainingTime,
): Promise<void> {
  const gatheredAt = ports.clock.now().toISOString();
  const data = await gatherTrainingData(ports);
  if (data.set.catalogSize === 0)
    throw new TrainingError('nothing-to-learn', 'the catalog is empty: upload one under catalog/');
  await job.enter('training', { products: data.set.catalogSize, rows: data.outcomes });
  const trained = await takeSteps(data, job, config, remaining);

  await job.enter('judging');
  const judged = judgedOn(data, trained);
  const report = { ...trained.report, ...judged, gatheredAt, trainingRun: job.id };
  const saved = await saveModel(ports, trained.model, { origin: 'training-run', report });
  await ports.reports.write(`models/${saved.version}/report.json`, textOf({ ...saved }), 'application/json');
  await movePointerForward(ports, 'head', saved.version, gatheredAt);

  const promoted = await publish(ports, job, { version: saved.version, model: trained.model }, gatheredAt, remaining);
  const { weightsSha256 } = saved;
  await job.finish('succeeded', { phase: 'done', modelVersion: saved.version, weightsSha256, promoted, ...judged });
}

/** Drives the training, telling of it and leaving the event loop to others now and then. */
async function takeSteps(
  data: GatheredData,
  job: TrainingJob,
  config: TrainingConfig,
  remaining: RemainingTime,
): Promise<TrainedModel> {
  const training = trainModel(data.set, config);
  for (;;) {
    const { done, value } = training.next();
    if (done) return value;
    checkDeadline(remaining, `training (step ${value.step} of ${value.steps})`);
    await job.progress({ step: value.step, steps: value.steps, loss: value.loss });
    await breathe();
  }
}

/** Metrics beside the baselines: on the shop's judging data where there is some, else on the held-out part of the training data. */
function judgedOn(data: GatheredData, { model, report }: TrainedModel) {
  const { set, judging, candidateIdPrefix } = data;
  const catalog = set.products.slice(0, set.catalogSize);
  const given = judging.length > 0 ? judgeModel(model, catalog, set, judging, candidateIdPrefix) : undefined;
  const chosen = given ?? report.heldOut ?? { metrics: {}, baselines: { popularity: {}, 'tf-idf': {} } };
  return { ...chosen, judgedOn: given ? 'judging' : 'held-out', heldOut: report.heldOut };
}

/**
 * Embeds every product, moves `live`, and embeds once more what changed meanwhile: what is written after the move is
 * embedded by its writer under this version, what was written before is found by the last look.
 */
async function publish(
  ports: RunTrainingPorts,
  job: TrainingJob,
  loaded: LoadedModel,
  gatheredAt: string,
  remaining: RemainingTime,
): Promise<boolean> {
  const isLive = (await ports.pointers.read('live'))?.version === loaded.version;
  const embedded: EmbeddedRevisions = new Map();
  await job.enter('embedding', { modelVersion: loaded.version, embedded: 0 });
  const notEmbeddable = await embedCatalog(ports, loaded, embedded, !isLive, async (count) => {
    checkDeadline(remaining, 'embedding the catalog');
    await job.progress({ embedded: count });
  });
  await embedCatalog(ports, loaded, embedded, false);
  await job.enter('promoting', { embedded: embedded.size - notEmbeddable, notEmbeddable });
  const promoted = await movePointerForward(ports, 'live', loaded.version, gatheredAt);
  await embedCatalog(ports, loaded, embedded, false);
  return promoted;
}

async function* textOf(report: object): AsyncGenerator<string, void, void> {
  yield `${JSON.stringify(report, null, 2)}\n`;
}
