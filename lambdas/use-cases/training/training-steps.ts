import { setImmediate as breathe } from 'node:timers/promises';
import type { GateVerdict } from '../../core/evaluation/gate.ts';
import { KernelError } from '../../core/kernels/kernel-error.ts';
import { listUnusedSettings } from '../../core/training/config/catalog-config.ts';
import { buildTrainingConfig, type TrainingConfig } from '../../core/training/config/training-config.ts';
import { describeCounts } from '../../core/training/data/evidence-counts.ts';
import { describeRule } from '../../core/training/data/held-out-rule.ts';
import { SHARE_OF_MEMORY } from '../../core/training/data/run-memory.ts';
import type { ShareChoice } from '../../core/training/selection/choose-share.ts';
import type { TrainRequest } from '../../ports/starters.ts';
import type { SliceResult, SliceTimer } from '../runs/run-steps.ts';
import { type GatheredRun, gatherRunData } from './gather-run.ts';
import { type JudgedRun, judgeRun } from './judge-run.ts';
import { checkpointName, type RunOptions } from './open-run.ts';
import type { OpenRun } from './run-cache.ts';
import type { TrainingPart, TrainRun } from './training-part.ts';

/*
 * The durable steps of a training run, in the order in which run-training.ts takes them. Each does its work, and reports in the job
 * what it found. The names of the steps are stored with a run in progress, so they must not change.
 */

const BYTES_PER_MEGABYTE = 2 ** 20;

/** Step `gather`: stores the data that the run works on. Later uploads do not change it. */
export async function freezeData(
  { ports, steps, job, options }: TrainRun,
  request: TrainRequest,
): Promise<GatheredRun> {
  return steps.take('gather', async () => {
    await job.enter('gathering');
    // Throws for a wrong configuration, before any data is read.
    const config = buildTrainingConfig({ ...options.config, ...request.config });
    const maxBytes = options.memoryMegabytes * BYTES_PER_MEGABYTE * SHARE_OF_MEMORY;
    const { data = 'all' } = request;
    const gathered = await gatherRunData(ports, job.id, { data, config, maxBytes, remaining: options.remaining });
    const { products, trainedOn, rows, unreadable, from, newRows, dataSha256, judgingRows, catalogAlone } = gathered;
    const evidence = gathered.evidence && { evidence: gathered.evidence };
    const figures = { trainedOn, dataSha256, judgingRows, ...(from !== undefined && { from, newRows }), ...evidence };
    const sentences = gathered.evidence
      ? describeCounts(gathered.evidence)
          .map((one) => `; ${one}`)
          .join('')
      : '';
    job.decide('gather', describeData(gathered, config) + describePart(gathered, options) + sentences, figures);
    await job.enter('planning', { products, rows, unreadable, ...(catalogAlone !== undefined && { catalogAlone }) });
    return gathered;
  });
}

/**
 * Step `catalog alone`: decides what follows if training failed. A shop without a live version gets a text model; otherwise
 * the run has failed.
 * @returns whether the run learns from the catalog alone
 */
export async function fallBackToCatalog({ ports, steps, job }: TrainRun, because: string): Promise<boolean> {
  return steps.take('catalog alone', async () => {
    if ((await ports.pointers.read('live')) !== undefined) return false;
    const catalogAlone = `training failed: ${because}`;
    job.decide('catalog alone', `a text model is made, because no version is live and ${catalogAlone}`);
    await job.enter('planning', { catalogAlone });
    return true;
  });
}

/**
 * Step `plan`: splits off the held-out rows, tunes the settings if the configuration asks for it, and counts the steps of
 * training. The first slice continues with the run that was opened here.
 */
export async function splitAndTune({ steps, job }: TrainRun, { open, suffix }: TrainingPart): Promise<void> {
  await steps.take(`plan${suffix}`, async () => {
    const { config, training, restartReason } = await open();
    const { step, steps: plannedSteps } = training;
    const { seed, heldOutFraction, budgetSeconds, loss, encoder } = config;
    const { numbers: dim, ...dimension } = training.dimension;
    const taken = step > 0 ? `; the checkpoint has taken ${step} of them` : '';
    const restarted = restartReason === undefined ? '' : `; restarted: ${restartReason}`;
    const rule = training.heldOutRule;
    const figures = {
      steps: plannedSteps,
      seed,
      heldOutFraction,
      heldOut: rule,
      budgetSeconds,
      loss,
      encoder,
      dim,
      dimension,
    };
    const split = `rows are held out ${describeRule(rule)}`;
    job.decide('plan', `${plannedSteps} steps${taken}${restarted}; ${split}`, figures);
    await job.enter('training', { step, steps: plannedSteps });
    return { steps: plannedSteps };
  });
}

/** Progress after a slice of training. */
interface TrainedSlice extends SliceResult {
  readonly step: number;
  readonly steps: number;
  /** Name of the checkpoint in which the slice ended. */
  readonly key: string;
}

