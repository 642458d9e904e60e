import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type DimensionOf,
  METRICS_NAMESPACE,
  type MeasurementDefinition,
  type MeasurementName,
  measurements,
  SERVICE_NAME,
  type ValuesOf,
} from '../../../lambdas/shared/measurements.ts';
import { PERIOD } from './alarm-definition.ts';
import type { Monitored } from './monitored.ts';

/** One of Kindred's own metrics, as the functions record it: of a stage and, if it has one, of a value of its dimension. */
export function ownMetric<Name extends MeasurementName>(
  { stage }: Pick<Monitored, 'stage'>,
  measurement: Name,
  metricName: keyof ValuesOf<Name> & string,
  statistic: 'Sum' | 'Maximum' | 'Average' | 'p50' | 'p99',
  ...dimensions: DimensionOf<Name>
): Metric {
  const { dimension }: MeasurementDefinition = measurements[measurement];
  const [value] = dimensions as readonly string[];
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: SERVICE_NAME, stage, ...(dimension && { [dimension.name]: value! }) },
    statistic,
    period: PERIOD,
  });
}
