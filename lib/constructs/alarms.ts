import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Compaction, Exports } from './background-functions.ts';
import { type FunctionQueue, MAX_RECEIVE_COUNT } from './function-queue.ts';
import type { KindredHttpApi } from './http-api.ts';
import type { KindredFunction } from './kindred-function.ts';
import type { TrainingFunctions } from './training-functions.ts';
import type { TrainingSchedules } from './training-schedules.ts';

export interface AlarmsProps {
  readonly api: KindredHttpApi;
  readonly training: TrainingFunctions;
  readonly compaction: Compaction;
  /** Of uploads and of events. */
  readonly queues: readonly FunctionQueue[];
  /** @default no run is started by a schedule */
  readonly schedules?: TrainingSchedules;
  readonly exports: Exports;
  /** The queue of starts that failed for good. */
  readonly failures: Queue;
  /** SNS topic that alarms are sent to. @default alarms are only shown in CloudWatch */
  readonly topicArn?: string;
}

interface AlarmDefinition {
  /** The construct that the alarm belongs to; with `name` it gives the logical id. */
  readonly of: Construct;
  readonly name: string;
  readonly metric: IMetric;
  /** The alarm goes off when the metric reaches this value within one period. */
  readonly threshold: number;
  /** What happened, and where to look. */
  readonly reason: string;
}

/** Length of the period over which a metric is evaluated. */
const period = Duration.minutes(5);

/** Within one period. A few answers of 503 are by design: their callers try again. */
const MANY_SERVER_ERRORS = 50;

/** Every alarm of the stack. To add an alarm, add an entry. */
function alarmsOf(props: AlarmsProps): AlarmDefinition[] {
  const { api, training, compaction, exports, queues, schedules, failures } = props;
  return [
    ...apiAlarmsOf(api),
    {
      of: compaction.compact,
      name: 'ErrorAlarm',
      metric: errorsOf(compaction.compact),
      threshold: 1,
      reason:
        'Compact: no snapshot could be written (crash, timeout, out of memory). Search reads the changes instead.',
    },
    {
      of: exports.run,
      name: 'ErrorAlarm',
      metric: errorsOf(exports.run),
      threshold: 1,
      reason:
        'Exports: an invocation ended without an answer (crash, timeout, out of memory), or an export failed for good. Its job has the cause; another request starts another export.',
    },
    ...[training.embedShard, training.run].map((fn) => ({
      of: fn,
      name: 'ErrorAlarm',
      metric: errorsOf(fn),
      threshold: 1,
      reason: `${fn.node.id}: an invocation ended without an answer (crash, timeout, out of memory), or a run failed for good. The job of the run says how to continue.`,
    })),
    {
      of: training.makeMap,
      name: 'ErrorAlarm',
      metric: errorsOf(training.makeMap),
      threshold: 1,
      reason:
        'MakeMap: no map could be made (crash, timeout, out of memory). The version is live all the same; its job has the cause.',
    },
    ...(schedules ? [schedules.starter] : []).map((fn) => ({
      of: fn,
      name: 'ErrorAlarm',
      metric: errorsOf(fn),
      threshold: 1,
      reason: `${fn.node.id}: a schedule could not start its training run. It is tried again; the function's log has the cause.`,
    })),
    ...queues.map(({ consumer }) => ({
      of: consumer,
      name: 'ErrorAlarm',
      metric: errorsOf(consumer),
      threshold: 1,
      reason: `${consumer.node.id}: an invocation ended without an answer (crash, timeout, out of memory). Its messages are delivered again.`,
    })),
    ...queues.map((queue) => ({
      of: queue,
      name: 'DeadLetterAlarm',
      metric: messagesIn(queue.deadLetters),
      threshold: 1,
      reason: `${queue.node.id}: a message failed ${MAX_RECEIVE_COUNT} times and waits in the dead-letter queue. Read it, fix the cause, then redrive it.`,
    })),
    {
      of: failures,
      name: 'DeadLetterAlarm',
      metric: messagesIn(failures),
      threshold: 1,
      reason:
        'A training run, an export or a compaction that was started has failed for good, and its event waits in this queue. The job of the run or export has the cause. Start it again, then delete the message.',
    },
    ...[training.run, exports.run].flatMap(durableAlarmsOf),
  ];
}

function apiAlarmsOf(api: KindredHttpApi): AlarmDefinition[] {
  return [
    {
      of: api,
      name: 'ServerErrorAlarm',
      metric: api.faults.metric({ period, statistic: 'Sum' }),
      threshold: 1,
      reason:
        'The API answered with a 5xx other than 503. The access log has the request, the log of the function the cause.',
    },
    {
      of: api,
      name: 'UnavailableAlarm',
      metric: api.api.metricServerError({ period, statistic: 'Sum' }),
      threshold: MANY_SERVER_ERRORS,
      reason: `The API answered ${MANY_SERVER_ERRORS} requests with a 5xx, mostly 503: no model or index is ready, or AWS throttles. The log of the function has the cause.`,
    },
  ];
}

/** AWS's limits of one durable execution ("Lambda quotas"). */
const EXECUTION_LIMITS = { operations: 3000, storedBytes: 100 * 1024 ** 2 };
/** Warns while there is still room to finish. */
const LIMIT_SHARE = 0.8;

/** A durable execution that fails is a successful invocation of its function, so it has metrics of its own. */
function durableAlarmsOf(fn: KindredFunction): AlarmDefinition[] {
  const what = `An execution of ${fn.node.path.split('/').slice(1).join(' ')}`;
  const alarm = (metricName: string, threshold: number, reason: string): AlarmDefinition => ({
    of: fn,
    name: `${metricName}Alarm`,
    metric: fn.lambda.metric(metricName, { period, statistic: threshold === 1 ? 'Sum' : 'Maximum' }),
    threshold,
    reason: `${what} ${reason}`,
  });
  const { operations, storedBytes } = EXECUTION_LIMITS;
  const nearLimit = 'and fails at the limit. Its history in the console of Lambda shows the steps that repeat.';
  return [
    alarm('DurableExecutionFailed', 1, 'has failed for good. Its job has the cause and says how to continue.'),
    alarm('DurableExecutionTimedOut', 1, 'took longer than it may. Its job stays running: cancel it, start it again.'),
    alarm('DurableExecutionOperations', LIMIT_SHARE * operations, `nears ${operations} operations, ${nearLimit}`),
    alarm('DurableExecutionStorageWrittenBytes', LIMIT_SHARE * storedBytes, `nears 100 MB of results, ${nearLimit}`),
  ];
}

function messagesIn(queue: Queue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' });
}

function errorsOf(fn: KindredFunction): IMetric {
  return fn.lambda.metricErrors({ period, statistic: 'Sum' });
}

/** The alarms of the stack, sent to the topic of the deployment if it has one. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const topic = props.topicArn === undefined ? undefined : Topic.fromTopicArn(this, 'Topic', props.topicArn);
    for (const { of, name, metric, threshold, reason } of alarmsOf(props)) {
      const alarm = new Alarm(of, name, {
        metric,
        alarmDescription: reason,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      if (topic) alarm.addAlarmAction(new SnsAction(topic));
    }
  }
}
