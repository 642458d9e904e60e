import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { MAX_DURABLE_OPERATIONS } from '../../../lambdas/shared/lambda-limits.ts';
import type { KindredFunction } from '../kindred-function.ts';
import { type AlarmDefinition, PERIOD } from './alarm-definition.ts';
import type { Monitored } from './monitored.ts';

const CRASHED = 'an invocation ended without an answer (crash, timeout, out of memory)';

/** Functions whose errors no caller sees, and what an error means. Errors of the others are answers of the API. */
const errorReasons: Readonly<Record<string, string>> = {
  compact: `Compact: no snapshot was written: ${CRASHED}. Search reads the changes instead.`,
  'export-run': `Exports: ${CRASHED}, or an export failed for good. Its job has the cause; another request starts another export.`,
  'embed-shard': `EmbedShard: ${CRASHED}. The verification of the run embeds what is left out.`,
  'training-run': `Run: ${CRASHED}, or a run failed for good. The job of the run says how to continue.`,
  'make-map': `MakeMap: no map was made: ${CRASHED}. The version is live all the same; its job has the cause.`,
  'scheduled-run': `Starter: a schedule could not start its training run: ${CRASHED}. It is tried again.`,
  'expire-weights': `ExpireWeights: old weights were not removed: ${CRASHED}. The next day continues.`,
  ingest: `Ingest: ${CRASHED}. Its messages are delivered again.`,
  'training-uploads': `TrainingUploads: ${CRASHED}. Its messages are delivered again.`,
  'collect-events': `CollectEvents: ${CRASHED}. Its messages are delivered again.`,
};

/**
 * Functions that do their work in one go. The others end in time by themselves, and use most of it by design.
 */
const inOneGo = ['similar', 'products', 'embeddings', 'train-step', 'embed-shard', 'collect-events'];

/** Warns while there is still room to finish. */
const LIMIT_SHARE = 0.8;

export function functionAlarmsOf(monitored: Monitored): AlarmDefinition[] {
  const { functions } = monitored;
  const present = (names: readonly string[]) => names.flatMap((name) => functions.get(name) ?? []);
  return [
    ...Object.entries(errorReasons).flatMap(([name, reason]) => present([name]).map((fn) => errorAlarm(fn, reason))),
    ...present(inOneGo).map(durationAlarm),
    throttleAlarm(monitored),
    ...present(['training-run', 'export-run']).flatMap(durableAlarmsOf),
  ];
}

function errorAlarm(fn: KindredFunction, reason: string): AlarmDefinition {
  const metric = fn.lambda.metricErrors({ period: PERIOD, statistic: 'Sum' });
  return { of: fn, name: 'ErrorAlarm', metric, threshold: 1, reason, runbook: 'functions.md#errors' };
}

function durationAlarm(fn: KindredFunction): AlarmDefinition {
  const seconds = fn.timeout.toSeconds();
  return {
    of: fn,
    name: 'DurationAlarm',
    metric: fn.lambda.metricDuration({ period: PERIOD, statistic: 'Maximum' }),
    threshold: LIMIT_SHARE * seconds * 1000,
    reason: `${fn.node.id}: an invocation took ${100 * LIMIT_SHARE} % of the ${seconds} s after which Lambda ends it.`,
    runbook: 'functions.md#duration-near-the-timeout',
  };
}

/** Concurrency is a limit of the whole account, so the metric is that of the whole account: it has no dimension. */
function throttleAlarm({ service }: Monitored): AlarmDefinition {
  return {
    of: service,
    name: 'ThrottleAlarm',
    metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: 'Sum', period: PERIOD }),
    threshold: 1,
    reason:
      'Lambda refused invocations, because as many functions of this account and region were running as it may run at once.',
    runbook: 'functions.md#throttles',
  };
}

/** AWS's limits of one durable execution ("Lambda quotas"). */
const EXECUTION_LIMITS = { operations: MAX_DURABLE_OPERATIONS, storedBytes: 100 * 1024 ** 2 };

/** A durable execution that fails is a successful invocation of its function, so it has metrics of its own. */
function durableAlarmsOf(fn: KindredFunction): AlarmDefinition[] {
  const what = `An execution of ${fn.node.path.split('/').slice(1).join(' ')}`;
  const alarm = (metricName: string, threshold: number, section: string, reason: string): AlarmDefinition => ({
    of: fn,
    name: `${metricName}Alarm`,
    metric: fn.lambda.metric(metricName, { period: PERIOD, statistic: threshold === 1 ? 'Sum' : 'Maximum' }),
    threshold,
    reason: `${what} ${reason}`,
    runbook: `durable-executions.md#${section}`,
  });
  const { operations, storedBytes } = EXECUTION_LIMITS;
  const nearLimit = 'and fails at the limit. Its history in the console of Lambda shows the steps that repeat.';
  return [
    alarm(
      'DurableExecutionFailed',
      1,
      'failed',
      'has failed for good. Its job has the cause and says how to continue.',
    ),
    alarm(
      'DurableExecutionTimedOut',
      1,
      'timed-out',
      'took longer than it may. Its job stays running: cancel it, start it again.',
    ),
    alarm(
      'DurableExecutionOperations',
      LIMIT_SHARE * operations,
      'near-a-limit',
      `nears ${operations} operations, ${nearLimit}`,
    ),
    alarm(
      'DurableExecutionStorageWrittenBytes',
      LIMIT_SHARE * storedBytes,
      'near-a-limit',
      `nears 100 MB of results, ${nearLimit}`,
    ),
  ];
}
