import type { DenseSource } from '../features/dense-inputs.ts';
import { defaultFeatureConfig, type FeatureConfig, type FeatureReading } from '../features/feature-config.ts';
import type { Reals } from '../numerics/reals.ts';
import { ModelFileError } from './model-file-error.ts';

/** Weights of fields that older versions did not know, and so did not read. */
const NEWER_WEIGHTS = { numberBinWeight: 0, wordWeight: 0, modelNumberWeight: 0, sizeWeight: 0 };

/**
 * Reads a whole number of the metadata. It is checked before anything is made in its size.
 * @throws ModelFileError `invalid-metadata` if it is out of range
 */
export function parseWholeNumber(
  text: string | undefined,
  name: string,
  [min, max]: readonly [number, number],
): number {
  const value = Number(text);
  if (text !== undefined && /^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new ModelFileError('invalid-metadata', `${name} is ${text}, expected a whole number in [${min}, ${max}]`);
}

/** Reads a flag of the metadata. @throws ModelFileError `invalid-metadata` */
export function parseFlag(text: string | undefined, name: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new ModelFileError('invalid-metadata', `${name} is ${text}, expected true or false`);
}

/**
 * Writes the feature configuration as JSON. What has no effect is left out, as in files of older versions: weights of
 * 0 for fields that older versions did not know, and empty lists of names.
 */
export function formatFeatureConfig({ asFeatures, notFeatures, ...rest }: FeatureConfig): string {
  const older = Object.entries(rest).filter(([name]) => !(name in NEWER_WEIGHTS));
  // Object.keys gives the keys of the table.
  const newer = (Object.keys(NEWER_WEIGHTS) as (keyof typeof NEWER_WEIGHTS)[]).filter((name) => rest[name] > 0);
  return JSON.stringify({
    ...Object.fromEntries(older),
    ...Object.fromEntries(newer.map((name) => [name, rest[name]])),
    ...(asFeatures.length > 0 && { asFeatures }),
    ...(notFeatures.length > 0 && { notFeatures }),
  });
}

/** Reads how products are read; files before format version 4 do not say it. @throws ModelFileError `invalid-metadata` */
export function parseReading(text: string | undefined): FeatureReading {
  if (text === undefined) return 1;
  if (text === '2' || text === '3' || text === '4' || text === '5') return Number(text) as FeatureReading;
  throw new ModelFileError('invalid-metadata', `reading is ${text}, expected 2, 3, 4 or 5`);
}

/**
 * Reads the feature configuration, in which all values are numbers of at least 0, or lists of names. @throws
 * ModelFileError `invalid-metadata`
 */
export function parseFeatureConfig(text: string | undefined): FeatureConfig {
  const found = parseJson(text, 'features');
  if (!isObject(found)) throw new ModelFileError('invalid-metadata', `features is ${text}, expected an object`);
  const given = { ...NEWER_WEIGHTS, asFeatures: [], notFeatures: [], ...found } as Record<string, unknown>;
  for (const [name, usual] of Object.entries(defaultFeatureConfig)) {
    const value = given[name];
    const isRight = typeof usual === 'number' ? isFiniteNumber(value) && value >= 0 : isListOfTexts(value);
    if (isRight) continue;
    const expected = typeof usual === 'number' ? 'a number of at least 0' : 'a list of names';
    throw new ModelFileError('invalid-metadata', `features/${name} is ${value}, expected ${expected}`);
  }
  // The loop above has checked every field.
  return given as unknown as FeatureConfig;
}

/** Whether a source is given vectors whose mean or weight was fitted. */
export function isFittedVector(source: DenseSource): boolean {
  return source.kind === 'vector' && (source.mean !== undefined || source.weight !== undefined);
}

/** Writes the sources of the dense inputs as JSON. Of a mean it is only said that there is one. */
export function formatDenseSources(sources: readonly DenseSource[]): string {
  return JSON.stringify(
    sources.map((source) => {
      if (source.kind !== 'vector') return source;
      const { mean, ...rest } = source;
      return { ...rest, ...(mean && { centred: true }) };
    }),
  );
}

/**
 * Reads the sources of the dense inputs, in order.
 * @param means Those of the centred vectors, one after the other.
 * @throws ModelFileError `invalid-metadata`; `wrong-shape` if the means are more or fewer
 */
export function parseDenseSources(text: string | undefined, means: Reals): DenseSource[] {
  const given = parseJson(text, 'sources');
  if (!Array.isArray(given)) throw new ModelFileError('invalid-metadata', `sources is ${text}, expected a list`);
  const invalid = given.findIndex((source) => !isDenseSource(source));
  if (invalid >= 0)
    throw new ModelFileError(
      'invalid-metadata',
      `sources/${invalid} is ${JSON.stringify(given[invalid])}, expected a number, a vector or features`,
    );
  let at = 0;
  const sources = given.map(({ centred, ...source }) => {
    if (centred !== true) return source;
    at += source.width;
    return { ...source, mean: Array.from(means.subarray(at - source.width, at)) };
  });
  if (at !== means.length)
    throw new ModelFileError('wrong-shape', `means has ${means.length} numbers, expected ${at} of all centred vectors`);
  return sources;
}

function isDenseSource(source: unknown): boolean {
  if (!isObject(source)) return false;
  const { kind, name, width, mean, deviation, edges, weight, share } = source;
  if (kind === 'number') {
    const isScaled = isFiniteNumber(mean) && isFiniteNumber(deviation) && deviation > 0;
    return typeof name === 'string' && isScaled && (edges === undefined || isAscending(edges));
  }
  const hasWidth = Number.isSafeInteger(width) && Number(width) >= 0;
  return (
    hasWidth &&
    (kind === 'features' || (kind === 'vector' && typeof name === 'string' && isWeight(weight) && isShare(share)))
  );
}

function isWeight(weight: unknown): boolean {
  return weight === undefined || (isFiniteNumber(weight) && weight >= 0);
}

function isShare(share: unknown): boolean {
  return share === undefined || (isFiniteNumber(share) && share >= 0 && share <= 1);
}

function isAscending(edges: unknown): boolean {
  return Array.isArray(edges) && edges.every((edge, i) => isFiniteNumber(edge) && (i === 0 || edge >= edges[i - 1]));
}

function parseJson(text: string | undefined, name: string): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch (cause) {
    throw new ModelFileError('invalid-metadata', `${name} is not JSON`, { cause });
  }
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
