import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { MAX_RECEIVES } from '../../../lambdas/shared/retry.ts';
import { type AlarmDefinition, PERIOD } from './alarm-definition.ts';
import type { Monitored } from './monitored.ts';

/** Messages wait for seconds, those of events for five minutes. One that failed comes again half an hour later. */
const LONG_WAIT = Duration.hours(1);

export function queueAlarmsOf({ queues, failures }: Monitored): AlarmDefinition[] {
  return [
    ...queues.map((queue) => ({
      of: queue,
      name: 'DeadLetterAlarm',
      metric: messagesIn(queue.deadLetters),
      threshold: 1,
      reason: `${queue.node.id}: a message failed ${MAX_RECEIVES} times and waits in the dead-letter queue. Read it, fix the cause, then redrive it.`,
      runbook: 'queues.md#dead-letters' as const,
    })),
    ...queues.map((queue) => ({
      of: queue,
      name: 'AgeAlarm',
      metric: queue.queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' }),
      threshold: LONG_WAIT.toSeconds(),
      reason: `${queue.node.id}: a message has waited for an hour. It has failed, or more come than the function takes.`,
      runbook: 'queues.md#old-messages' as const,
    })),
    {
      of: failures,
      name: 'DeadLetterAlarm',
      metric: messagesIn(failures),
      threshold: 1,
      reason:
        'A training run, an export or a compaction that was started has failed for good, and its event waits in this queue. The job of the run or export has the cause. Start it again, then delete the message.',
      runbook: 'queues.md#failed-starts',
    },
  ];
}

function messagesIn(queue: Queue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' });
}
