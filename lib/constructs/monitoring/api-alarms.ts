import { type AlarmDefinition, PERIOD } from './alarm-definition.ts';
import type { Monitored } from './monitored.ts';

/** Within one period. A few answers of 503 are by design: their callers try again. */
const MANY_SERVER_ERRORS = 50;

/** A warm search takes milliseconds, and a cold start about a second: three seconds are neither. */
const SLOW_MILLISECONDS = 3000;
/** With few requests one cold start is the slowest hundredth: only slow quarters of an hour count. */
const SLOW_PERIODS = 3;

export function apiAlarmsOf({ api }: Monitored): AlarmDefinition[] {
  return [
    {
      of: api,
      name: 'ServerErrorAlarm',
      metric: api.faults.metric({ period: PERIOD, statistic: 'Sum' }),
      threshold: 1,
      reason:
        'The API answered with a 5xx other than 503. The access log has the request, the log of the function the cause.',
      runbook: 'api.md#a-5xx-other-than-503',
    },
    {
      of: api,
      name: 'UnavailableAlarm',
      metric: api.api.metricServerError({ period: PERIOD, statistic: 'Sum' }),
      threshold: MANY_SERVER_ERRORS,
      reason: `The API answered ${MANY_SERVER_ERRORS} requests with a 5xx, mostly 503: no model or index is ready, or AWS throttles. The log of the function has the cause.`,
      runbook: 'api.md#many-answers-of-503',
    },
    {
      of: api,
      name: 'LatencyAlarm',
      metric: api.api.metricLatency({ period: PERIOD, statistic: 'p99' }),
      threshold: SLOW_MILLISECONDS,
      periods: SLOW_PERIODS,
      reason: `One of 100 requests took ${SLOW_MILLISECONDS / 1000} s or longer, for ${5 * SLOW_PERIODS} minutes. The access log has the routes.`,
      runbook: 'api.md#slow-answers',
    },
  ];
}
