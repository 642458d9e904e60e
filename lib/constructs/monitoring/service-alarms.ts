import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmDefinition, HALF_AN_HOUR, PERIOD } from './alarm-definition.ts';
import type { Monitored } from './monitored.ts';
import { ownMetric } from './own-metrics.ts';

/** The index is refreshed every two seconds while somebody asks: after minutes, refreshes fail again and again. */
const STALE_SECONDS = 300;

/** One failed load is repeated two seconds later, and need not matter. */
const FAILED_LOADS = 5;

/** Catalogs of shops have some bad lines. A tenth of them is a file that was made in another way than before. */
const REJECTED_PERCENT = 10;

/** The alarms on Kindred's own metrics. */
export function serviceAlarmsOf(monitored: Monitored): AlarmDefinition[] {
  return [
    ...searchAlarmsOf(monitored),
    ...uploadAlarmsOf(monitored),
    ...runAlarmsOf(monitored),
    ...textModelAlarmsOf(monitored),
  ];
}

function searchAlarmsOf(monitored: Monitored): AlarmDefinition[] {
  const { service, hasVectorIndex } = monitored;
  // The vector index is written with each vector: only an index in memory can be stale.
  const inMemory = hasVectorIndex ? 'fallback' : 'exact';
  const alarms: AlarmDefinition[] = [
    {
      of: service,
      name: 'StaleIndexAlarm',
      metric: ownMetric(monitored, 'search', 'indexStalenessSeconds', 'Maximum', inMemory),
      threshold: STALE_SECONDS,
      reason: `Searches were answered from an index without the changes of the last ${STALE_SECONDS / 60} minutes. The log of Similar has the cause.`,
      runbook: 'search.md#stale-index',
    },
    {
      of: service,
      name: 'StaleModelAlarm',
      metric: ownMetric(monitored, 'modelLoadFailure', 'modelLoadFailures', 'Sum'),
      threshold: FAILED_LOADS,
      reason: `Functions failed ${FAILED_LOADS} times to load the model that a pointer names, and embed with the older one. Their logs have the cause.`,
      runbook: 'search.md#stale-model',
    },
  ];
  if (!hasVectorIndex) return alarms;
  const fallback: AlarmDefinition = {
    of: service,
    name: 'FallbackAlarm',
    metric: ownMetric(monitored, 'search', 'searches', 'Sum', 'fallback'),
    threshold: 1,
    periods: HALF_AN_HOUR,
    reason:
      'For half an hour the exact engine has answered instead of the vector index. The log of Similar has the cause.',
    runbook: 'search.md#fallback-engine',
  };
  return [...alarms, fallback];
}

function uploadAlarmsOf(monitored: Monitored): AlarmDefinition[] {
  const { service } = monitored;
  return (['catalog', 'training'] as const).flatMap((kind) => [
    {
      of: service,
      name: `Rejected${kind === 'catalog' ? 'Catalog' : 'Training'}LinesAlarm`,
      metric: new MathExpression({
        expression: '100 * rejected / lines',
        usingMetrics: {
          rejected: ownMetric(monitored, 'upload', 'rejectedLines', 'Sum', kind),
          lines: ownMetric(monitored, 'upload', 'uploadLines', 'Sum', kind),
        },
        period: PERIOD,
      }),
      threshold: REJECTED_PERCENT,
      reason: `${REJECTED_PERCENT} % of the lines of ${kind} uploads were rejected. The job of the upload names its report.`,
      runbook: 'uploads.md#rejected-lines' as const,
    },
    {
      of: service,
      name: `Failed${kind === 'catalog' ? 'Catalog' : 'Training'}UploadAlarm`,
      metric: ownMetric(monitored, 'upload', 'failedUploads', 'Sum', kind),
      threshold: 1,
      reason: `A ${kind} upload has failed for good. Its job has the cause.`,
      runbook: 'uploads.md#failed-uploads' as const,
    },
  ]);
}

function runAlarmsOf(monitored: Monitored): AlarmDefinition[] {
  const { service } = monitored;
  return [
    {
      of: service,
      name: 'RunFailedAlarm',
      metric: ownMetric(monitored, 'run', 'runsEnded', 'Sum', 'failed'),
      threshold: 1,
      reason: 'A training run or a publication ended as failed. Its job has the cause and says how to continue.',
      runbook: 'training.md#failed-runs',
    },
    {
      of: service,
      name: 'ShardsAlarm',
      metric: ownMetric(monitored, 'shards', 'failedShardsPercent', 'Maximum'),
      threshold: 100,
      reason:
        'Every part of the catalog failed to be embedded. The run embeds them itself, one after the other, which takes longer.',
      runbook: 'training.md#all-shards-failed',
    },
  ];
}

/** A product without a vector of its text keeps none until it is written again: one is enough. */
function textModelAlarmsOf(monitored: Monitored): AlarmDefinition[] {
  const { service, hasTextModel } = monitored;
  if (!hasTextModel) return [];
  return [
    {
      of: service,
      name: 'TextBudgetAlarm',
      metric: ownMetric(monitored, 'textVectors', 'textsOverBudget', 'Sum'),
      threshold: 1,
      reason:
        'The texts that may be embedded in a day are used up: products were written without a vector of their text.',
      runbook: 'text-model.md#texts-of-the-day',
    },
    {
      of: service,
      name: 'TextModelAlarm',
      metric: ownMetric(monitored, 'textVectors', 'textsNotEmbedded', 'Sum'),
      threshold: 1,
      reason:
        'The text model did not answer in time, or refused texts: products were written without a vector of their text. The logs of Ingest and Products have the cause.',
      runbook: 'text-model.md#text-model',
    },
  ];
}
