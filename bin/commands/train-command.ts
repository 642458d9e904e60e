import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command } from 'commander';
import { errorText } from '../../lambdas/core/errors/error-text.ts';
import { omitDerivedSlices } from '../../lambdas/core/evaluation/judgement.ts';
import { listUnusedSettings, toCatalogConfig } from '../../lambdas/core/training/config/catalog-config.ts';
import { settingLines } from '../../lambdas/core/training/config/describe-settings.ts';
import {
  buildTrainingConfig,
  defaultTrainingConfig as defaults,
  type TrainingConfig,
} from '../../lambdas/core/training/config/training-config.ts';
import { describeRule } from '../../lambdas/core/training/data/held-out-rule.ts';
import { countRows } from '../../lambdas/core/training/data/new-rows.ts';
import type { TrainingSet } from '../../lambdas/core/training/data/training-set.ts';
import { explainWarmStartMismatch } from '../../lambdas/core/training/plans/warm-start.ts';
import { type StartingModel, trainModel } from '../../lambdas/core/training/run/train-model.ts';
import type { TrainedModel } from '../../lambdas/core/training/run/training-report.ts';
import { countAvailableThreads } from '../../lambdas/threads/worker-threads.ts';
import { dataSha256 } from '../../lambdas/use-cases/training/gather-training-data.ts';
import { numberOption, type Output, requiredOption, UsageError } from '../../lib/terminal/command-line.ts';
import { findDataFile } from '../../lib/terminal/data-folder.ts';
import { renderMetrics } from '../../lib/terminal/metrics-table.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import { readCatalogOnly, readTrainingSet } from './input-files.ts';
import { computeVersion, readModel, writeModel } from './model-files.ts';
import { addReadingOptions, type ReadingOptions } from './reading-options.ts';
import { withThreads } from './with-threads.ts';

/** No machine has use for more. */
const MAX_THREADS = 64;

interface TrainOptions extends ReadingOptions {
  readonly data: string;
  readonly out: string;
  readonly config?: string;
  readonly selfSupervised?: true;
  readonly from?: string;
  readonly tune?: true;
  /** Seconds. */
  readonly budget?: number;
  readonly seed?: number;
  readonly threads: number;
  readonly json?: true;
}

/** `kindred train`. */
export function buildTrainCommand(output: Output): Command {
  const command = new Command('train')
    .description('Trains a model on a folder of data. Same data, configuration and seed: same bytes.')
    .addOption(
      requiredOption(
        '--data <folder>',
        'a folder with catalog and train (.jsonl[.gz] or .csv[.gz]); without train, as with --self-supervised',
      ),
    )
    .addOption(
      requiredOption(
        '--out <model>',
        'a folder for model.safetensors, report.json, card.json and card.md; or M.safetensors, with ' +
          'M.report.json, M.card.json and M.card.md written beside it',
      ),
    )
    .option('--config <file>', 'a JSON object with settings of the training configuration (default: {})')
    .option('--self-supervised', 'learn from the catalog alone; training data is ignored and may be missing')
    .option(
      '--from <model>',
      'start from the weights and the features of a model, and train on rows that are new to it; the configuration ' +
        'must have its shape; not with --tune or --self-supervised',
    )
    .option(
      '--tune',
      'search for better settings first, by successive halving on a part of the training data; report.json and the ' +
        'card list what was tried',
    )
    .option(
      '--budget <time>',
      'limit of the listwise steps, in seconds (90, 90s) or minutes (2m), on a nominal core: counted, not measured, so ' +
        'runs repeat; other losses are limited by epochs and maxPairs; with --tune for search and steps together, ' +
        `at most half for the search (default: that of --config, else ${defaults.budgetSeconds}s)`,
      parseSeconds,
    )
    .addOption(
      numberOption('--seed <n>', `seed of all random numbers (default: that of --config, else ${defaults.seed})`, {
        min: 0,
        max: Number.MAX_SAFE_INTEGER,
      }),
    )
    .addOption(
      numberOption('--threads <n>', 'threads for the listwise steps; the bytes do not depend on it', {
        min: 1,
        max: MAX_THREADS,
      }).default(countAvailableThreads(), "the machine's processors"),
    )
    .option('--json', 'print one line of JSON on stdout')
    .addHelpText('after', ['\nSettings of --config (docs/configuration.md):', ...settingLines()].join('\n'))
    .action((options) => train(options, output));
  return addReadingOptions(command);
}

