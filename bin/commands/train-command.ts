import { Command, Help, Option } from 'commander';
import { omitDerivedSlices } from '../../lambdas/core/evaluation/judgement.ts';
import { settingLines } from '../../lambdas/core/training/config/describe-settings.ts';
import type { TrainingConfig } from '../../lambdas/core/training/config/training-config.ts';
import { describeRule } from '../../lambdas/core/training/data/held-out-rule.ts';
import { countRows } from '../../lambdas/core/training/data/new-rows.ts';
import type { TrainingSet } from '../../lambdas/core/training/data/training-set.ts';
import { explainWarmStartMismatch } from '../../lambdas/core/training/plans/warm-start.ts';
import type { StartingModel } from '../../lambdas/core/training/run/train-model.ts';
import type { TrainingReport } from '../../lambdas/core/training/run/training-report.ts';
import { dataSha256 } from '../../lambdas/use-cases/training/gather-training-data.ts';
import { HELP_WIDTH, type Output, requiredOption, UsageError } from '../../lib/terminal/command-line.ts';
import { findDataFile, requireDataFile } from '../../lib/terminal/data-folder.ts';
import { renderMetrics } from '../../lib/terminal/metrics-table.ts';
import { formatCount } from '../../lib/terminal/numbers.ts';
import { sparkline } from '../../lib/terminal/sparkline.ts';
import { readCatalogOnly, readTrainingSet } from '../files/input-files.ts';
import { checkModelPath, computeVersion, readModel, writeModel } from '../files/model-files.ts';
import { addReadingOptions, type ReadingOptions } from '../files/reading-options.ts';
import { learnFromCatalogAlone } from '../training/catalog-alone.ts';
import { trainWithProgress } from '../training/train-with-progress.ts';
import {
  budgetOption,
  configOption,
  resolveConfig,
  type SettingOptions,
  seedOption,
  threadsOption,
} from '../training/training-settings.ts';

interface TrainOptions extends ReadingOptions, SettingOptions {
  readonly data: string;
  readonly out: string;
  readonly selfSupervised?: true;
  readonly from?: string;
  readonly tune?: true;
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
        'a folder for model.safetensors, report.json, card.json, card.md and card.html; or M.safetensors, with ' +
          'M.report.json, M.card.json, M.card.md and M.card.html written beside it',
      ),
    )
    .addOption(configOption())
    .option('--self-supervised', 'learn from the catalog alone; training data is ignored and may be missing')
    .addOption(
      new Option(
        '--from <model>',
        'start from the weights and the features of a model, and train on rows that are new to it; the configuration ' +
          'must have its shape; not with --tune or --self-supervised',
      ).conflicts(['tune', 'selfSupervised']),
    )
    .addOption(
      new Option(
        '--tune',
        'search for better settings first, by successive halving on a part of the training data; report.json and the ' +
          'card list what was tried; not with --self-supervised',
      ).conflicts('selfSupervised'),
    )
    .addOption(
      budgetOption(
        'limit of the listwise steps, in seconds (90, 90s) or minutes (2m), on a nominal core: counted, not measured, ' +
          'so runs repeat; other losses are limited by epochs and maxPairs; with --tune for search and steps together, ' +
          'at most half for the search',
      ),
    )
    .addOption(seedOption())
    .addOption(threadsOption())
    .option('--json', 'print one line of JSON on stdout')
    .addHelpText('after', describeSettings)
    .action((options) => train(options, output));
  return addReadingOptions(command);
}

/** The settings for the help, wrapped as its other texts are. */
function describeSettings(): string {
  const help = new Help();
  const wrapped = settingLines().flatMap((line) => {
    const indent = ' '.repeat(line.length - line.trimStart().length);
    const text = help.boxWrap(line.trimStart(), HELP_WIDTH - indent.length);
    return text.split('\n').map((part) => `${indent}${part}`);
  });
  return ['\nSettings of --config (docs/configuration.md):', ...wrapped].join('\n');
}

