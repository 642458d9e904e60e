import {
  METRICS_NAMESPACE,
  type MeasurementDefinition,
  type MeasurementName,
  measurements,
  SERVICE_NAME,
} from '../../lambdas/shared/measurements.ts';
import { metricMeanings } from './metric-meanings.ts';

const INTRODUCTION = `# Metrics

Beside the metrics that AWS publishes, Kindred records its own, in the namespace \`${METRICS_NAMESPACE}\` of CloudWatch.
Each has the dimensions \`service\` (\`${SERVICE_NAME}\`) and \`stage\`, and some have one more. No dimension holds an id, so
the number of metrics is bounded.

A function records a measurement as one line of its log, in the
[embedded metric format](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html).
A request waits for nothing, and writes at most two lines: one for its search, and one if it loaded the index. The
dashboard and the alarms read the same list ([runbooks](README.md)).

CloudWatch bills each metric of a stage for the hours in which it has a value. A whole month costs 0.30 dollars at the
list price of us-east-1. A value of a dimension counts as a metric of its own. The line of a search has
about 320 bytes: a million searches add 0.16 dollars of logs.

<!-- Written by \`npm run docs\` from lambdas/shared/measurements.ts and\nbin/shown/metric-meanings.ts. -->
`;

/** The text of docs/runbooks/metrics.md. */
export function metricsPage(): string {
  // Object.keys gives the keys of the table.
  const sections = (Object.keys(measurements) as MeasurementName[]).map(describeMeasurement);
  return [INTRODUCTION, ...sections].join('\n');
}

function describeMeasurement(name: MeasurementName): string {
  const { dimension, metrics }: MeasurementDefinition = measurements[name];
  const { when, metrics: meanings } = metricMeanings[name];
  const meaningOf = new Map<string, string>(Object.entries(meanings));
  const rows = Object.entries(metrics).map(
    ([metric, unit]) => `| \`${metric}\` | ${unit} | ${meaningOf.get(metric)} |`,
  );
  const divided = dimension ? `Dimension \`${dimension.name}\`: ${list(dimension.values)}.` : 'No further dimension.';
  return [
    `## When ${when}`,
    '',
    divided,
    '',
    '| metric | unit | a value says |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function list(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(', ');
}
