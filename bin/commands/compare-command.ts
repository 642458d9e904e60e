import { Command } from 'commander';
import { compareModels, type ModelComparison } from '../../lambdas/core/evaluation/judge-model.ts';
import { MIN_QUERIES } from '../../lambdas/core/evaluation/judgement.ts';
import type { Interval } from '../../lambdas/core/evaluation/paired-bootstrap.ts';
import { classifyInterval, formatSigned, type Outcome } from '../../lambdas/core/model-card/verdict.ts';
import { type Output, requiredOption } from '../../lib/terminal/command-line.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import { paint, type Tone } from '../../lib/terminal/text-stream.ts';
import { type Column, renderTable } from '../../lib/terminal/text-table.ts';
import { nothingJudged, readJudgingData } from '../files/judging-data.ts';
import { describeVersion, readModel } from '../files/model-files.ts';
import { addReadingOptions, type ReadingOptions } from '../files/reading-options.ts';
import { embedForJudging, showRankings } from './judging-progress.ts';

const METRICS = ['recall@10', 'ndcg@10'] as const;

interface CompareOptions extends ReadingOptions {
  readonly data: string;
  readonly json?: true;
}

/** One of the two models: where it is, and which. */
interface Compared {
  readonly at: string;
  readonly modelVersion: string;
}

/** `kindred compare`. */
export function buildCompareCommand(output: Output): Command {
  const command = new Command('compare')
    .description('Compares two models on the same judging data: is B better than A, and how sure is that?')
    .argument('<a>', "a folder that 'train' wrote, or a .safetensors file")
    .argument('<b>', 'the other model')
    .addOption(requiredOption('--data <folder>', 'a folder with catalog, train, judge.jsonl[.gz] and maybe meta.json'))
    .option('--json', 'print one line of JSON on stdout')
    .action((a, b, options) => compare([a, b], options, output));
  return addReadingOptions(command);
}

async function compare(paths: readonly [string, string], options: CompareOptions, output: Output): Promise<void> {
  const { data: folder, json, ...reading } = options;
  const models = paths.map((at) => ({ at, model: readModel(at) }));
  const data = await readJudgingData(folder, output, reading);
  const progress = new Progress(output.stderr);
  const [a, b] = [models[0]!.model, models[1]!.model];
  const other = await embedForJudging(a, data.catalog, 'embedding by A', progress);
  const own = await embedForJudging(b, data.catalog, 'embedding by B', progress);
  const comparison = compareModels(own, other, { ...data, onRanked: showRankings(progress) });
  progress.line(`judged both models on ${data.rows.length} rows`);
  if (Object.keys(comparison.metrics).length === 0) throw nothingJudged(folder, comparison.leftOut);
  const named = models.map(({ at, model }) => ({ at, modelVersion: describeVersion(model).modelVersion }));
  const lines = json ? [JSON.stringify(answerOf(named, comparison))] : render(named, comparison, output);
  output.stdout.write(`${lines.join('\n')}\n`);
}

/** By slice the figures of both, and the difference B - A with its 95 % interval. */
function answerOf([a, b]: readonly Compared[], { metrics, opponents, intervals, leftOut }: ModelComparison) {
  const slices = Object.keys(metrics).map((slice) => [
    slice,
    { a: opponents.other![slice], b: metrics[slice], difference: intervals.other![slice] },
  ]);
  return { a, b, slices: Object.fromEntries(slices), leftOut };
}

const right = (title: string): Column => ({ title, align: 'right' });

function render([a, b]: readonly Compared[], comparison: ModelComparison, { stdout }: Output): string[] {
  const { metrics, opponents, intervals } = comparison;
  const tables = METRICS.flatMap((metric) => {
    const columns = [{ title: metric }, right('A'), right('B'), { title: 'B - A, 95 % interval' }, { title: 'B is' }];
    const rows = Object.entries(metrics).map(([slice, { queries, [metric]: ofB }]) => {
      const interval = intervals.other![slice]![metric];
      const figures = [opponents.other![slice]![metric], ofB].map((value) => value.toFixed(4));
      return [`${slice} (${queries})`, ...figures, describeInterval(interval), judge(interval, queries)];
    });
    return ['', ...renderTable(stdout, columns, rows).map((line) => colour(line, stdout))];
  });
  const same = a!.modelVersion === b!.modelVersion ? ['A and B are the same model.'] : [];
  return [
    `A  ${a!.modelVersion}  ${a!.at}`,
    `B  ${b!.modelVersion}  ${b!.at}`,
    ...same,
    ...tables,
    '',
    'recall@10 is capped. The number of queries is behind each slice; intervals are paired by query.',
  ];
}

function describeInterval({ difference, low, high }: Interval): string {
  return `${formatSigned(difference)} [${formatSigned(low)}, ${formatSigned(high)}]`;
}

const VERDICTS = {
  'better than': 'better',
  'not distinguishable from': 'not distinguishable',
  'worse than': 'worse',
} as const satisfies Record<Outcome, string>;

function judge(interval: Interval, queries: number): string {
  return queries < MIN_QUERIES ? 'too few queries' : VERDICTS[classifyInterval(interval)];
}

const TONES: readonly (readonly [verdict: RegExp, tone: Tone])[] = [
  [/ better$/, 'good'],
  [/ worse$/, 'problem'],
];

function colour(line: string, stream: Output['stdout']): string {
  const tone = TONES.find(([verdict]) => verdict.test(line))?.[1];
  return tone === undefined ? line : paint(stream, tone, line);
}
