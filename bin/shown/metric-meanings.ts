import type { MeasurementName, ValuesOf } from '../../lambdas/shared/measurements.ts';

/** What the documentation says of a measurement. */
interface MeasurementMeaning<Name extends MeasurementName> {
  /** When it is recorded. */
  readonly when: string;
  /** What one value of each metric says. */
  readonly metrics: Readonly<Record<keyof ValuesOf<Name>, string>>;
}

/** Of every measurement. */
export const metricMeanings: { readonly [Name in MeasurementName]: MeasurementMeaning<Name> } = {
  search: {
    when: 'a request for similar products is answered',
    metrics: {
      searches: 'requests, or batches of them, that this engine answered',
      indexStalenessSeconds: 'age of the newest change that the answer could contain',
    },
  },
  indexLoad: {
    when: 'the exact engine has read the index of a version that went live',
    metrics: {
      indexLoadMilliseconds: 'time until the index could answer',
    },
  },
  lateVectors: {
    when: 'a search needs vectors of a snapshot of which only the heads of the segments are read',
    metrics: {
      vectorRanges: 'ranges of bytes that were read from S3 for it',
    },
  },
  modelLoadFailure: {
    when: 'a function cannot load the model that a pointer names, and serves the older one',
    metrics: {
      modelLoadFailures: 'attempts that failed',
    },
  },
  upload: {
    when: 'an attempt at an upload ends',
    metrics: {
      uploadLines: 'lines that this attempt took',
      rejectedLines: 'lines of them that were rejected',
      uploadLinesPerSecond: 'lines in relation to the time of the attempt',
      failedUploads: '1 if the upload has failed for good',
    },
  },
  textVectors: {
    when: 'products get vectors of their texts, with a text model',
    metrics: {
      embeddedTexts: 'texts that the model embedded',
      storedTexts: 'texts whose vector was stored before',
      cutTexts: 'texts that are longer than the model takes, and were cut',
      textsOverBudget: 'texts without a vector, because those of the day are used up',
      textsNotEmbedded: 'texts without a vector, because the model did not answer or refused them',
    },
  },
  events: {
    when: 'messages of events are collected into an object',
    metrics: {
      collectedEvents: 'events in the object',
    },
  },
  run: {
    when: 'a training run or a publication ends',
    metrics: {
      runsEnded: 'runs that ended in this way',
      runSeconds: 'time from the start of the run, with all its waits',
    },
  },
  shards: {
    when: 'a publication has embedded the shards of the catalog',
    metrics: {
      failedShardsPercent: 'shards that failed or were not started',
    },
  },
  publication: {
    when: 'a version goes live',
    metrics: {
      publicationSeconds: 'time since the version was announced',
    },
  },
  export: {
    when: 'an export ends',
    metrics: {
      exportsEnded: 'exports that ended in this way',
    },
  },
};
