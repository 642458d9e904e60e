import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** An alarm as it differs from the others. */
export interface AlarmDefinition {
  /** The construct that the alarm belongs to; with `name` it gives the logical id. */
  readonly of: Construct;
  readonly name: string;
  readonly metric: IMetric;
  /** The alarm goes off when the metric reaches this value in each of `periods`. */
  readonly threshold: number;
  /** Successive periods of five minutes. @default 1 */
  readonly periods?: number;
  /** What happened, and where to look. */
  readonly reason: string;
  /** The section of `docs/runbooks/` that says what to do: the page and the anchor of its title. */
  readonly runbook: `${string}.md#${string}`;
}

/** Length of the period over which a metric is evaluated. */
export const PERIOD = Duration.minutes(5);

/** Periods of an alarm on what may happen for some minutes without harm. */
export const HALF_AN_HOUR = 6;

/** What CloudWatch shows of an alarm: what happened, and the runbook to open. */
export function describeAlarm({ reason, runbook }: AlarmDefinition): string {
  return `${reason} Runbook: docs/runbooks/${runbook}`;
}
