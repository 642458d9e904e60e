import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig, type FeatureReading } from '../../../lambdas/core/features/feature-config.ts';
import { FeatureSpace, fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { initializeBagModel, initializeLinearModel } from '../../../lambdas/core/model/initial-model.ts';
import {
  embedProducts,
  embedQueries,
  type Model,
  nameModelVersion,
  readFeatureInputs,
  readInputs,
} from '../../../lambdas/core/model/model.ts';
import { parseModel, serializeModel } from '../../../lambdas/core/model/model-file.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { readSafetensors } from '../../../lambdas/core/safetensors/read-safetensors.ts';
import { writeSafetensors } from '../../../lambdas/core/safetensors/write-safetensors.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../support/core/training-factories.ts';

const products = colouredThings();
const { model } = trained(trainingSet(products, tasteBaskets()), quickConfig({ maxPairs: 64 }));
const bytes = serializeModel(model);

const FALLING_EDGES = '[{"kind":"number","name":"price","mean":1,"deviation":1,"edges":[2,1]}]';
const DEGENERATE_SOURCE = '[{"kind":"number","name":"price","mean":1,"deviation":0}]';

/** The same weights in a file of format version 1. */
const older = olderFile(model, 1);

function olderFile({ input, ...rest }: Model, reading: FeatureReading): Uint8Array {
  if (input.encoder !== 'bag') throw new Error('the model is linear, expected a bag of tokens');
  const { config, vocabulary, identities, sources } = input.space;
  return serializeModel({
    ...rest,
    input: { ...input, space: new FeatureSpace(config, vocabulary, identities, sources, reading) },
  });
}

/** The file with one change. */
function changed(change: { metadata?: Record<string, string>; drop?: string; spoil?: string }): Uint8Array {
  const { tensors, metadata } = readSafetensors(bytes.slice());
  const kept = [...tensors.values()].filter((tensor) => tensor.name !== change.drop);
  for (const tensor of kept) if (tensor.name === change.spoil) tensor.data[0] = Number.NaN;
  return writeSafetensors({ tensors: kept, metadata: { ...metadata, ...change.metadata } });
}

/** Offsets of three identities, of which the second ends before it begins. */
function overlappingOffsets(): Int32Array {
  const { data } = readSafetensors(bytes.slice()).tensors.get('identities.offsets')!;
  return Int32Array.of(0, 2, 1, data.at(-1)!);
}

describe('a model file', () => {
  it('restores a model that embeds to the same bits', () => {
    const again = parseModel(bytes);
    const fresh = { id: 'new', title: 'red teapot', vectors: {} };
    expect(embedProducts(again, [...products, fresh])).toEqual(embedProducts(model, [...products, fresh]));
    expect(serializeModel(again)).toEqual(bytes);
  });

  it('restores a linear model in float64', () => {
    const linear = initializeLinearModel({ inputDim: 4, dim: 3, seed: 5 });
    expect(parseModel(serializeModel(linear))).toEqual(linear);
  });

  it('says how its texts are read, under format version 8, which older readers reject', () => {
    expect(readSafetensors(bytes.slice()).metadata).toMatchObject({ formatVersion: '8', reading: '5' });
    const words = products.map(({ id, title = '' }) => ({ id, title: `<b>${title}</b>`, payload: { stock: 1 } }));
    expect(embedProducts(model, words)).toEqual(
      embedProducts(
        model,
        products.map(({ id, title = '' }) => ({ id, title })),
      ),
    );
  });

  it('of an older version embeds as before: markup is text, and every attribute counts', () => {
    const { metadata } = readSafetensors(older.slice());
    expect(metadata.formatVersion).toBe('1');
    expect(metadata).not.toHaveProperty('reading');
    const again = parseModel(older);
    expect(serializeModel(again)).toEqual(older);
    const embedOne = (product: object) => embedProducts(again, [{ id: 'new', ...product }]);
    expect(embedOne({ title: 'red <b>lamp</b>' })).toEqual(embedOne({ title: 'red b lamp b' }));
    expect(embedOne({ title: 'red', attributes: { inStock: true } })).not.toEqual(embedOne({ title: 'red' }));
    expect(embedOne({ title: 'red', payload: { inStock: true } })).toEqual(embedOne({ title: 'red' }));
  });

  it('of format version 6 embeds as before: a Korean word is one token', () => {
    const written = olderFile(model, 4);
    expect(readSafetensors(written.slice()).metadata).toMatchObject({ formatVersion: '6', reading: '4' });
    const again = parseModel(written);
    expect(serializeModel(again)).toEqual(written);
    const tokensOf = (input: Model['input']) => readInputs(input, [{ id: 'new', title: '가지볶음' }]).bags.tokens;
    expect(tokensOf(again.input).length).toBeLessThan(tokensOf(model.input).length);
  });

  it('of format version 5 embeds as before: cookies are no cookie', () => {
    const written = olderFile(model, 3);
    expect(readSafetensors(written.slice()).metadata).toMatchObject({ formatVersion: '5', reading: '3' });
    const again = parseModel(written);
    expect(again.input).toMatchObject({ space: { reading: 3 } });
    expect(serializeModel(again)).toEqual(written);
  });

  it('of format version 4 embeds as before: no words of all fields, parts of numbers, one row of a rare token', () => {
    const features = { wordWeight: 0, modelNumberWeight: 0, sizeWeight: 0 };
    const { model: plain } = trained(trainingSet(products, tasteBaskets()), quickConfig({ maxPairs: 64, features }));
    const written = olderFile(plain, 2);
    const { metadata } = readSafetensors(written.slice());
    expect(metadata).toMatchObject({ formatVersion: '4', reading: '2' });
    expect(metadata.features).not.toContain('sizeWeight');
    const again = parseModel(written);
    expect(again.input).toMatchObject({ space: { reading: 2, config: features } });
    expect(serializeModel(again)).toEqual(written);
    const tokensOf = (title: string) => readInputs(again.input, [{ id: 'new', title }]).bags.tokens;
    expect([...tokensOf('2000')].filter((token) => [...tokensOf('2001')].includes(token)).length).toBeGreaterThan(0);
    expect(tokensOf('ab')).toHaveLength(5);
  });

  it('restores the means, weights and shares of given vectors, which had format version 7 before', () => {
    const random = new CounterRandom(1, 'vectors');
    const many = [...products, ...products].map((product, i) => ({
      ...product,
      id: `${product.id}-${i}`,
      ...(i > 0 && { vectors: { image: Array.from({ length: 4 }, () => 1 + random.normal()) } }),
    }));
    const space = fitFeatureSpace(many, [], defaultFeatureConfig, { image: 2.5 });
    const centred = initializeBagModel(space, { dim: 8, seed: 1, normalize: true });
    const written = serializeModel(centred);
    const { metadata } = readSafetensors(written.slice());
    expect(metadata.formatVersion).toBe('8');
    expect(readSafetensors(olderFile(centred, 4).slice()).metadata.formatVersion).toBe('7');
    expect(JSON.parse(metadata.sources!)).toContainEqual(
      expect.objectContaining({ name: 'image', weight: 2.5, centred: true }),
    );
    const again = parseModel(written);
    expect(again.input).toMatchObject({ space: { sources: space.sources } });
    expect(space.sources.at(-1)).toMatchObject({ share: expect.closeTo((59 / 60) * (6.25 / 7.25), 12) });
    expect(embedProducts(again, many)).toEqual(embedProducts(centred, many));
    expect(serializeModel(again)).toEqual(written);
    const { tensors } = readSafetensors(written.slice());
    const without = [...tensors.values()].filter(({ name }) => name !== 'means');
    expect(() => parseModel(writeSafetensors({ tensors: without, metadata }))).toThrow(
      expect.objectContaining({
        code: 'wrong-shape',
        message: expect.stringContaining('means has 0 numbers, expected 4'),
      }),
    );
  });

  it('restores the names of attributes to learn from', () => {
    const features = { asFeatures: ['rating'], notFeatures: ['colour'] };
    const named = trained(trainingSet(products, tasteBaskets()), quickConfig({ maxPairs: 64, features })).model;
    const again = parseModel(serializeModel(named));
    expect(again.input).toMatchObject({ space: { config: features } });
    expect(readSafetensors(bytes.slice()).metadata.features).not.toContain('asFeatures');
  });

  it('restores a hidden layer, under format version 2, which older readers reject', () => {
    const layered = initializeLinearModel({ inputDim: 4, dim: 3, seed: 5, hidden: 7 });
    const written = serializeModel(layered);
    expect(parseModel(written)).toEqual(layered);
    expect(readSafetensors(written.slice()).metadata.formatVersion).toBe('2');
    expect(readSafetensors(bytes.slice()).metadata).not.toHaveProperty('hidden');
  });

  it('restores a query tower', () => {
    const set = trainingSet(products, [...tasteBaskets(), { query: 'something to drink from', positive: 'cup-red' }]);
    const towered = trained(set, quickConfig({ maxPairs: 64, queryTower: true })).model;
    const written = serializeModel(towered);
    expect(readSafetensors(written.slice()).metadata).toMatchObject({ queryTower: 'true' });
    const again = parseModel(written);
    expect(embedQueries(again, ['red cup'])).toEqual(embedQueries(towered, ['red cup']));
    expect(embedProducts(again, products)).toEqual(embedProducts(towered, products));
    expect(serializeModel(again)).toEqual(written);
  });

  it('restores the fitted bins of numbers', () => {
    const binned = trained(
      trainingSet(products, tasteBaskets()),
      quickConfig({ maxPairs: 64, features: { numberBinWeight: 0.5 } }),
    ).model;
    const written = serializeModel(binned);
    expect(readSafetensors(bytes.slice()).metadata.features).not.toContain('numberBinWeight');
    const again = parseModel(written);
    const fresh = { id: 'new', price: 33 };
    expect(embedProducts(again, [...products, fresh])).toEqual(embedProducts(binned, [...products, fresh]));
    expect(serializeModel(again)).toEqual(written);
  });

  it.each([
    ['another number of units', { hidden: '6' }, 'wrong-shape'],
    ['no number of units', { hidden: '0' }, 'invalid-metadata'],
    ['a million units', { hidden: '1000000' }, 'invalid-metadata'],
  ])('is rejected if its hidden layer has %s', (_what, metadata, code) => {
    const { tensors, metadata: own } = readSafetensors(
      serializeModel(initializeLinearModel({ inputDim: 4, dim: 3, seed: 5, hidden: 7 })),
    );
    const file = writeSafetensors({ tensors: [...tensors.values()], metadata: { ...own, ...metadata } });
    expect(() => parseModel(file)).toThrow(expect.objectContaining({ code }));
  });

  it('is rejected if it has a billion dimensions and no row, before anything is made in that size', () => {
    const rows = { name: 'dense', dtype: 'F32', shape: [0, 1e9], data: new Float32Array(0) } as const;
    const metadata = { formatVersion: '1', encoder: 'linear', normalize: 'true', dim: '1000000000' };
    const file = writeSafetensors({ tensors: [rows], metadata });
    expect(() => parseModel(file)).toThrow('dim is 1000000000, expected a whole number in [1, 1024]');
  });

  it('is rejected if a weight is infinite, so that no vector of it becomes null in JSON', () => {
    const infinite = initializeLinearModel({ inputDim: 2, dim: 2, seed: 1 });
    infinite.parameters.dense[3] = Number.POSITIVE_INFINITY;
    expect(() => parseModel(serializeModel(infinite))).toThrow(expect.objectContaining({ code: 'not-finite' }));
  });

  it('is rejected if the weights are transposed', () => {
    const { tensors, metadata } = readSafetensors(
      serializeModel(initializeLinearModel({ inputDim: 4, dim: 3, seed: 5 })),
    );
    const turned = [...tensors.values()].map((tensor) => ({ ...tensor, shape: tensor.shape.toReversed() }));
    expect(() => parseModel(writeSafetensors({ tensors: turned, metadata }))).toThrow(
      expect.objectContaining({ code: 'wrong-shape' }),
    );
  });

  it.each([
    ['another format version', { metadata: { formatVersion: '99' } }, 'unknown-format'],
    ['no dimension', { metadata: { dim: 'many' } }, 'invalid-metadata'],
    ['a million dimensions', { metadata: { dim: '1000000' } }, 'invalid-metadata'],
    ['too many buckets', { metadata: { unknownBuckets: '10000001' } }, 'invalid-metadata'],
    ['an unknown encoder', { metadata: { encoder: 'oracle' } }, 'invalid-metadata'],
    ['features that are not JSON', { metadata: { features: '{' } }, 'invalid-metadata'],
    ['an unknown reading', { metadata: { reading: '9' } }, 'invalid-metadata'],
    ['a feature weight that is missing', { metadata: { features: '{}' } }, 'invalid-metadata'],
    ['features that are null', { metadata: { features: 'null' } }, 'invalid-metadata'],
    ['sources that are not a list', { metadata: { sources: '{}' } }, 'invalid-metadata'],
    ['a source without a width', { metadata: { sources: '[{"kind":"features","width":"3"}]' } }, 'invalid-metadata'],
    [
      'a share of vectors above 1',
      { metadata: { sources: '[{"kind":"vector","name":"image","width":0,"share":2}]' } },
      'invalid-metadata',
    ],
    ['a deviation of zero', { metadata: { sources: DEGENERATE_SOURCE } }, 'invalid-metadata'],
    ['descending edges of bins', { metadata: { sources: FALLING_EDGES } }, 'invalid-metadata'],
    ['a negative number of buckets', { metadata: { unknownBuckets: '-1' } }, 'invalid-metadata'],
    ['a flag that is not true or false', { metadata: { normalize: 'maybe' } }, 'invalid-metadata'],
    ['a query tower without rows', { metadata: { queryTower: 'true' } }, 'wrong-shape'],
    ['a missing table', { drop: 'table' }, 'missing-tensor'],
    ['another number of dimensions', { metadata: { dim: '17' } }, 'wrong-shape'],
    ['another vocabulary', { metadata: { vocabularyHash: '00000000' } }, 'wrong-vocabulary'],
    ['NaN in the table', { spoil: 'table' }, 'not-finite'],
    ['NaN in the weights of the numbers', { spoil: 'dense' }, 'not-finite'],
  ])('is rejected with %s', (_what, change, code) => {
    expect(() => parseModel(changed(change))).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['an IDF for every token but one', 'idf', Float32Array.of(1), 'idf has 1 numbers'],
    ['whole numbers as its table', 'table', Int32Array.of(1), 'table holds no real numbers'],
    ['a vocabulary of numbers', 'vocabulary.bytes', Int32Array.of(1), 'vocabulary is not text'],
    ['texts that begin after 0', 'vocabulary.offsets', Int32Array.of(1, 2), 'text offsets run from 1 to 2'],
    ['texts that overlap', 'identities.offsets', overlappingOffsets(), 'text offset 2 is below the one before'],
  ])('is rejected with %s', (_what, name, data, message) => {
    const { tensors, metadata } = readSafetensors(bytes.slice());
    const dtype = data instanceof Int32Array ? 'I32' : 'F32';
    const spoilt = { name, dtype, shape: [data.length], data } as const;
    const kept = [...tensors.values()].map((tensor) => (tensor.name === name ? spoilt : tensor));
    const file = writeSafetensors({ tensors: kept, metadata });
    expect(() => parseModel(file)).toThrow(
      expect.objectContaining({ code: 'wrong-shape', message: expect.stringContaining(message) }),
    );
  });

  it('is rejected if it is truncated at any byte', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
        expect(() => parseModel(bytes.slice(0, length))).toThrow();
      }),
      { numRuns: 50 },
    );
  });
});

describe('nameModelVersion', () => {
  it('is m- and the first 16 digits of the hash', () => {
    expect(nameModelVersion('0123456789abcdef0123')).toBe('m-0123456789abcdef');
  });
});

describe('readFeatureInputs', () => {
  it('reads plain features for a model of products that have features beside texts', () => {
    const withFeatures = products.map((product, i) => ({ ...product, features: [i % 5, i % 6, 1] }));
    const both = trained(trainingSet(withFeatures, tasteBaskets()), quickConfig({ maxPairs: 64 })).model;
    const { B, dense } = readFeatureInputs(both.input, [[1, 2, 3]]);
    expect([B, [...dense].some((x) => x !== 0)]).toEqual([1, true]);
  });

  it('rejects plain features for a model of products without features, and says what to send', () => {
    expect(() => readFeatureInputs(model.input, [[1]])).toThrow(
      expect.objectContaining({ code: 'wrong-dimension', message: expect.stringContaining('send products instead') }),
    );
    expect(readFeatureInputs(model.input, []).B).toBe(0);
  });
});
