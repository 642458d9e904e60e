import { type Html, html, NOTHING } from './html.ts';
import { buildScale, type Scale } from './scale.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve of a chart. */
interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

interface LineChart {
  /** What is drawn, for readers of the screen. */
  readonly label: string;
  readonly xName: string;
  readonly series: readonly Series[];
  /** A place on the x axis to mark, and what it is. */
  readonly mark?: { readonly x: number; readonly name: string };
}

/**
 * Draws curves as SVG that is as wide as its place; only the curves are stretched, no text. Points that are not finite
 * are left out: the curve has a gap there, and the caption counts them. Nothing without a point.
 */
export function renderLineChart({ label, xName, series, mark }: LineChart): Html {
  const shown = series.map((one) => ({ ...one, runs: splitAtGaps(one.points) }));
  const points = shown.flatMap(({ runs }) => runs.flat());
  if (points.length === 0) return NOTHING;
  const x = buildScale(points.map((point) => point.x));
  const y = buildScale(points.map((point) => point.y));
  const gaps = series.reduce((sum, one) => sum + one.points.length, 0) - points.length;
  return html`<figure class="chart"><div class="plot"><svg role="img" aria-label="${label}" width="100%" height="220">
${renderGrid(x, y)}${mark && Number.isFinite(mark.x) ? renderMark(x.place(mark.x), mark.name) : NOTHING}
<svg width="100%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none" overflow="visible">${shown.map(
    ({ runs }, i) => runs.map((run) => html`<path class="curve series-${i + 1}" d="${pathOf(run, x, y)}"/>`),
  )}</svg>
${shown.map(({ runs }, i) => runs.filter((run) => run.length === 1).map(([point]) => renderDot(point!, i, x, y)))}
</svg></div><figcaption>${series.length > 1 ? renderLegend(series) : NOTHING}<span>Along: ${xName}</span>${
    gaps > 0 ? html`<span>${gaps} points are not finite and left out</span>` : NOTHING
  }</figcaption></figure>`;
}

function splitAtGaps(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [[]];
  for (const point of points) {
    if (Number.isFinite(point.x) && Number.isFinite(point.y)) runs.at(-1)!.push(point);
    else if (runs.at(-1)!.length > 0) runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

function pathOf(run: readonly Point[], x: Scale, y: Scale): string {
  return run
    .map((point, i) => `${i === 0 ? 'M' : 'L'}${round(x.place(point.x))} ${round(100 - y.place(point.y))}`)
    .join('');
}

function renderDot(point: Point, series: number, x: Scale, y: Scale): Html {
  return html`<circle class="dot series-${series + 1}" cx="${round(x.place(point.x))}%" cy="${round(100 - y.place(point.y))}%" r="4"/>`;
}

function renderGrid(x: Scale, y: Scale): Html {
  const lines = y.ticks.map((tick) => {
    const at = `${round(100 - y.place(tick))}%`;
    return html`<line class="grid" x1="0" x2="100%" y1="${at}" y2="${at}"/><text x="-8" y="${at}" dy="4" text-anchor="end">${y.format(tick)}</text>`;
  });
  const marks = x.ticks.map((tick, i) => {
    const anchor = i === 0 ? 'start' : i === x.ticks.length - 1 ? 'end' : 'middle';
    return html`<text x="${round(x.place(tick))}%" y="100%" dy="18" text-anchor="${anchor}">${x.format(tick)}</text>`;
  });
  return html`${lines}${marks}`;
}

function renderMark(at: number, name: string): Html {
  const place = `${round(at)}%`;
  const [anchor, shift] = at > 60 ? ['end', -6] : ['start', 6];
  return html`<line class="mark" x1="${place}" x2="${place}" y1="0" y2="100%"/><text x="${place}" y="12" dx="${shift}" text-anchor="${anchor}">${name}</text>`;
}

function renderLegend(series: readonly Series[]): Html {
  return html`${series.map(({ name }, i) => html`<span class="key series-${i + 1}"><i></i>${name}</span>`)}`;
}

/** Two decimals are finer than a pixel. */
export function round(place: number): string {
  return String(Math.round(place * 100) / 100);
}
