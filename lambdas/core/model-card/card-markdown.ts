import type { Intervals } from '../evaluation/comparison.ts';
import type { JudgeReport, SliceMetrics } from '../evaluation/judge.ts';
import { ROW_METRICS } from '../evaluation/judge-rows.ts';
import type { Interval } from '../evaluation/paired-bootstrap.ts';
import type { PossibleJudgement } from '../evaluation/possible-judgement.ts';
import { MIN_QUERIES } from '../evaluation/possible-judgement.ts';
import { renderEpochs, renderSearch } from './choice-lines.ts';
import { escapeMarkdown, renderJson, renderTable } from './markdown.ts';
import type { ModelCard } from './model-card.ts';
import { classifyInterval, VERDICT_METRIC } from './verdict.ts';

/** What the model is called among the systems of a table. */
const MODEL = 'Kindred';
/** Points of the loss curve that are shown; the JSON has all. */
const SHOWN_LOSSES = 12;

/** The card for people: the verdict, tables of the model beside its opponents, then all that it takes to make it again. */
export function renderCardMarkdown(card: ModelCard): string {
  const where = card.judgedOn === 'judging' ? 'judging data' : 'held-out part of the training data';
  return [
    `# Model ${card.modelVersion}`,
    '',
    `**${escapeMarkdown(card.verdict)}**`,
    '',
    `Judged on the ${where}. Each interval is Kindred less the other: 95 %, paired bootstrap over the queries.`,
    ...(card.liveVersion === null ? [] : ['', `\`live\` is the version that was served: ${card.liveVersion}.`]),
    '',
    ...judgementLines(card.judgement),
    ...(card.heldOut ? ['## On the held-out rows', '', ...ownSliceLines(card.heldOut)] : []),
    ...dataLines(card),
    ...lossLines(card),
    ...renderEpochs(card.epochs),
    ...renderSearch(card.search),
    ...watchdogLines(card),
    ...Object.entries(card.more).flatMap(([name, value]) => [`## ${escapeMarkdown(name)}`, '', ...renderJson(value)]),
    '## Configuration',
    '',
    ...renderJson(card.config),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function judgementLines(judgement: PossibleJudgement): string[] {
  const derived = Object.keys(judgement.derived.metrics);
  return [
    ...ownSliceLines(judgement),
    ...(derived.length > 0 ? ['## By slices of the data', '', ...derivedLines(judgement.derived)] : []),
  ];
}

/** A table for each slice that the rows name. */
function ownSliceLines({ metrics, baselines, live, intervals }: PossibleJudgement): string[] {
  const opponents: Record<string, JudgeReport> = { ...baselines, ...(live && { live }) };
  const head = ['', ...ROW_METRICS, 'coverage', 'triplets', `${VERDICT_METRIC}: less`, 'ndcg@10: less'];
  return Object.entries(metrics).flatMap(([slice, figures]) => [
    `## ${escapeMarkdown(slice)} (${figures.queries} queries)`,
    '',
    ...renderTable(head, [
      [`**${MODEL}**`, ...figureCells(figures), '', ''],
      ...Object.entries(opponents).map(([name, report]) => {
        const by = intervals[name]![slice]!;
        return [
          escapeMarkdown(name),
          ...figureCells(report[slice]!),
          interval(by[VERDICT_METRIC]),
          interval(by['ndcg@10']),
        ];
      }),
    ]),
  ]);
}

function figureCells(figures: SliceMetrics): string[] {
  const { coverage, tripletAccuracy } = figures;
  const last = tripletAccuracy === undefined ? '' : tripletAccuracy.toFixed(4);
  return [...ROW_METRICS.map((name) => figures[name].toFixed(4)), coverage.toFixed(4), last];
}

interface DerivedSlices {
  readonly metrics: JudgeReport;
  readonly opponents: Readonly<Record<string, JudgeReport>>;
  readonly intervals: Intervals;
}

/** One line a slice: the model beside the strongest of its opponents there. */
function derivedLines({ metrics, opponents, intervals }: DerivedSlices): string[] {
  const head = ['slice', 'queries', `${MODEL} ${VERDICT_METRIC}`, 'strongest other', 'its', 'less', 'Kindred is'];
  const rows = Object.entries(metrics).map(([slice, figures]) => {
    const of = (name: string) => opponents[name]![slice]![VERDICT_METRIC];
    const best = Object.keys(opponents).reduce((one, other) => (of(other) > of(one) ? other : one));
    const less = intervals[best]![slice]![VERDICT_METRIC];
    const own = figures[VERDICT_METRIC].toFixed(4);
    const cells = [
      escapeMarkdown(slice),
      String(figures.queries),
      own,
      escapeMarkdown(best),
      of(best).toFixed(4),
      interval(less),
    ];
    const isEnough = figures.queries >= MIN_QUERIES;
    return [...cells, isEnough ? classifyInterval(less).replace(/ (than|from)$/, '') : 'on too few queries'];
  });
  return renderTable(head, rows);
}

function interval({ difference, low, high }: Interval): string {
  return `${signed(difference)} [${signed(low)}, ${signed(high)}]`;
}

function signed(value: number): string {
  const text = value.toFixed(4);
  return value > 0 ? `+${text}` : text;
}

function dataLines({ data, split, weightsSha256 }: ModelCard): string[] {
  const { sha256, ...counts } = data;
  return [
    '## Data',
    '',
    ...renderTable(
      ['', 'value'],
      [
        ['weights, SHA-256', weightsSha256],
        ['training set, SHA-256', sha256],
        ...Object.entries(counts).map(([name, value]) => [escapeMarkdown(name), escapeMarkdown(JSON.stringify(value))]),
        ['held-out fraction', String(split.heldOutFraction)],
        ['seed', String(split.seed)],
      ],
    ),
    `Held out: ${split.rule}.`,
    '',
  ];
}

/** The first point, the last, and evenly spread ones between. */
function lossLines({ lossCurve }: ModelCard): string[] {
  const shown = Math.min(SHOWN_LOSSES, lossCurve.length);
  const points = Array.from({ length: shown }, (_, i) => {
    return lossCurve[Math.round((i * (lossCurve.length - 1)) / Math.max(shown - 1, 1))]!;
  });
  const rows = points.map(({ step, loss }) => [String(step), loss.toFixed(4)]);
  return rows.length === 0 ? [] : ['## Loss', '', ...renderTable(['step', 'mean loss'], rows)];
}

function watchdogLines({ diagnostics: { chanceLoss, warnings, looks } }: ModelCard): string[] {
  const told = warnings.map(
    ({ code, step, sign, cause, change }) =>
      `- ${code} at step ${step}: ${escapeMarkdown(`${sign}. ${cause}: ${change}`)}`,
  );
  const last = looks.at(-1);
  return [
    '## Watchdog',
    '',
    `${looks.length} looks; a model that cannot tell products apart has a loss of ${figure(chanceLoss)}.`,
    ...(last ? [`At the end: RankMe ${figure(last.rankMe)}, uniformity ${figure(last.uniformity)}.`] : []),
    '',
    ...(told.length > 0 ? told : ['No warnings.']),
    '',
  ];
}

function figure(value: number): string {
  return Number.isFinite(value) ? value.toFixed(4) : 'no number';
}
