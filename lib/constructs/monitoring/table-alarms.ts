import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PRODUCTS_TABLE } from '../../../lambdas/formats/table-layout.ts';
import { type AlarmDefinition, HALF_AN_HOUR, PERIOD } from './alarm-definition.ts';
import type { Monitored } from './monitored.ts';

/** The metrics of throttled reads and writes of a table, or of one of its indexes. */
export function throttlesOf(table: ITable, indexName?: string): Metric[] {
  const dimensionsMap = {
    TableName: table.tableName,
    ...(indexName !== undefined && { GlobalSecondaryIndexName: indexName }),
  };
  return ['ReadThrottleEvents', 'WriteThrottleEvents'].map(
    (metricName) =>
      new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap, statistic: 'Sum', period: PERIOD }),
  );
}

function sum(metrics: readonly Metric[]): IMetric {
  const names = metrics.map((_, i) => `m${i}`);
  return new MathExpression({
    expression: names.map((name) => `FILL(${name}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, i) => [names[i]!, metric])),
    period: PERIOD,
  });
}

export function tableAlarmsOf({ storage }: Monitored): AlarmDefinition[] {
  const { products, registry } = storage;
  return [
    {
      of: products,
      name: 'ThrottleAlarm',
      metric: sum([...throttlesOf(products.table), ...throttlesOf(products.table, PRODUCTS_TABLE.changes.indexName)]),
      threshold: 1,
      periods: HALF_AN_HOUR,
      reason:
        'DynamoDB has throttled the table of products for half an hour. Uploads and publications wait, and callers get 503.',
      runbook: 'tables.md#throttles',
    },
    {
      of: registry,
      name: 'ThrottleAlarm',
      metric: sum(throttlesOf(registry.table)),
      threshold: 1,
      reason: 'DynamoDB throttled the table of models, pointers and jobs, which takes few requests by design.',
      runbook: 'tables.md#throttles',
    },
  ];
}
