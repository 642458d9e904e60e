import type { HiddenLayer } from '../encoder/hidden-layer.ts';
import type { DenseSource } from '../features/dense-inputs.ts';
import { FeatureSpace } from '../features/feature-space.ts';
import { Vocabulary } from '../features/vocabulary.ts';
import { allFinite, type Reals } from '../numerics/reals.ts';
import { readSafetensors, type SafetensorsFile } from '../safetensors/read-safetensors.ts';
import type { Dtype, Tensor, TensorData } from '../safetensors/tensor.ts';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';
import { DIM_RANGE, HIDDEN_RANGE, UNKNOWN_BUCKETS_RANGE } from '../settings/shared-ranges.ts';
import type { Model, ModelInput } from './model.ts';
import { ModelFileError } from './model-file-error.ts';
import {
  formatDenseSources,
  formatFeatureConfig,
  isFittedVector,
  parseDenseSources,
  parseFeatureConfig,
  parseFlag,
  parseReading,
  parseWholeNumber,
} from './model-metadata.ts';
import { packTexts, unpackTexts } from './packed-texts.ts';
import { countTableRows } from './query-tower.ts';

/**
 * The format versions that this code reads. A model is written in the lowest version that supports it, so that older
 * readers can use it if possible: '1' the plain encoder, '2' with a hidden layer or a query tower, '3' with bins of
 * numbers, '4' with texts as they are shown (`FeatureReading` 2), '5' with sizes, model numbers and words of all fields
 * (`FeatureReading` 3), '6' with plurals that meet all their singulars (`FeatureReading` 4), '7' with given vectors less
 * their mean, or with a weight of their own, '8' with Korean words as pairs of syllables (`FeatureReading` 5).
 */
const FORMAT_VERSIONS = ['1', '2', '3', '4', '5', '6', '7', '8'];

function chooseFormatVersion({ input, parameters }: Model): string {
  if (input.encoder === 'bag' && input.space.reading > 4) return '8';
  if (input.encoder === 'bag' && input.space.sources.some(isFittedVector)) return '7';
  if (input.encoder === 'bag' && input.space.reading > 1) return String(input.space.reading + 2);
  if (input.encoder === 'bag' && input.space.config.numberBinWeight > 0) return '3';
  const hasTower = input.encoder === 'bag' && input.queryTower === true;
  return parameters.hidden === undefined && !hasTower ? '1' : '2';
}

/**
 * Writes a model as one safetensors file. Its tensors are `dense` (F, D); for a hidden layer `hidden.inner` (D, H),
 * `hidden.bias` (H) and `hidden.outer` (H, D); for the bag encoder `table` (T, D), `idf`, and vocabulary and identities
 * as UTF-8 text with offsets; `means` has those of centred given vectors, one after the other. The metadata holds the configuration. The same model gives the same bytes.
 */
export function serializeModel(model: Model): Uint8Array {
  const { D, dense, table } = model.parameters;
  const tensors = [buildRealTensor('dense', dense, [dense.length / D, D]), ...buildHiddenTensors(model)];
  if (model.input.encoder === 'bag') {
    const { space } = model.input;
    tensors.push(buildRealTensor('table', table, [table.length / D, D]), buildRealTensor('idf', space.vocabulary.idf));
    tensors.push(
      ...buildTextTensors('vocabulary', space.vocabulary.tokens),
      ...buildTextTensors('identities', space.identities),
      ...buildMeans(space.sources),
    );
  }
  return writeSafetensors({ tensors, metadata: describeModelFile(model) });
}

/**
 * Reads a model from its file.
 * @throws SafetensorsError for an invalid file, ModelFileError for a file that is not a model of a known format
 * version.
 */
export function parseModel(bytes: Uint8Array): Model {
  const file = readSafetensors(bytes);
  const { formatVersion, encoder } = file.metadata;
  if (formatVersion === undefined || !FORMAT_VERSIONS.includes(formatVersion)) {
    const expected = FORMAT_VERSIONS.join(' or ');
    throw new ModelFileError('unknown-format', `format version is ${formatVersion}, expected ${expected}`);
  }
  const D = parseWholeNumber(file.metadata.dim, 'dim', DIM_RANGE);
  const normalize = parseFlag(file.metadata.normalize, 'normalize');
  const dense = readReals(file, 'dense');
  const hidden = readHidden(file, D);
  if (encoder === 'linear') {
    const inputDim = Math.floor(dense.length / D);
    checkShape(file, 'dense', inputDim, D);
    const input: ModelInput = { encoder, inputDim };
    return { input, normalize, parameters: { D, dense, table: dense.subarray(0, 0), ...hidden } };
  }
  if (encoder !== 'bag') throw new ModelFileError('invalid-metadata', `encoder is ${encoder}, expected linear or bag`);
  const space = readSpace(file);
  const table = readReals(file, 'table');
  const queryTower = file.metadata.queryTower !== undefined && parseFlag(file.metadata.queryTower, 'queryTower');
  checkShape(file, 'table', countTableRows(space, queryTower), D);
  checkShape(file, 'dense', space.denseWidth, D);
  return {
    input: { encoder, space, ...(queryTower && { queryTower }) },
    normalize,
    parameters: { D, dense, table, ...hidden },
  };
}

