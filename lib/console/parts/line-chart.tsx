import './chart-grid.css';
import './line-chart.css';
import { useState } from 'preact/hooks';
import { buildScale, extentOf, nearestTo, type Scale } from '../common/chart-scale.ts';
import { formatCount } from '../common/format.ts';
import { Scroller } from './scroller.tsx';
import { useWidth } from './use-width.ts';

/** One line of a chart. All lines of a chart have points at the same steps. */
interface Line {
  readonly name: string;
  readonly values: readonly number[];
}

interface LineChartProps {
  /** What is drawn, for readers of the screen: `Loss by step`. */
  readonly label: string;
  /** The steps of the points, rising. */
  readonly steps: readonly number[];
  readonly lines: readonly Line[];
  /** What the values are, with their unit: `mean loss of a pair, in nats`. */
  readonly unit: string;
  /** A value to compare with, drawn as a dashed line. */
  readonly reference?: { readonly name: string; readonly value: number } | undefined;
  /** A step to mark. */
  readonly mark?: { readonly name: string; readonly step: number } | undefined;
  /** Digits after the point. @default 3 */
  readonly digits?: number;
}

const HEIGHT = 240;
const MARGIN = { top: 12, right: 12, bottom: 36, left: 52 };

/** Lines over steps, with a grid. The pointer or the arrow keys read out a point, and all points are in a table below. */
export function LineChart(props: LineChartProps) {
  const { label, steps, lines, unit, digits = 3, reference, mark } = props;
  const { ref, width } = useWidth(640);
  const [chosen, setChosen] = useState<number>();
  const index = Math.min(chosen ?? steps.length - 1, steps.length - 1);
  const values = lines.flatMap((line) => line.values);
  const x = buildScale(extentOf(steps), [MARGIN.left, width - MARGIN.right], Math.max(2, width / 90), {
    isWhole: true,
  });
  const y = buildScale(
    extentOf(values, ...(reference ? [reference.value] : [])),
    [HEIGHT - MARGIN.bottom, MARGIN.top],
    5,
    { endsAtTicks: true },
  );
  const text = readOut(props, index);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moveBy(event.key, index, steps.length);
    if (next === undefined) return;
    event.preventDefault();
    setChosen(next);
  };
  return (
    <figure class="chart">
      <figcaption class="chart-head">
        <span>{unit}</span>
        <Legend lines={lines} reference={reference} />
      </figcaption>
      <div
        ref={ref}
        class="chart-area"
        role="slider"
        tabIndex={0}
        aria-label={`${label}: a point to read out`}
        aria-valuemin={0}
        aria-valuemax={steps.length - 1}
        aria-valuenow={index}
        aria-valuetext={text}
        onKeyDown={onKeyDown}
        onPointerMove={(event) =>
          setChosen(nearestTo(event.clientX - ref.current!.getBoundingClientRect().left, steps, x))
        }
        onPointerLeave={() => setChosen(undefined)}
      >
        <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
          <Grid x={x} y={y} width={width} />
          {reference && <Rule at={y.toPixels(reference.value)} width={width} />}
          {mark && <Mark at={x.toPixels(mark.step)} name={mark.name} width={width} />}
          {lines.map((line, i) => (
            <Path key={line.name} line={line} steps={steps} x={x} y={y} series={i + 1} />
          ))}
          <line
            class="chart-cursor"
            x1={x.toPixels(steps[index]!)}
            x2={x.toPixels(steps[index]!)}
            y1={MARGIN.top}
            y2={HEIGHT - MARGIN.bottom}
          />
          {lines.map((line, i) => (
            <circle
              key={line.name}
              class="chart-dot"
              data-series={i + 1}
              cx={x.toPixels(steps[index]!)}
              cy={y.toPixels(line.values[index]!)}
              r={4}
            />
          ))}
        </svg>
      </div>
      <p class="chart-read">{text}</p>
      <details class="chart-table">
        <summary>As a table</summary>
        <PointTable label={label} steps={steps} lines={lines} digits={digits} />
      </details>
    </figure>
  );
}

/** A point in words. */
function readOut({ steps, lines, digits = 3, reference }: LineChartProps, index: number): string {
  const values = lines.map((line) => `${line.name} ${line.values[index]!.toFixed(digits)}`);
  const other = reference ? ` (${reference.name} ${reference.value.toFixed(digits)})` : '';
  return `step ${formatCount(steps[index]!)}: ${values.join(', ')}${other}`;
}

/** The point that a key leads to. */
function moveBy(key: string, index: number, count: number): number | undefined {
  const to = {
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}

function Legend({ lines, reference }: Pick<LineChartProps, 'lines' | 'reference'>) {
  return (
    <span class="chart-legend">
      {lines.map(({ name }, i) => (
        <span key={name} class="chart-legend-entry">
          <span class="chart-legend-line" data-series={i + 1} aria-hidden="true" />
          {name}
        </span>
      ))}
      {reference && (
        <span class="chart-legend-entry">
          <span class="chart-legend-line" data-series="reference" aria-hidden="true" />
          {reference.name}
        </span>
      )}
    </span>
  );
}

function Grid({ x, y, width }: { readonly x: Scale; readonly y: Scale; readonly width: number }) {
  return (
    <g class="chart-grid">
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y.toPixels(tick)} y2={y.toPixels(tick)} />
          <text x={MARGIN.left - 8} y={y.toPixels(tick) + 4} text-anchor="end">
            {tick.toFixed(y.digits)}
          </text>
        </g>
      ))}
      {x.ticks.map((tick) => (
        <text key={tick} x={x.toPixels(tick)} y={HEIGHT - MARGIN.bottom + 16} text-anchor="middle">
          {formatCount(tick)}
        </text>
      ))}
      <text x={width - MARGIN.right} y={HEIGHT - 4} text-anchor="end">
        steps
      </text>
    </g>
  );
}

function Rule({ at, width }: { readonly at: number; readonly width: number }) {
  return <line class="chart-rule" x1={MARGIN.left} x2={width - MARGIN.right} y1={at} y2={at} />;
}

function Mark({ at, name, width }: { readonly at: number; readonly name: string; readonly width: number }) {
  const isRight = at > width / 2;
  return (
    <g class="chart-mark">
      <line x1={at} x2={at} y1={MARGIN.top} y2={HEIGHT - MARGIN.bottom} />
      <text x={at + (isRight ? -6 : 6)} y={HEIGHT - MARGIN.bottom - 8} text-anchor={isRight ? 'end' : 'start'}>
        {name}
      </text>
    </g>
  );
}

interface PathProps {
  readonly line: Line;
  readonly steps: readonly number[];
  readonly x: Scale;
  readonly y: Scale;
  readonly series: number;
}

function Path({ line, steps, x, y, series }: PathProps) {
  const points = steps.map((step, i) => `${x.toPixels(step).toFixed(1)} ${y.toPixels(line.values[i]!).toFixed(1)}`);
  return <path class="chart-line" data-series={series} d={`M${points.join('L')}`} />;
}

function PointTable({
  label,
  steps,
  lines,
  digits,
}: Required<Pick<LineChartProps, 'label' | 'steps' | 'lines' | 'digits'>>) {
  return (
    <Scroller label={`${label}, as a table`}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col" class="number">
              Step
            </th>
            {lines.map(({ name }) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map((step, i) => (
            <tr key={step}>
              <td class="number">{formatCount(step)}</td>
              {lines.map(({ name, values }) => (
                <td key={name} class="number">
                  {values[i]!.toFixed(digits)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
