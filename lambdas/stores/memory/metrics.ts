import type { Metrics } from '../../ports/metrics.ts';
import type { DimensionOf, MeasurementName, ValuesOf } from '../../shared/measurements.ts';

/** A measurement as it was recorded. */
export interface RecordedMeasurement {
  readonly name: MeasurementName;
  readonly values: Readonly<Record<string, number>>;
  readonly dimension?: string;
}

/** Keeps measurements in the order in which they were recorded. */
export class MemoryMetrics implements Metrics {
  readonly recorded: RecordedMeasurement[] = [];

  record<Name extends MeasurementName>(name: Name, values: ValuesOf<Name>, ...dimensions: DimensionOf<Name>): void {
    const [dimension] = dimensions as readonly string[];
    this.recorded.push({ name, values, ...(dimension !== undefined && { dimension }) });
  }

  /** The measurements of this name. */
  of(name: MeasurementName): RecordedMeasurement[] {
    return this.recorded.filter((one) => one.name === name);
  }
}
