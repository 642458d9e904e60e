import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { type MeasuredSets, summarizeSets } from '../../lambdas/core/quality/bench-answer.ts';
import { measureSetQuality } from '../../lambdas/core/quality/set-quality.ts';
import { listChangedSettings, type TrainingConfig } from '../../lambdas/core/training/config/training-config.ts';
import { countRows } from '../../lambdas/core/training/data/new-rows.ts';
import type { Output } from '../../lib/terminal/command-line.ts';
import { formatDuration } from '../../lib/terminal/numbers.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import { readTrainingSet } from '../files/input-files.ts';
import { nothingJudged, readJudgingData } from '../files/judging-data.ts';
import { checkOutputFile } from '../files/output-file.ts';
import { readKeptSets, writeQualityFile } from '../files/quality-file.ts';
import { findQualitySets, type QualitySet } from '../files/quality-sets.ts';
import { addReadingOptions, type ReadingOptions } from '../files/reading-options.ts';
import { renderQuality } from '../shown/quality-tables.ts';
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
import { embedForJudging, showRankings } from './judging-progress.ts';

interface BenchOptions extends ReadingOptions, SettingOptions {
  readonly only?: readonly string[];
  readonly out?: string;
  readonly threads: number;
  readonly json?: true;
}

/** `kindred bench-quality`. */
export function buildBenchQualityCommand(output: Output): Command {
  const command = new Command('bench-quality')
    .description('Trains and judges a model on each set of a folder, and divides its figures by the best baseline.')
    .argument('<folder>', 'a folder of sets: folders with catalog, train, judge.jsonl[.gz] and maybe meta.json')
    .option(
      '--only <names>',
      'only these sets, with commas between their names; the other sets of the file of --out stay in it',
      (names: string) => names.split(',').map((name) => name.trim()),
    )
    .option('--out <file>', 'a JSON file for all figures, written again after every set')
    .addOption(configOption())
    .addOption(budgetOption('limit of the listwise steps of each set, as for train'))
    .addOption(seedOption())
    .addOption(threadsOption())
    .option('--json', 'print one line of JSON on stdout')
    .action((folder, options) => bench(folder, options, output));
  return addReadingOptions(command);
}

async function bench(folder: string, options: BenchOptions, output: Output): Promise<void> {
  const { only, out, json } = options;
  const config = resolveConfig(options, {}, output);
  if (out !== undefined) checkOutputFile(out);
  const found = findQualitySets(folder, only, output);
  const settings = { seed: config.seed, config: listChangedSettings(config) };
  const kept = out !== undefined && only !== undefined && existsSync(out) ? readKeptSets(out, settings, only) : {};
  if (Object.keys(kept).length > 0) output.stderr.write(`kept from ${out}: ${Object.keys(kept).join(', ')}\n`);
  let sets: MeasuredSets = kept;
  for (const [i, set] of found.entries()) {
    output.stderr.write(`${set.name}: set ${i + 1} of ${found.length}\n`);
    sets = { ...sets, [set.name]: await measure(set, config, options, output) };
    if (out !== undefined) await writeQualityFile(out, summarizeSets(settings, sets));
  }
  const answer = summarizeSets(settings, sets);
  const lines = json ? [JSON.stringify(answer)] : renderQuality(answer, output.stdout);
  output.stdout.write(`${lines.join('\n')}\n`);
}

/** Trains on the training data of a set, and judges on its judging data. */
async function measure({ folder }: QualitySet, given: TrainingConfig, options: BenchOptions, output: Output) {
  const started = performance.now();
  const set = await readTrainingSet(folder, output, options);
  const config = countRows(set) > 0 || given.selfSupervised ? given : learnFromCatalogAlone(folder, given, output);
  const { model } = await trainWithProgress(set, config, options.threads, output);
  const trainingSeconds = Math.round((performance.now() - started) / 100) / 10;
  const data = await readJudgingData(folder, output, options);
  const progress = new Progress(output.stderr);
  progress.update(`judging on ${data.rows.length} rows`);
  const judging = performance.now();
  const vectors = await embedForJudging(model, data.catalog, 'embedding', progress);
  const quality = measureSetQuality(vectors, { ...data, onRanked: showRankings(progress) });
  progress.line(`judged on ${data.rows.length} rows in ${formatDuration((performance.now() - judging) / 1000)}`);
  if (Object.keys(quality.slices).length === 0) throw nothingJudged(folder, quality.leftOut);
  return { ...quality, trainingSeconds };
}
