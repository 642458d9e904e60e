import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../../lambdas/core/errors/coded-error.ts';
import { initializeLinearModel } from '../../lambdas/core/model/initial-model.ts';
import { parseModel, serializeModel } from '../../lambdas/core/model/model-file.ts';
import { packSegment } from '../../lambdas/core/search/pack-segment.ts';
import { Segment } from '../../lambdas/core/search/segment.ts';
import { createMemoryFile } from '../../lambdas/core/search/segment-file.ts';
import { parseCondition } from '../../lambdas/http/filter-parser.ts';
import { readJsonBody } from '../../lambdas/http/json-body.ts';
import { checkFilterSize, readSimilarBody } from '../../lambdas/http/similar-body.ts';
import { readCursor, writeCursor } from '../../lambdas/stores/shared/listing-cursor.ts';
import { manifestText, readManifest } from '../../lambdas/stores/shared/snapshot-manifest.ts';
import { readProductCursor, writeProductCursor } from '../../lambdas/use-cases/catalog/product-cursor.ts';
import { readSimilarCursor, writeSimilarCursor } from '../../lambdas/use-cases/search/similar-cursor.ts';
import { packedProducts } from '../support/core/packed.ts';
import { assertForInputs } from '../support/fuzz-options.ts';

const takenAt = '2026-01-01T00:00:00.000Z';
const listing = { modelVersion: 'm-1', request: { id: 'a', filter: 'x' } };
const isPlace = (place: readonly unknown[]): place is readonly [number, string] => place.length === 2;
const utf8 = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const bytesOf = (text: string) => Buffer.from(text, 'utf8');
const body = {
  positive: [{ id: 'a', weight: 2 }, [1, 0]],
  negative: ['b'],
  filter: { and: [{ field: 'price', range: { gte: 1, lt: 9 } }, { not: { field: 'brand', in: ['A', 'B'] } }] },
  limit: 3,
};

/** What reads bytes from elsewhere, with sound samples of them. Each may only throw an error with a code. */
const targets: readonly (readonly [
  name: string,
  samples: readonly Uint8Array[],
  read: (bytes: Uint8Array) => unknown,
])[] = [
  [
    'a JSON body',
    [bytesOf(JSON.stringify(body)), bytesOf('[[{"a":"\\u00fc\\\\"}],1e5,null,true]')],
    (bytes) => readJsonBody({ body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true }, 'application/json'),
  ],
  [
    'a condition of the query',
    ['price:10..20', 'brand:!A|B', 'category:Home\\>Lamps', 'payload.stock:>=1e2', 'attributes.x:*'].map(bytesOf),
    (bytes) => parseCondition(utf8(bytes), bytes.length % 2 === 0),
  ],
  [
    'a search as JSON, with its filter',
    [bytesOf(JSON.stringify(body))],
    (bytes) => {
      const value = readJsonBody({ body: utf8(bytes) }, 'application/json');
      checkFilterSize(value);
      return readSimilarBody(value);
    },
  ],
  [
    'the cursor of a listing',
    [bytesOf(writeCursor('model', { at: takenAt, id: 'm-1' }))],
    (bytes) => readCursor(utf8(bytes), 'model'),
  ],
  [
    'the cursor of products',
    [bytesOf(writeProductCursor({ id: 'ä' }, undefined))],
    (bytes) => readProductCursor(utf8(bytes), undefined),
  ],
  [
    'the cursor of similar products',
    [bytesOf(writeSimilarCursor(listing, [0.5, 'a']))],
    (bytes) => readSimilarCursor(utf8(bytes), listing, isPlace),
  ],
  [
    'the weights of a model',
    [serializeModel(initializeLinearModel({ inputDim: 2, dim: 3, seed: 1, hidden: 2 }))],
    (bytes) => parseModel(Uint8Array.from(bytes)),
  ],
  [
    'a segment of a snapshot',
    [packSegment('m-1', packedProducts(4, 2))],
    (bytes) => {
      const segment = new Segment(createMemoryFile(Uint8Array.from(bytes)));
      return Array.from({ length: Math.min(segment.rows, 10) }, (_, row) => segment.idAt(row));
    },
  ],
  [
    'the manifest of snapshots',
    [
      bytesOf(
        manifestText({
          snapshots: [{ takenAt, products: 1, segments: [{ name: 'ab'.repeat(32), bytes: 9, products: 1 }] }],
        }),
      ),
    ],
    (bytes) => readManifest(utf8(bytes), 'm-1'),
  ],
];

/** Changes to a sample: bytes that are replaced, put in, taken out or repeated. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.integer({ min: 0, max: 8 }),
  added: fc.oneof(
    fc.uint8Array({ maxLength: 8 }),
    fc
      .constantFrom('[', ']', '{', '}', '"', '\\', ',', ':', '0', '9'.repeat(20), '\u0000', '\\ud800', '-', 'e9')
      .map(bytesOf),
  ),
  repeated: fc.integer({ min: 1, max: 40 }),
});

function changed(
  sample: Uint8Array,
  changes: readonly { at: number; removed: number; added: Uint8Array; repeated: number }[],
) {
  return changes.reduce((bytes, { at, removed, added, repeated }) => {
    const start = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, start), ...Array(repeated).fill(added), bytes.subarray(start + removed)]);
  }, Buffer.from(sample));
}

describe('what reads bytes from elsewhere', () => {
  it.each(targets)('reads %s, or throws an error with a code', async (_name, samples, read) => {
    let [accepted, refused] = [0, 0];
    const input = fc.tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 4 }));
    await assertForInputs(input, { usual: 300 }, ([sample, changes]) => {
      try {
        read(changed(sample, changes));
        accepted += 1;
      } catch (cause) {
        expect(cause).toBeInstanceOf(CodedError);
        refused += 1;
      }
    });
    // Inputs without a change are sound, and most changes are not.
    expect(Math.min(accepted, refused)).toBeGreaterThan(0);
  });
});
