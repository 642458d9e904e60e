import { Command } from 'commander';
import { judgeModel } from '../../lambdas/core/evaluation/judge-model.ts';
import { type Output, requiredOption } from '../../lib/terminal/command-line.ts';
import { renderMetrics } from '../../lib/terminal/metrics-table.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import { nothingJudged, readJudgingData } from '../files/judging-data.ts';
import { readModel } from '../files/model-files.ts';
import { addReadingOptions, type ReadingOptions } from '../files/reading-options.ts';
import { embedForJudging, showRankings } from './judging-progress.ts';

interface JudgeOptions extends ReadingOptions {
  readonly model: string;
  readonly data: string;
  readonly against?: string;
  readonly json?: true;
}

/** `kindred judge`. */
export function buildJudgeCommand(output: Output): Command {
  const command = new Command('judge')
    .description('Measures a model on judging data, beside trivial baselines.')
    .addOption(requiredOption('--model <model>', "a folder that 'train' wrote, or a .safetensors file"))
    .addOption(
      requiredOption(
        '--data <folder>',
        'a folder with catalog and train (.jsonl[.gz] or .csv[.gz]; train is for the baselines), judge.jsonl[.gz], ' +
          'and meta.json if only some products are candidates',
      ),
    )
    .option('--against <model>', "another model to compare with; the table calls it 'live'")
    .option('--json', 'print one line of JSON on stdout')
    .action((options) => judge(options, output));
  return addReadingOptions(command);
}

async function judge(
  { model: at, data: folder, against, json, ...reading }: JudgeOptions,
  output: Output,
): Promise<void> {
  const model = readModel(at);
  const other = against === undefined ? undefined : readModel(against);
  const data = await readJudgingData(folder, output, reading);
  const progress = new Progress(output.stderr);
  const live = other && (await embedForJudging(other, data.catalog, 'embedding by the other model', progress));
  const own = await embedForJudging(model, data.catalog, 'embedding', progress);
  const judgement = judgeModel(own, { ...data, onRanked: showRankings(progress) }, live);
  progress.line(`judged on ${data.rows.length} rows`);
  if (Object.keys(judgement.metrics).length === 0) throw nothingJudged(folder, judgement.leftOut);
  const lines = json ? [JSON.stringify(judgement)] : renderMetrics(judgement, output.stdout);
  output.stdout.write(`${lines.join('\n').trim()}\n`);
}