/** Steps `slice 1`, `slice 2` and so on: trains until all steps are taken. Each slice ends in a checkpoint. */
export async function trainInSlices(run: TrainRun, { open, suffix }: TrainingPart): Promise<void> {
  await run.steps.inSlices<TrainedSlice>(
    `slice${suffix}`,
    async (_, timer) => {
      const opened = await open();
      timer.restart();
      const slice = await trainSlice(run, opened, timer).catch((cause: unknown) => {
        if (cause instanceof KernelError && cause.code === 'thread-lost') run.options.cache.dropAfterThreadLoss();
        throw cause;
      });
      if (slice.done) await opened.threads.close();
      return slice;
    },
    { waitName: `rest${suffix}` },
  );
}

/**
 * Takes steps of training until the timer is over, at least one, and stores a checkpoint. The cut between two slices depends
 * on time; the weights do not depend on the cut.
 * @throws TrainingError, FinalError `canceled`
 */
async function trainSlice(
  { ports, job }: TrainRun,
  { training, config }: OpenRun,
  { isOver }: SliceTimer,
): Promise<TrainedSlice> {
  while (training.step < training.steps) {
    const progress = training.takeStep();
    if (!progress) continue;
    job.setCurves(training.lossCurve, training.validationCurve);
    await job.progress({ step: progress.step, steps: progress.steps, loss: progress.loss });
    await breathe();
    if (isOver()) break;
  }
  const key = checkpointName(config);
  await ports.runs.write(job.id, key, training.checkpoint());
  job.setCurves(training.lossCurve, training.validationCurve);
  const { step, steps } = training;
  return { step, steps, done: step >= steps, key };
}

/** Step `share`: chooses how much of the training the model keeps. */
export async function chooseShare({ steps, job }: TrainRun, { open, suffix }: TrainingPart): Promise<ShareChoice> {
  return steps.take(`share${suffix}`, async () => {
    const choice = (await open()).training.chooseShare();
    const { verdict, ...figures } = choice;
    job.decide('share', verdict, figures);
    return choice;
  });
}

/**
 * Step `judge`: judges the models of the run, saves them as versions with report and card, and moves `head`.
 * @param share The result of the step `share`.
 */
export async function judgeAndSave(
  { ports, steps, job }: TrainRun,
  { open, suffix }: TrainingPart,
  data: GatheredRun,
  share: ShareChoice,
): Promise<JudgedRun> {
  return steps.take(`judge${suffix}`, async () => {
    await job.enter('judging');
    return judgeRun(ports, job.id, await open(), data, share);
  });
}

/**
 * Step `gate`: records which model goes live, in the job and among the decisions about each version. If the text model
 * goes live, the trained one is held.
 */
export async function recordVerdict(
  { ports, steps, job }: TrainRun,
  { modelVersion, trainedVersion }: Pick<JudgedRun, 'modelVersion' | 'trainedVersion'>,
  { passes, goesLive, why, queries, figures, proof }: GateVerdict,
): Promise<void> {
  await steps.take('gate', async () => {
    job.decide('gate', why, { passes, goesLive, queries, figures, proof });
    const about = { at: ports.clock.now().toISOString(), by: 'gate', why, figures: { queries, ...figures } };
    await ports.decisions.record({ ...about, version: modelVersion, decision: passes ? 'passed' : 'held' });
    if (trainedVersion !== undefined)
      await ports.decisions.record({ ...about, version: trainedVersion, decision: 'held' });
  });
}

function describeData(gathered: GatheredRun, config: TrainingConfig): string {
  const { products, gatheredAt, from, newRows, allBecause, nothingNew, catalogAlone } = gathered;
  if (nothingNew !== undefined) return `nothing to train on: ${nothingNew}`;
  if (catalogAlone !== undefined) {
    const unused = listUnusedSettings(config);
    const settings = unused.length > 0 ? `; settings of training on rows are not used: ${unused.join(', ')}` : '';
    return `${products} products as of ${gatheredAt}; the run learns from the catalog alone: ${catalogAlone}${settings}`;
  }
  if (from !== undefined) {
    return `${products} products and ${newRows} rows that are new since ${from}, as of ${gatheredAt}; training continues from the weights of ${from}`;
  }
  const why = allBecause === undefined ? '' : `; all rows, not only the new ones, because ${allBecause}`;
  return `${products} products and the rows of all training objects, as of ${gatheredAt}${why}`;
}

/** Says if the run trains on a part of the shop, and how to train on all of it. */
function describePart({ products, trainedOn }: GatheredRun, { memoryMegabytes }: RunOptions): string {
  if (trainedOn === products) return '';
  return (
    `; trained on a part, ${trainedOn} of the products and the rows between them: a run on all does not fit into ` +
    `${memoryMegabytes} MB. Deploy with a larger trainingMemoryMegabytes to train on all`
  );
}
