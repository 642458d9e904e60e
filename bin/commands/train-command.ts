import { mkdirSync, readFileSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { omitDerivedSlices } from '../../lambdas/core/evaluation/judge-model.ts';
import { NOT_JUDGED } from '../../lambdas/core/evaluation/possible-judgement.ts';
import { serializeModel } from '../../lambdas/core/model/model-file.ts';
import { modelVersionOf } from '../../lambdas/core/model/model-version.ts';
import { renderCardMarkdown } from '../../lambdas/core/model-card/card-markdown.ts';
import { buildModelCard, writeCardJson } from '../../lambdas/core/model-card/model-card.ts';
import { type TrainingConfig, trainingConfig } from '../../lambdas/core/training/config/training-config.ts';
import { type TrainingSet, TrainingSetBuilder } from '../../lambdas/core/training/data/training-set.ts';
import { explainWarmStartMismatch } from '../../lambdas/core/training/plans/warm-start.ts';
import { type StartingModel, trainModel } from '../../lambdas/core/training/run/train-model.ts';
import type { TrainedModel } from '../../lambdas/core/training/run/training-report.ts';
import { sha256Hex } from '../../lambdas/shared/sha256.ts';
import { availableThreads } from '../../lambdas/threads/available-threads.ts';
import { WorkerThreads } from '../../lambdas/threads/worker-threads.ts';
import { dataSha256 } from '../../lambdas/use-cases/training/data-sha256.ts';
import { metricLines } from '../../lib/terminal/metrics-table.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import { type Command, type OptionValues, required, wholeNumber } from './command.ts';
import { UsageError } from './command-error.ts';
import { dataFile, goodRecords, readCatalog, readModel } from './input-files.ts';
import { type ModelFiles, modelFiles } from './model-files.ts';
import { writeWhole } from './output-file.ts';

/** More than any machine has use for. */
const MOST_THREADS = 64;

export const trainCommand: Command = {
  summary: 'train a model on a folder of data',
  usage: `kindred train --data DIR --out MODEL [--config FILE] [--tune] [--budget 60s] [--seed N]
             [--from MODEL] [--threads N] [--json]

  --data DIR       catalog.jsonl[.gz] or .csv, and train.jsonl[.gz] or .csv
  --out MODEL      a folder, that gets model.safetensors, report.json, card.json and card.md;
                   or M.safetensors, beside which M.report.json, M.card.json and M.card.md are written
  --config FILE    JSON with any of the training configuration's fields
  --self-supervised  learn from the catalog alone; training data is ignored, and need not be there
  --from MODEL     go on from the weights and the features of a model, on training data that is new to it; the
                   configuration has to be of its shape, and --tune and --self-supervised do not go with it
  --tune           look for better settings first, by successive halving on a part of the training data; report.json
                   and the card show what was tried
  --budget 60s     at most so long for the steps on lists, on a nominal core: counted, not measured, so that runs repeat
                   (default 110s; other losses are bounded by epochs and maxPairs); with --tune for search and steps
                   together, at most half for the search
  --seed N         same data, configuration and seed: same bytes (default 1)
  --threads N      threads that take the steps on lists (default: as many as the machine has); the bytes are the same by any
  --json           one line of JSON on stdout
`,
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    config: { type: 'string' },
    seed: { type: 'string' },
    from: { type: 'string' },
    threads: { type: 'string' },
    'self-supervised': { type: 'boolean' },
    budget: { type: 'string' },
    tune: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(values) {
    const folder = required(values, 'data');
    const out = required(values, 'out');
    const config = configOf(values);
    const threads = wholeNumber(values, 'threads', availableThreads(), 1, MOST_THREADS);
    const started = performance.now();
    const set = config.selfSupervised ? await readCatalogOnly(folder) : await readTrainingSet(folder);
    const from = typeof values.from === 'string' ? modelToGoOnFrom(values.from, config, set) : undefined;
    const { model, report } = await train(set, config, threads, from);
    const { modelVersion, weightsSha256 } = await writeModel(modelFiles(out), { model, report }, dataSha256(set));
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const { data } = report;
    const heldOut = report.heldOut && omitDerivedSlices(report.heldOut);
    const search = report.search && { verdict: report.search.verdict, trials: report.search.trials.length };
    const tried = search ? [`settings: ${search.verdict} (${search.trials} trials, see card.md)`] : [];
    const lines = [`${modelVersion} in ${out} after ${seconds} s`, ...tried, ...(heldOut ? metricLines(heldOut) : [])];
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ modelVersion, weightsSha256, data, heldOut, ...(search && { search }), seconds })}\n`
        : `${lines.join('\n')}\n`,
    );
  },
};

/** Writes the model's file, and beside it its report and its card. */
async function writeModel(files: ModelFiles, { model, report }: TrainedModel, dataSha256: string) {
  const bytes = serializeModel(model);
  const weightsSha256 = sha256Hex(bytes);
  const modelVersion = modelVersionOf(weightsSha256);
  const judgement = report.heldOut ?? NOT_JUDGED;
  const named = { modelVersion, weightsSha256 };
  const card = buildModelCard({ ...named, dataSha256, report, judgement, judgedOn: 'held-out', liveVersion: null });
  mkdirSync(files.folder, { recursive: true });
  await writeWhole(files.model, [bytes]);
  await writeWhole(files.report, [`${JSON.stringify({ ...named, ...report }, null, 2)}\n`]);
  await writeWhole(files.cardJson, [writeCardJson(card)]);
  await writeWhole(files.cardMarkdown, [renderCardMarkdown(card)]);
  return named;
}

/** @throws UsageError for a file that is not JSON; TrainingConfigError for what is in it. */
function configOf(values: OptionValues): TrainingConfig {
  const given = trainingConfig(typeof values.config === 'string' ? jsonFile(values.config) : {});
  return trainingConfig({
    ...given,
    ...(values['self-supervised'] ? { selfSupervised: true } : {}),
    ...(values.tune ? { tune: true } : {}),
    ...(typeof values.budget === 'string' ? { budgetSeconds: secondsOf(values.budget) } : {}),
    seed: wholeNumber(values, 'seed', given.seed, 0, Number.MAX_SAFE_INTEGER),
  });
}

/** `90`, `90s` or `2m`. @throws UsageError */
function secondsOf(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(s|m)?$/.exec(text) ?? [];
  if (digits === undefined)
    throw new UsageError('wrong-value', `--budget is ${text}, expected seconds or minutes, as 60s or 2m`);
  return Number(digits) * (unit === 'm' ? 60 : 1);
}

function jsonFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UsageError('unreadable-input', `--config: ${file} cannot be read as JSON: ${(cause as Error).message}`);
  }
}

/** The catalog without training data, which need not be there. */
async function readCatalogOnly(folder: string): Promise<TrainingSet> {
  return new TrainingSetBuilder(await readCatalog(dataFile(folder, 'catalog'))).build();
}

/** Also used to count popularity when a model is judged. */
export async function readTrainingSet(folder: string): Promise<TrainingSet> {
  const builder = new TrainingSetBuilder(await readCatalog(dataFile(folder, 'catalog')));
  const file = dataFile(folder, 'train');
  const outcomes = { added: 0, 'unknown-product': 0, 'too-small': 0 };
  for await (const row of goodRecords(file, 'training')) outcomes[builder.add(row)] += 1;
  const { 'unknown-product': unknown, 'too-small': small } = outcomes;
  if (unknown > 0) process.stderr.write(`${file}: ${unknown} rows speak of products that are not in the catalog\n`);
  if (small > 0) process.stderr.write(`${file}: ${small} rows hold no pair of two products\n`);
  return builder.build();
}

/** @throws UsageError where a run of the configuration cannot go on from it; ModelFileError */
function modelToGoOnFrom(file: string, config: TrainingConfig, set: TrainingSet): StartingModel {
  const model = readModel(file);
  const why = explainWarmStartMismatch(model, config, set.products);
  if (why !== undefined) throw new UsageError('wrong-value', `--from: ${file} cannot be gone on from: ${why}`);
  return { version: modelVersionOf(sha256Hex(serializeModel(model))), model };
}

async function train(
  set: TrainingSet,
  config: TrainingConfig,
  count: number,
  from: StartingModel | undefined,
): Promise<TrainedModel> {
  const threads = new WorkerThreads(count);
  try {
    return await trainToEnd(trainModel(set, config, threads, from));
  } finally {
    await threads.close();
  }
}

async function trainToEnd(training: ReturnType<typeof trainModel>): Promise<TrainedModel> {
  const progress = new Progress();
  for (;;) {
    const { done, value } = training.next();
    if (done) {
      progress.line('trained');
      return value;
    }
    progress.update(
      value.phase === 'preparing' ? value.doing : `step ${value.step}/${value.steps}, loss ${value.loss.toFixed(4)}`,
    );
    // So that Ctrl-C is heard between the steps.
    await breathe();
  }
}
