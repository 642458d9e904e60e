import type { Interval } from '../../evaluation/paired-bootstrap.ts';
import { formatSigned } from '../verdict.ts';
import { type Html, html, NOTHING } from './html.ts';
import { round } from './line-chart.ts';
import { buildScale, type Scale } from './scale.ts';

/** A line of a forest plot: a difference with its interval. */
export interface ForestRow {
  readonly name: string;
  /** Smaller, under the name. */
  readonly about: string;
  /** The figure of the model. */
  readonly own: string;
  /** The other system, with its figure. */
  readonly other: string;
  readonly interval: Interval;
  readonly outcome: 'better' | 'worse' | 'unclear' | 'few';
}

const OUTCOMES: Readonly<Record<ForestRow['outcome'], string>> = {
  better: 'better',
  worse: 'worse',
  unclear: 'not distinguishable',
  few: 'too few queries',
};

/** Draws differences as a table whose lines hold their intervals, all on one scale with 0. Nothing without a row. */
export function renderForestPlot(rows: readonly ForestRow[], metric: string): Html {
  if (rows.length === 0) return NOTHING;
  const scale = buildScale([0, ...rows.flatMap(({ interval: { low, high, difference } }) => [low, high, difference])]);
  const ticks = scale.ticks.map((tick, i) => {
    const anchor = i === 0 ? 'start' : i === scale.ticks.length - 1 ? 'end' : 'middle';
    return html`<text x="${round(scale.place(tick))}%" y="12" text-anchor="${anchor}">${scale.format(tick)}</text>`;
  });
  return html`<table class="forest"><thead><tr><th scope="col">slice</th><th scope="col" class="number">${metric}</th>
<th scope="col">best baseline</th><th scope="col" class="interval"><span>difference, 95 % interval</span><svg width="100%" height="16" aria-hidden="true">${ticks}</svg></th><th scope="col">Kindred is</th></tr></thead>
<tbody>${rows.map((row) => renderRow(row, scale, metric))}</tbody></table>`;
}

function renderRow({ name, about, own, other, interval, outcome }: ForestRow, scale: Scale, metric: string): Html {
  const { difference, low, high } = interval;
  const text = `${formatSigned(difference)} [${formatSigned(low)}, ${formatSigned(high)}]`;
  return html`<tr class="is-${outcome}"><th scope="row">${name}<small>${about}</small></th>
<td class="number" data-name="${metric}">${own}</td><td data-name="best baseline">${other}</td>
<td class="interval">${renderInterval(interval, scale)}<small>${text}</small></td><td class="outcome">${OUTCOMES[outcome]}</td></tr>
`;
}

/** A difference that is not finite has no line. */
function renderInterval({ difference, low, high }: Interval, scale: Scale): Html {
  const at = (value: number) => `${round(scale.place(value))}%`;
  const zero = html`<line class="zero" x1="${at(0)}" x2="${at(0)}" y1="0" y2="100%"/>`;
  const line = [low, high, difference].every(Number.isFinite)
    ? html`<line class="range" x1="${at(low)}" x2="${at(high)}" y1="50%" y2="50%"/><circle cx="${at(difference)}" cy="50%" r="4.5"/>`
    : NOTHING;
  return html`<svg width="100%" height="20" aria-hidden="true">${zero}${line}</svg>`;
}