/** The metadata of a model's file, as text: format version, encoder, dim and so on; `features` and `sources` are JSON. */
export function describeModelFile(model: Model): Record<string, string> {
  const { input, normalize, parameters } = model;
  const common = {
    formatVersion: chooseFormatVersion(model),
    ...(parameters.hidden === undefined ? {} : { hidden: String(parameters.hidden.H) }),
    encoder: input.encoder,
    dim: String(parameters.D),
    normalize: String(normalize),
  };
  if (input.encoder === 'linear') return common;
  const { config, sources, vocabulary, reading } = input.space;
  return {
    ...common,
    ...(input.queryTower ? { queryTower: 'true' } : {}),
    features: formatFeatureConfig(config),
    ...(reading > 1 && { reading: String(reading) }),
    sources: formatDenseSources(sources),
    unknownBuckets: String(vocabulary.unknownBuckets),
    vocabularyHash: vocabulary.hash.toString(16).padStart(8, '0'),
  };
}

function buildHiddenTensors({ parameters: { D, hidden } }: Model): Tensor[] {
  if (hidden === undefined) return [];
  const { H, inner, bias, outer } = hidden;
  return [
    buildRealTensor('hidden.inner', inner, [D, H]),
    buildRealTensor('hidden.bias', bias),
    buildRealTensor('hidden.outer', outer, [H, D]),
  ];
}

function readHidden(file: SafetensorsFile, D: number): { hidden?: HiddenLayer } {
  if (file.metadata.hidden === undefined) return {};
  const H = parseWholeNumber(file.metadata.hidden, 'hidden', [1, HIDDEN_RANGE[1]]);
  const [inner, bias, outer] = ['inner', 'bias', 'outer'].map((name) => readReals(file, `hidden.${name}`));
  checkShape(file, 'hidden.inner', D, H);
  checkShape(file, 'hidden.bias', H);
  checkShape(file, 'hidden.outer', H, D);
  return { hidden: { H, inner: inner!, bias: bias!, outer: outer! } };
}

function readSpace(file: SafetensorsFile): FeatureSpace {
  const { features, sources, vocabularyHash, reading } = file.metadata;
  const unknownBuckets = parseWholeNumber(file.metadata.unknownBuckets, 'unknownBuckets', UNKNOWN_BUCKETS_RANGE);
  const idf = readReals(file, 'idf');
  const tokens = readTexts(file, 'vocabulary');
  if (!(idf instanceof Float32Array) || idf.length !== tokens.length) {
    throw new ModelFileError('wrong-shape', `idf has ${idf.length} numbers, expected ${tokens.length}`);
  }
  const vocabulary = new Vocabulary(tokens, idf, unknownBuckets);
  if (vocabulary.hash !== Number.parseInt(vocabularyHash ?? '', 16)) {
    throw new ModelFileError(
      'wrong-vocabulary',
      `vocabulary hashes to ${vocabulary.hash.toString(16)}, expected ${vocabularyHash}`,
    );
  }
  const identities = readTexts(file, 'identities');
  const config = parseFeatureConfig(features);
  const means = file.tensors.has('means') ? readReals(file, 'means') : new Float32Array(0);
  return new FeatureSpace(config, vocabulary, identities, parseDenseSources(sources, means), parseReading(reading));
}

function buildMeans(sources: readonly DenseSource[]): Tensor[] {
  const means = sources.flatMap((source) => (source.kind === 'vector' ? (source.mean ?? []) : []));
  return means.length === 0 ? [] : [buildRealTensor('means', Float32Array.from(means))];
}

function checkShape(file: SafetensorsFile, name: string, ...expected: readonly number[]): void {
  const shape = file.tensors.get(name)?.shape.join(' x ');
  if (shape === expected.join(' x ')) return;
  throw new ModelFileError('wrong-shape', `${name} is ${shape}, expected ${expected.join(' x ')}`);
}

function buildRealTensor(name: string, data: Reals, shape: readonly number[] = [data.length]): Tensor {
  return { name, dtype: data instanceof Float64Array ? 'F64' : 'F32', shape, data };
}

function buildTextTensors(name: string, of: readonly string[]): Tensor[] {
  const { bytes, offsets } = packTexts(of);
  return [buildTensor(`${name}.bytes`, 'U8', bytes), buildTensor(`${name}.offsets`, 'I32', offsets)];
}

function buildTensor(name: string, dtype: Dtype, data: TensorData): Tensor {
  return { name, dtype, shape: [data.length], data };
}

function readData(file: SafetensorsFile, name: string): TensorData {
  const found = file.tensors.get(name);
  if (found === undefined) throw new ModelFileError('missing-tensor', `the tensor ${name} is missing`);
  return found.data;
}

function readReals(file: SafetensorsFile, name: string): Reals {
  const data = readData(file, name);
  if (!(data instanceof Float32Array || data instanceof Float64Array)) {
    throw new ModelFileError('wrong-shape', `${name} holds no real numbers, expected F32 or F64`);
  }
  if (!allFinite(data)) throw new ModelFileError('not-finite', `${name} holds NaN or infinite numbers`);
  return data;
}

function readTexts(file: SafetensorsFile, name: string): string[] {
  const [bytes, offsets] = [readData(file, `${name}.bytes`), readData(file, `${name}.offsets`)];
  if (!(bytes instanceof Uint8Array && offsets instanceof Int32Array)) {
    throw new ModelFileError('wrong-shape', `${name} is not text, expected U8 bytes and I32 offsets`);
  }
  return unpackTexts(bytes, offsets);
}
