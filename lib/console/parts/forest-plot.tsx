import './chart-grid.css';
import './forest-plot.css';
import { buildScale, extentOf } from '../common/chart-scale.ts';
import { formatInterval, type Interval, type Verdict, wordsOf } from '../common/comparison.ts';
import { formatSigned } from '../common/format.ts';
import { useWidth } from './use-width.ts';

const ROW = 44;
const AXIS = 40;
const PAD = 10;
/** Below this width, the names stand above their intervals. */
const NARROW = 520;
/** With fewer, 0 may be the only number of a narrow plot, which is no scale. */
const MIN_TICKS = 6;

/** A difference to draw. */
export interface ForestRow {
  /** Unique among the rows. */
  readonly name: string;
  /** What is compared, for people. */
  readonly title: string;
  readonly interval: Interval;
  readonly verdict: Verdict | undefined;
}

interface ForestPlotProps {
  /** At least one. */
  readonly rows: readonly ForestRow[];
  /** What is drawn, for readers of the screen: `Differences in recall@10 to other systems`. */
  readonly label: string;
  /** Values that the scale must hold, so that several plots have the same. @default none */
  readonly included?: readonly number[];
}

/** The ends of the intervals, for the scale of several plots. */
export function endsOf(rows: readonly ForestRow[]): readonly number[] {
  return rows.flatMap(({ interval }) => [interval.low, interval.high]);
}

/**
 * The differences of a model to other systems, each as a point with its 95 % interval. What is right of 0 is better. A
 * table beside it must say the same.
 */
export function ForestPlot({ rows, label, included = [] }: ForestPlotProps) {
  const { ref, width } = useWidth(640);
  const isNarrow = width < NARROW;
  const rowHeight = isNarrow ? ROW + 14 : ROW;
  const height = rows.length * rowHeight + AXIS;
  const left = isNarrow ? PAD : Math.min(230, width * 0.3);
  const extent = extentOf(endsOf(rows), 0, ...included);
  const x = buildScale(extent, [left + PAD, width - PAD], Math.max(MIN_TICKS, (width - left) / 80));
  const bottom = height - AXIS;
  return (
    <div ref={ref} class="forest">
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={describe(label, rows)}
      >
        <g class="chart-grid">
          {x.ticks.map((tick) => (
            <g key={tick}>
              <line x1={x.toPixels(tick)} x2={x.toPixels(tick)} y1={0} y2={bottom} />
              <text x={x.toPixels(tick)} y={bottom + 16} text-anchor="middle">
                {formatTick(tick, x.digits)}
              </text>
            </g>
          ))}
          <text x={width - PAD} y={height - 4} text-anchor="end">
            better →
          </text>
          <text x={left + PAD} y={height - 4} text-anchor="start">
            ← worse
          </text>
        </g>
        <line class="forest-zero" x1={x.toPixels(0)} x2={x.toPixels(0)} y1={0} y2={bottom} />
        {rows.map((row, i) => (
          <Row
            key={row.name}
            row={row}
            top={i * rowHeight}
            height={rowHeight}
            isNarrow={isNarrow}
            toPixels={x.toPixels}
          />
        ))}
      </svg>
    </div>
  );
}

interface RowProps {
  readonly row: ForestRow;
  readonly top: number;
  readonly height: number;
  readonly isNarrow: boolean;
  readonly toPixels: (value: number) => number;
}

function Row({ row, top, height, isNarrow, toPixels }: RowProps) {
  const { title, interval, verdict } = row;
  const middle = isNarrow ? top + height - 20 : top + height / 2;
  const [low, point, high] = [interval.low, interval.difference, interval.high].map(toPixels);
  return (
    <g class="forest-row" data-verdict={verdict}>
      <text class="forest-name" x={isNarrow ? PAD : 0} y={isNarrow ? top + 20 : middle + 5}>
        {title}
      </text>
      <line x1={low} x2={high} y1={middle} y2={middle} />
      <line x1={low} x2={low} y1={middle - 5} y2={middle + 5} />
      <line x1={high} x2={high} y1={middle - 5} y2={middle + 5} />
      <circle cx={point} cy={middle} r={5.5} />
      <title>{`${title}: ${formatInterval(interval)}, ${wordsOf(verdict)}`}</title>
    </g>
  );
}

function describe(label: string, rows: readonly ForestRow[]): string {
  const each = rows.map(
    ({ title, interval, verdict }) => `${title} ${formatSigned(interval.difference)}, ${wordsOf(verdict)}`,
  );
  return `${label}: ${each.join('; ')}. All figures are in the table below.`;
}

function formatTick(tick: number, digits: number): string {
  if (tick === 0) return '0';
  return `${tick < 0 ? '−' : '+'}${Math.abs(tick).toFixed(digits)}`;
}