async function train(options: TrainOptions, output: Output): Promise<void> {
  const { data: folder, out, threads, json, selfSupervised, tune } = options;
  const more = { ...(selfSupervised && { selfSupervised }), ...(tune && { tune }) };
  const given = resolveConfig(options, more, output);
  requireDataFile(folder, 'catalog');
  checkModelPath(out);
  const started = performance.now();
  const hasRows = !given.selfSupervised && findDataFile(folder, 'train') !== undefined;
  const set = await (hasRows ? readTrainingSet : readCatalogOnly)(folder, output, options);
  const config = countRows(set) > 0 || given.selfSupervised ? given : catalogConfig(options, given, output);
  const from = options.from === undefined ? undefined : readStartingModel(options.from, config, set);
  const { model, report } = await trainWithProgress(set, config, threads, output, from);
  const named = await writeModel(out, { model, report }, dataSha256(set));
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const { data } = report;
  const heldOut = report.heldOut && omitDerivedSlices(report.heldOut);
  const search = report.search && { verdict: report.search.verdict, trials: report.search.trials.length };
  const answer = { ...named, data, heldOut, ...(search && { search }), seconds };
  const lines = [`${named.modelVersion} in ${out} after ${seconds} s`, ...describeResult(report, output)];
  output.stdout.write(json ? `${JSON.stringify(answer)}\n` : `${lines.join('\n')}\n`);
}

/** How the training went, and how good the model is. */
function describeResult(
  { search, lossCurve, trainedShare, heldOut, data, dimension }: TrainingReport,
  { stdout }: Output,
): string[] {
  const [first, last] = [lossCurve[0], lossCurve.at(-1)];
  const curve = sparkline(lossCurve.map(({ loss }) => loss));
  return [
    ...(dimension ? [describeDimension(dimension)] : []),
    ...(search ? [`settings: ${search.verdict} (${search.trials.length} trials, see card.md)`] : []),
    ...(first && last
      ? [`loss ${curve} ${first.loss.toFixed(4)} to ${last.loss.toFixed(4)} in ${formatCount(last.step)} steps`]
      : []),
    ...(trainedShare ? [`share of the training: ${trainedShare.share} (${trainedShare.verdict})`] : []),
    ...(heldOut ? [`held out: ${data.heldOutRows} of ${data.facts} facts, ${describeRule(data.split)}`] : []),
    ...(heldOut ? renderMetrics(heldOut, stdout) : []),
  ];
}

/** How many numbers a vector has, and what `auto` measured. */
function describeDimension({ numbers, because, kept = [] }: NonNullable<TrainingReport['dimension']>): string {
  const near = kept.map(({ numbers: n, share }) => `${n}: ${share.toFixed(2)}`).join(', ');
  return `${numbers} numbers a vector (${because}${near === '' ? '' : `; nearest products that stay near: ${near}`})`;
}

/**
 * The configuration for a folder without a row that can be used, and a line that says so.
 * @throws UsageError for options that need training data
 */
function catalogConfig({ data, from, tune }: TrainOptions, given: TrainingConfig, output: Output): TrainingConfig {
  const option = from !== undefined ? '--from' : tune ? '--tune' : undefined;
  if (option !== undefined)
    throw new UsageError(
      'wrong-value',
      `${option} needs training data, but ${data} has no row that can be used\nAdd rows to the file train, or leave out ${option}.`,
    );
  return learnFromCatalogAlone(data, given, output);
}

/** @throws UsageError for a model that a run of this configuration cannot start from; ModelFileError */
function readStartingModel(file: string, config: TrainingConfig, set: TrainingSet): StartingModel {
  const model = readModel(file);
  const why = explainWarmStartMismatch(model, config, set.products);
  if (why !== undefined) throw new UsageError('wrong-value', `--from: training cannot start from ${file}: ${why}`);
  return { version: computeVersion(model), model };
}
