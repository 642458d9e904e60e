import type { Intervals } from '../evaluation/comparison.ts';
import { ROW_METRICS } from '../evaluation/judge-rows.ts';
import { listOpponentReports, MIN_QUERIES, type PossibleJudgement } from '../evaluation/judgement.ts';
import type { Interval } from '../evaluation/paired-bootstrap.ts';
import type { JudgeReport, SliceMetrics } from '../evaluation/slice-report.ts';
import { describeTuned } from '../evaluation/tuned-report.ts';
import { escapeMarkdown, renderTable } from './markdown.ts';
import { classifyInterval, formatSigned, VERDICT_METRIC } from './verdict.ts';

/** The name of the model among the systems of a table. */
const MODEL = 'Kindred';

/** A table for each slice that the rows name, and one table for the slices derived from the data. */
export function renderJudgement(judgement: PossibleJudgement): string[] {
  const hasDerived = Object.keys(judgement.derived.metrics).length > 0;
  return [
    ...renderOwnSlices(judgement),
    ...renderTuned(judgement),
    ...(hasDerived ? ['## By slices of the data', '', ...renderDerivedSlices(judgement.derived)] : []),
  ];
}

/** A table for each slice that the rows name. */
export function renderOwnSlices(judgement: PossibleJudgement): string[] {
  const { metrics, intervals } = judgement;
  const opponents = listOpponentReports(judgement);
  const head = ['', ...ROW_METRICS, 'coverage', 'triplets', `${VERDICT_METRIC}: difference`, 'ndcg@10: difference'];
  return Object.entries(metrics).flatMap(([slice, figures]) => [
    `## ${escapeMarkdown(slice)} (${figures.queries} queries)`,
    '',
    ...renderTable(head, [
      [`**${MODEL}**`, ...figureCells(figures), '', ''],
      ...Object.entries(opponents).map(([name, report]) => {
        const by = intervals[name]![slice]!;
        const cells = [formatInterval(by[VERDICT_METRIC]), formatInterval(by['ndcg@10'])];
        return [escapeMarkdown(name), ...figureCells(report[slice]!), ...cells];
      }),
    ]),
  ]);
}

/** How the tuned baselines were made, a line each. */
function renderTuned({ tuned }: PossibleJudgement): string[] {
  return tuned ? [...describeTuned(tuned).map((line) => `- ${escapeMarkdown(line)}`), ''] : [];
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

/** One line per slice: the model beside the strongest of its opponents there. */
function renderDerivedSlices({ metrics, opponents, intervals }: DerivedSlices): string[] {
  const head = [
    'slice',
    'queries',
    `${MODEL} ${VERDICT_METRIC}`,
    'strongest opponent',
    VERDICT_METRIC,
    'difference',
    'Kindred is',
  ];
  const rows = Object.entries(metrics).map(([slice, figures]) => {
    const of = (name: string) => opponents[name]![slice]![VERDICT_METRIC];
    const best = Object.keys(opponents).reduce((one, other) => (of(other) > of(one) ? other : one));
    const difference = intervals[best]![slice]![VERDICT_METRIC];
    const own = figures[VERDICT_METRIC].toFixed(4);
    const outcome = classifyInterval(difference).replace(/ (than|from)$/, '');
    return [
      escapeMarkdown(slice),
      String(figures.queries),
      own,
      escapeMarkdown(best),
      of(best).toFixed(4),
      formatInterval(difference),
      figures.queries >= MIN_QUERIES ? outcome : 'judged on too few queries',
    ];
  });
  return renderTable(head, rows);
}

function formatInterval({ difference, low, high }: Interval): string {
  return `${formatSigned(difference)} [${formatSigned(low)}, ${formatSigned(high)}]`;
}