async function train(options: TrainOptions, output: Output): Promise<void> {
  const { data: folder, out, threads, json } = options;
  const given = resolveConfig(options);
  const started = performance.now();
  const hasRows = !given.selfSupervised && findDataFile(folder, 'train') !== undefined;
  const set = await (hasRows ? readTrainingSet : readCatalogOnly)(folder, output, options);
  const config = countRows(set) > 0 || given.selfSupervised ? given : catalogConfig(options, given, output);
  const from = options.from === undefined ? undefined : readStartingModel(options.from, config, set);
  const { model, report } = await withThreads(threads, (started) =>
    trainToEnd(trainModel(set, config, started, from), new Progress(output.stderr)),
  );
  const { modelVersion, weightsSha256 } = await writeModel(out, { model, report }, dataSha256(set));
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const { data } = report;
  const heldOut = report.heldOut && omitDerivedSlices(report.heldOut);
  const search = report.search && { verdict: report.search.verdict, trials: report.search.trials.length };
  const tried = search ? [`settings: ${search.verdict} (${search.trials} trials, see card.md)`] : [];
  const judged = heldOut ? [`held out: ${data.heldOutRows} of ${data.facts} facts, ${describeRule(data.split)}`] : [];
  const lines = [
    `${modelVersion} in ${out} after ${seconds} s`,
    ...tried,
    ...judged,
    ...(heldOut ? renderMetrics(heldOut) : []),
  ];
  output.stdout.write(
    json
      ? `${JSON.stringify({ modelVersion, weightsSha256, data, heldOut, ...(search && { search }), seconds })}\n`
      : `${lines.join('\n')}\n`,
  );
}

/**
 * The file's settings, overridden by the options.
 * @throws UsageError for a file that is not JSON; TrainingConfigError for a setting
 */
function resolveConfig({ config: file, selfSupervised, tune, budget, seed }: TrainOptions): TrainingConfig {
  const given = buildTrainingConfig(file === undefined ? {} : readJson(file));
  return buildTrainingConfig({
    ...given,
    ...(selfSupervised && { selfSupervised }),
    ...(tune && { tune }),
    ...(budget !== undefined && { budgetSeconds: budget }),
    ...(seed !== undefined && { seed }),
  });
}

/**
 * The configuration for a folder without a row that can be used, and a line that says so.
 * @throws UsageError for options that need training data
 */
function catalogConfig({ data, from, tune }: TrainOptions, given: TrainingConfig, output: Output): TrainingConfig {
  const option = from !== undefined ? '--from' : tune ? '--tune' : undefined;
  if (option !== undefined)
    throw new UsageError('wrong-value', `${option} needs training data, but ${data} has no row that can be used`);
  const unused = listUnusedSettings(given);
  const settings = unused.length > 0 ? `; settings of training on rows are not used: ${unused.join(', ')}` : '';
  output.stderr.write(
    `${data} has no row of training data that can be used: the model learns from the catalog alone, as with ` +
      `--self-supervised${settings}\n`,
  );
  return toCatalogConfig(given);
}

/** `90`, `90s` or `2m`. @throws UsageError */
function parseSeconds(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(s|m)?$/.exec(text) ?? [];
  if (digits === undefined)
    throw new UsageError('wrong-value', `--budget is ${text}, expected seconds or minutes, such as 60s or 2m`);
  return Number(digits) * (unit === 'm' ? 60 : 1);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UsageError('unreadable-input', `--config: ${file} cannot be read as JSON: ${errorText(cause)}`);
  }
}

/** @throws UsageError for a model that a run of this configuration cannot start from; ModelFileError */
function readStartingModel(file: string, config: TrainingConfig, set: TrainingSet): StartingModel {
  const model = readModel(file);
  const why = explainWarmStartMismatch(model, config, set.products);
  if (why !== undefined) throw new UsageError('wrong-value', `--from: training cannot start from ${file}: ${why}`);
  return { version: computeVersion(model), model };
}

async function trainToEnd(training: ReturnType<typeof trainModel>, progress: Progress): Promise<TrainedModel> {
  for (;;) {
    const { done, value } = training.next();
    if (done) {
      progress.line('trained');
      return value;
    }
    progress.update(
      value.phase === 'preparing' ? value.doing : `step ${value.step}/${value.steps}, loss ${value.loss.toFixed(4)}`,
    );
    // Ctrl-C is handled between the steps.
    await nextTurn();
  }
}
