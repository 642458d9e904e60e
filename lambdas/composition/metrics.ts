import { Metrics as MetricsWriter } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '../ports/metrics.ts';
import {
  type DimensionOf,
  METRICS_NAMESPACE,
  type MeasurementDefinition,
  type MeasurementName,
  measurements,
  SERVICE_NAME,
  type ValuesOf,
} from '../shared/measurements.ts';
import { requiredVariable } from './environment.ts';
import { logWarning } from './logger.ts';

/**
 * Writes each measurement at once, as one line in the embedded metric format, from which CloudWatch makes the metrics: no call
 * of AWS is waited for, and a function that crashes later has lost none.
 */
export class LoggedMetrics implements Metrics {
  readonly #writer: MetricsWriter;

  constructor() {
    const defaultDimensions = { stage: requiredVariable('KINDRED_STAGE') };
    this.#writer = new MetricsWriter({ namespace: METRICS_NAMESPACE, serviceName: SERVICE_NAME, defaultDimensions });
  }

  record<Name extends MeasurementName>(name: Name, values: ValuesOf<Name>, ...dimensions: DimensionOf<Name>): void {
    const { metrics, dimension }: MeasurementDefinition = measurements[name];
    try {
      if (dimension) this.#writer.addDimension(dimension.name, dimensions[0] as string);
      for (const [metric, value] of Object.entries<number>(values))
        this.#writer.addMetric(metric, metrics[metric]!, value);
      this.#writer.publishStoredMetrics();
    } catch (cause) {
      this.#writer.clearMetrics();
      this.#writer.clearDimensions();
      logWarning(`the measurement ${name} is lost`, cause);
    }
  }
}
