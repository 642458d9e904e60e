/*
 * The list of Kindred's own metrics. The functions record them, the dashboard and the alarms read them, and docs/runbooks/metrics.md
 * is written from it. What each of them says is in bin/shown/metric-meanings.ts: functions do not need it.
 */

/** A unit of CloudWatch. */
type MetricUnit = 'Count' | 'Count/Second' | 'Seconds' | 'Milliseconds' | 'Percent';

/** Metrics that are recorded together, as one line of a log. */
export interface MeasurementDefinition {
  /** What divides each of the metrics, with all its values. CloudWatch bills each value as a metric of its own. */
  readonly dimension?: { readonly name: string; readonly values: readonly string[] };
  /** Their units, by their names in CloudWatch. */
  readonly metrics: Readonly<Record<string, MetricUnit>>;
}

/** The namespace of CloudWatch that has the metrics. */
export const METRICS_NAMESPACE = 'Kindred';

/** The service that metrics and log lines name. */
export const SERVICE_NAME = 'kindred';

/** Every measurement by its name. */
export const measurements = {
  search: {
    dimension: { name: 'engine', values: ['exact', 'indexed', 'fallback'] },
    metrics: {
      searches: 'Count',
      indexStalenessSeconds: 'Seconds',
    },
  },
  indexLoad: {
    metrics: { indexLoadMilliseconds: 'Milliseconds' },
  },
  lateVectors: {
    metrics: { vectorRanges: 'Count' },
  },
  modelLoadFailure: {
    metrics: { modelLoadFailures: 'Count' },
  },
  upload: {
    dimension: { name: 'kind', values: ['catalog', 'training'] },
    metrics: {
      uploadLines: 'Count',
      rejectedLines: 'Count',
      uploadLinesPerSecond: 'Count/Second',
      failedUploads: 'Count',
    },
  },
  textVectors: {
    metrics: {
      embeddedTexts: 'Count',
      storedTexts: 'Count',
      cutTexts: 'Count',
      textsOverBudget: 'Count',
      textsNotEmbedded: 'Count',
    },
  },
  events: {
    metrics: { collectedEvents: 'Count' },
  },
  run: {
    dimension: {
      name: 'outcome',
      values: ['promoted', 'held', 'overtaken', 'unchanged', 'failed', 'canceled'],
    },
    metrics: {
      runsEnded: 'Count',
      runSeconds: 'Seconds',
    },
  },
  shards: {
    metrics: { failedShardsPercent: 'Percent' },
  },
  publication: {
    metrics: { publicationSeconds: 'Seconds' },
  },
  export: {
    dimension: { name: 'outcome', values: ['succeeded', 'failed', 'canceled'] },
    metrics: { exportsEnded: 'Count' },
  },
} as const satisfies Readonly<Record<string, MeasurementDefinition>>;

export type MeasurementName = keyof typeof measurements;

type Definition<Name extends MeasurementName> = (typeof measurements)[Name];

/** The names of the metrics of a measurement. */
type MetricNameOf<Name extends MeasurementName> = keyof Definition<Name>['metrics'] & string;

/** A value for each metric of a measurement. */
export type ValuesOf<Name extends MeasurementName> = Readonly<Record<MetricNameOf<Name>, number>>;

/** The value of the dimension of a measurement; nothing if it has none. */
export type DimensionOf<Name extends MeasurementName> =
  Definition<Name> extends { readonly dimension: { readonly values: readonly (infer Value)[] } }
    ? [dimension: Value]
    : [];

/** How a run ended. `held` by the gate; `overtaken` by a version of later data; `unchanged`: there was nothing to train on. */
export type RunEnd = DimensionOf<'run'>[0];

/** The engine that answered a search. `fallback`: the exact engine, because the vector index was not ready. */
export type AnsweringEngine = DimensionOf<'search'>[0];
