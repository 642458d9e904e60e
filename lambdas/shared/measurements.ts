/*
 * The list of Kindred's own metrics. The functions record them, the dashboard and the alarms read them, and docs/runbooks/metrics.md
 * is written from it.
 */

/** A unit of CloudWatch. */
type MetricUnit = 'Count' | 'Count/Second' | 'Seconds' | 'Milliseconds' | 'Percent';

interface MetricDefinition {
  readonly unit: MetricUnit;
  /** What one value says. */
  readonly meaning: string;
}

/** Metrics that are recorded together, as one line of a log. */
export interface MeasurementDefinition {
  /** When they are recorded. */
  readonly when: string;
  /** What divides each of the metrics, with all its values. CloudWatch bills each value as a metric of its own. */
  readonly dimension?: { readonly name: string; readonly values: readonly string[] };
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
}

/** The namespace of CloudWatch that has the metrics. */
export const METRICS_NAMESPACE = 'Kindred';

/** The service that metrics and log lines name. */
export const SERVICE_NAME = 'kindred';

/** Every measurement by its name, with its metrics by their names in CloudWatch. */
export const measurements = {
  search: {
    when: 'a request for similar products is answered',
    dimension: { name: 'engine', values: ['exact', 'indexed', 'fallback'] },
    metrics: {
      searches: { unit: 'Count', meaning: 'requests, or batches of them, that this engine answered' },
      indexStalenessSeconds: { unit: 'Seconds', meaning: 'age of the newest change that the answer could contain' },
    },
  },
  indexLoad: {
    when: 'the exact engine has read the index of a version that went live',
    metrics: { indexLoadMilliseconds: { unit: 'Milliseconds', meaning: 'time until the index could answer' } },
  },
  modelLoadFailure: {
    when: 'a function cannot load the model that a pointer names, and serves the older one',
    metrics: { modelLoadFailures: { unit: 'Count', meaning: 'attempts that failed' } },
  },
  upload: {
    when: 'an attempt at an upload ends',
    dimension: { name: 'kind', values: ['catalog', 'training'] },
    metrics: {
      uploadLines: { unit: 'Count', meaning: 'lines that this attempt took' },
      rejectedLines: { unit: 'Count', meaning: 'lines of them that were rejected' },
      uploadLinesPerSecond: { unit: 'Count/Second', meaning: 'lines in relation to the time of the attempt' },
      failedUploads: { unit: 'Count', meaning: '1 if the upload has failed for good' },
    },
  },
  events: {
    when: 'messages of events are collected into an object',
    metrics: { collectedEvents: { unit: 'Count', meaning: 'events in the object' } },
  },
  run: {
    when: 'a training run or a publication ends',
    dimension: {
      name: 'outcome',
      values: ['promoted', 'held', 'overtaken', 'unchanged', 'failed', 'canceled'],
    },
    metrics: {
      runsEnded: { unit: 'Count', meaning: 'runs that ended in this way' },
      runSeconds: { unit: 'Seconds', meaning: 'time from the start of the run, with all its waits' },
    },
  },
  shards: {
    when: 'a publication has embedded the shards of the catalog',
    metrics: { failedShardsPercent: { unit: 'Percent', meaning: 'shards that failed or were not started' } },
  },
  publication: {
    when: 'a version goes live',
    metrics: { publicationSeconds: { unit: 'Seconds', meaning: 'time since the version was announced' } },
  },
  export: {
    when: 'an export ends',
    dimension: { name: 'outcome', values: ['succeeded', 'failed', 'canceled'] },
    metrics: { exportsEnded: { unit: 'Count', meaning: 'exports that ended in this way' } },
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
