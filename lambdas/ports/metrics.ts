import type { DimensionOf, MeasurementName, ValuesOf } from '../shared/measurements.ts';

/** Takes what happened, for the operators of a deployment. */
export interface Metrics {
  /**
   * Records one measurement. Never throws: the work does not depend on it.
   * @param values One for each metric of the measurement.
   * @param dimension The value of its dimension, if it has one.
   */
  record<Name extends MeasurementName>(name: Name, values: ValuesOf<Name>, ...dimension: DimensionOf<Name>): void;
}
