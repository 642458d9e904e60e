import type { Intervals } from '../../evaluation/comparison.ts';
import { ROW_METRICS } from '../../evaluation/judge-rows.ts';
import { listOpponentReports, MIN_QUERIES, type PossibleJudgement, RIVALS } from '../../evaluation/judgement.ts';
import type { JudgeReport, SliceMetrics } from '../../evaluation/slice-report.ts';
import { describeTuned } from '../../evaluation/tuned-report.ts';
import { classifyInterval, formatSigned, VERDICT_METRIC } from '../verdict.ts';
import { type ForestRow, renderForestPlot } from './forest-plot.ts';
import { type Html, html, NOTHING } from './html.ts';

interface Compared {
  readonly metrics: JudgeReport;
  readonly opponents: Readonly<Record<string, JudgeReport>>;
  readonly intervals: Intervals;
}

/** The slices beside the best baseline of each: the rows' own first, then those that follow from the data. */
export function renderSlices(judgement: PossibleJudgement): Html {
  const { metrics, intervals, derived } = judgement;
  const own = listRows({ metrics, opponents: listOpponentReports(judgement), intervals });
  const rows = [...own, ...listRows(derived)];
  if (rows.length === 0) return NOTHING;
  return html`<section><h2>By slice, beside the best baseline</h2>
<p class="soft">The model less the baseline that is best on the slice, by capped ${VERDICT_METRIC}: relevant products among the first 10,
divided by min(10, number of relevant products). Right of 0 Kindred is ahead; it is better or worse only if the whole
interval is on one side. Intervals are computed one by one: of twenty, about one is on one side by chance.
<b>unseen query</b> and <b>unseen target</b> are the cold start: products that do not occur in the training data.
<b>popularity</b> parts run from the least to the most popular relevant products.</p>
${renderForestPlot(rows, VERDICT_METRIC)}</section>`;
}

function listRows({ metrics, opponents, intervals }: Compared): ForestRow[] {
  const baselines = Object.keys(opponents).filter((name) => !RIVALS.some((rival) => rival === name));
  return Object.entries(metrics).flatMap(([slice, { queries, [VERDICT_METRIC]: own }]) => {
    const figureOf = (name: string) => opponents[name]?.[slice]?.[VERDICT_METRIC] ?? -1;
    const best = baselines.reduce<string | undefined>(
      (one, other) => (one === undefined || figureOf(other) > figureOf(one) ? other : one),
      undefined,
    );
    const interval = best === undefined ? undefined : intervals[best]?.[slice]?.[VERDICT_METRIC];
    if (best === undefined || interval === undefined) return [];
    const outcome = OUTCOMES[classifyInterval(interval)];
    return [
      {
        name: slice,
        about: `${queries} ${queries === 1 ? 'query' : 'queries'}`,
        own: own.toFixed(4),
        other: `${best} ${figureOf(best).toFixed(4)}`,
        interval,
        outcome: queries < MIN_QUERIES ? 'few' : outcome,
      },
    ];
  });
}

const OUTCOMES = {
  'better than': 'better',
  'worse than': 'worse',
  'not distinguishable from': 'unclear',
} as const satisfies Record<ReturnType<typeof classifyInterval>, ForestRow['outcome']>;

/** A table of the model and all its opponents for each slice that the rows name. */
export function renderSystems(judgement: PossibleJudgement): Html {
  const opponents = listOpponentReports(judgement);
  const tables = Object.entries(judgement.metrics).map(([slice, own]) => {
    const others = Object.entries(opponents).flatMap(([name, report]) => {
      const figures = report[slice];
      return figures ? [renderSystem(name, figures, formatDifference(judgement.intervals, name, slice))] : [];
    });
    return html`<h3>${slice} (${own.queries} ${own.queries === 1 ? 'query' : 'queries'})</h3><div class="wide" tabindex="0" role="region" aria-label="Kindred and its opponents on ${slice}"><table>
<thead><tr><th scope="col">system</th>${SHOWN.map((name) => html`<th scope="col" class="number">${name}</th>`)}<th scope="col" class="number">${VERDICT_METRIC}: difference</th></tr></thead>
<tbody>${renderSystem('Kindred', own)}${others}</tbody></table></div>`;
  });
  if (tables.length === 0) return NOTHING;
  const tuned = judgement.tuned ? describeTuned(judgement.tuned).map((line) => html`<p class="soft">${line}</p>`) : [];
  return html`<section><h2>Baselines and other models</h2><p class="soft">All rank the same products for the same queries. Differences are the
model less the other, with 95 % intervals of a paired bootstrap over the queries. coverage is the share of the catalog
that occurs in the lists of ten.</p>${tuned}${tables}</section>`;
}

const SHOWN = [...ROW_METRICS, 'coverage'] as const;

/** @param difference Absent for the model itself. */
function renderSystem(name: string, figures: SliceMetrics, difference?: string): Html {
  const cells = SHOWN.map((metric) => html`<td class="number">${figures[metric].toFixed(4)}</td>`);
  return html`<tr${difference === undefined ? html` class="own"` : NOTHING}><th scope="row">${name}</th>${cells}<td class="number">${difference ?? ''}</td></tr>
`;
}

function formatDifference(intervals: Intervals, name: string, slice: string): string {
  const interval = intervals[name]?.[slice]?.[VERDICT_METRIC];
  if (interval === undefined) return '';
  const { difference, low, high } = interval;
  return `${formatSigned(difference)} [${formatSigned(low)}, ${formatSigned(high)}]`;
}
