import type { DenseSource } from '../features/dense-inputs.ts';
import { defaultFeatureConfig, type FeatureConfig } from '../features/feature-config.ts';
import { ModelFileError } from './model-file-error.ts';

/** A whole number of a model file's metadata. @throws ModelFileError `invalid-metadata` */
export function parseWholeNumber(text: string | undefined, name: string, least: number): number {
  const value = Number(text);
  if (text !== undefined && /^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new ModelFileError('invalid-metadata', `${name} is ${text}, expected a whole number of at least ${least}`);
}

/** @throws ModelFileError `invalid-metadata` */
export function parseFlag(text: string | undefined, name: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new ModelFileError('invalid-metadata', `${name} is ${text}, expected true or false`);
}

/** The feature configuration as text: bins of numbers are left out where there are none, as in files from before there were any. */
export function formatFeatureConfig({ numberBinWeight, ...rest }: FeatureConfig): string {
  return JSON.stringify(numberBinWeight > 0 ? { ...rest, numberBinWeight } : rest);
}

/** The feature configuration: every field a number of at least 0. @throws ModelFileError `invalid-metadata` */
export function parseFeatureConfig(text: string | undefined): FeatureConfig {
  const found = json(text, 'features');
  if (!isObject(found)) throw new ModelFileError('invalid-metadata', `features is ${text}, expected an object`);
  const given = { numberBinWeight: 0, ...found } as Record<string, unknown>;
  for (const name of Object.keys(defaultFeatureConfig)) {
    const value = given[name];
    if (isFiniteNumber(value) && value >= 0) continue;
    throw new ModelFileError('invalid-metadata', `features/${name} is ${value}, expected a number of at least 0`);
  }
  // Each of its fields was looked at above.
  return given as unknown as FeatureConfig;
}

/** The sources of the dense inputs, in their order. @throws ModelFileError `invalid-metadata` */
export function parseDenseSources(text: string | undefined): DenseSource[] {
  const given = json(text, 'sources');
  if (!Array.isArray(given)) throw new ModelFileError('invalid-metadata', `sources is ${text}, expected a list`);
  const unusable = given.findIndex((source) => !isDenseSource(source));
  if (unusable < 0) return given;
  throw new ModelFileError(
    'invalid-metadata',
    `sources/${unusable} is ${JSON.stringify(given[unusable])}, expected a number, a vector or features`,
  );
}

function isDenseSource(source: unknown): boolean {
  if (!isObject(source)) return false;
  const { kind, name, width, mean, deviation, edges } = source;
  if (kind === 'number') {
    const isScaled = isFiniteNumber(mean) && isFiniteNumber(deviation) && deviation > 0;
    return typeof name === 'string' && isScaled && (edges === undefined || isRising(edges));
  }
  const hasWidth = Number.isSafeInteger(width) && Number(width) >= 0;
  return hasWidth && (kind === 'features' || (kind === 'vector' && typeof name === 'string'));
}

function isRising(edges: unknown): boolean {
  return Array.isArray(edges) && edges.every((edge, i) => isFiniteNumber(edge) && (i === 0 || edge >= edges[i - 1]));
}

function json(text: string | undefined, name: string): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch (cause) {
    throw new ModelFileError('invalid-metadata', `${name} is not JSON`, { cause });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
