import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LateVectors } from '../../../lambdas/core/search/late-vectors.ts';
import { type PackedProduct, packSegment } from '../../../lambdas/core/search/pack-segment.ts';
import { isFieldName, readFilterFields } from '../../../lambdas/core/search/product-fields.ts';
import { Segment } from '../../../lambdas/core/search/segment.ts';
import { readColumns } from '../../../lambdas/core/search/segment-columns.ts';
import type { SegmentErrorCode } from '../../../lambdas/core/search/segment-error.ts';
import { createChunkedFile, createMemoryFile } from '../../../lambdas/core/search/segment-file.ts';
import { computeLayout, HEADER_BYTES, readHeader } from '../../../lambdas/core/search/segment-format.ts';
import { SnapshotIndex } from '../../../lambdas/core/search/snapshot-index.ts';
import { packedProducts, snapshotIndex } from '../../support/core/packed.ts';

const open = (bytes: Uint8Array) => new Segment(createMemoryFile(bytes));
const idBytes = (id: string) => new TextEncoder().encode(id);

describe('a segment', () => {
  it('restores every packed id, field and unit vector', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.array(fc.string()),
      fc.constant(null),
    );
    const fields = fc.dictionary(fc.constantFrom('brand', 'price', 'attributes.a', '__proto__', 'é'), value);
    const number = fc.integer({ min: -9, max: 9 });
    const product = fc.record({
      id: fc.string({ minLength: 1, unit: 'grapheme' }),
      vector: fc.tuple(number, number, number, number, number).filter((one) => one.some((x) => x !== 0)),
      fields: fc.option(fields, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(product, { minLength: 1, maxLength: 40, selector: ({ id }) => id }), (given) => {
        const products = given.map(({ vector, ...rest }) => ({ ...rest, vector: Float32Array.from(vector) }));
        const segment = open(packSegment('m-1', products));
        const index = new SnapshotIndex([segment], { loadVectors: false });
        expect([segment.rows, segment.D, segment.modelVersion]).toEqual([products.length, 5, 'm-1']);
        for (const { id, vector, fields: of = {} } of products) {
          const row = segment.rowOf(idBytes(id))!;
          expect(segment.idAt(row)).toBe(id);
          const length = Math.hypot(...vector);
          for (const [d, x] of segment.vectors.at(row).entries()) expect(x).toBeCloseTo(vector[d]! / length, 6);
          for (const name of segment.columns.keys()) {
            // JSON has no -0; filters treat it as 0.
            const known = Object.hasOwn(of, name) ? of[name] : undefined;
            expect(index.valueAt(row, name)).toEqual(Object.is(known, -0) ? 0 : known);
          }
        }
        expect(segment.rowOf(idBytes('\u0000none'))).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('has the unit vectors of an index as they are: scaled again, some would differ in their last digits', () => {
    const first = snapshotIndex(packedProducts(400, 4));
    const unit = Array.from({ length: 400 }, (_, row) => ({
      id: first.idAt(row),
      vector: first.vectorAt(row).slice(),
    }));
    const copied = (isUnit: boolean) => {
      const segment = open(packSegment('m-1', unit, { isUnit }));
      return unit.filter(({ id, vector }) => {
        const found = segment.vectors.at(segment.rowOf(idBytes(id))!);
        return found.some((x, d) => x !== vector[d]);
      }).length;
    };
    expect(copied(true)).toBe(0);
    expect(copied(false)).toBeGreaterThan(0);
  });

  it('has the same bytes for every order of the products', () => {
    const products = packedProducts(50, 6);
    expect(packSegment('m-1', products.toReversed())).toEqual(packSegment('m-1', products));
  });

  it('takes two bytes per row for a field with more than 255 values, and four above 65,535', () => {
    const withBrands = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        id: `p${i}`,
        vector: Float32Array.of(1),
        fields: { brand: `b${i}` },
      }));
    const widthOf = (count: number) =>
      open(packSegment('m-1', withBrands(count))).columns.get('brand')!.codes.BYTES_PER_ELEMENT;
    expect([255, 256, 65_535, 65_536].map(widthOf)).toEqual([1, 2, 2, 4]);
  });

  it('cannot be packed from no product, one product twice, vectors of two lengths, or a zero vector', () => {
    const one = { id: 'a', vector: Float32Array.of(1, 0) };
    const refused = (products: PackedProduct[], message: string) =>
      expect(() => packSegment('m-1', products)).toThrow(
        expect.objectContaining({ code: 'unfit-rows', message: expect.stringContaining(message) }),
      );
    refused([], 'no products');
    refused([one, one], 'product a occurs twice');
    refused([one, { id: 'b', vector: Float32Array.of(1) }], 'the vector of b has 1 numbers, expected 2');
    for (const x of [0, Number.NaN])
      refused([one, { id: 'b', vector: Float32Array.of(0, x) }], 'the vector of b is all zero or not finite');
  });
});

describe('an invalid segment', () => {
  const products = packedProducts(9, 3);
  const whole = packSegment('m-1', products);
  const layout = computeLayout(readHeader(whole, whole.length));
  const changed = (change: (bytes: Uint8Array, words: DataView) => void) => {
    const bytes = whole.slice();
    change(bytes, new DataView(bytes.buffer));
    return bytes;
  };
  const text = (bytes: Uint8Array, at: number, written: string) => bytes.set(idBytes(written), at);

  const cases: [string, SegmentErrorCode, Uint8Array][] = [
    ['no bytes', 'too-short', new Uint8Array()],
    ['half a header', 'too-short', whole.slice(0, HEADER_BYTES - 1)],
    ['another file', 'wrong-magic', changed((bytes) => text(bytes, 0, 'PARQUET1'))],
    ['a later format version', 'wrong-version', changed((_, words) => words.setUint32(8, 2, true))],
    ['vectors without numbers', 'wrong-shape', changed((_, words) => words.setUint32(12, 0, true))],
    ['no rows', 'wrong-shape', changed((_, words) => words.setUint32(16, 0, true))],
    ['a missing last byte', 'wrong-length', whole.slice(0, -1)],
    ['bytes after the end', 'wrong-length', Uint8Array.of(...whole, 0)],
    [
      'a number of rows above the rows in the file',
      'wrong-length',
      changed((_, words) => words.setUint32(16, 0xffff_ffff, true)),
    ],
    ['a table that is not JSON', 'wrong-table', changed((bytes) => text(bytes, layout.table, '!'))],
    [
      'a table that is not UTF-8',
      'wrong-table',
      changed((bytes) => bytes.fill(0xff, layout.table + 2, layout.table + 4)),
    ],
    ['a table without columns', 'wrong-table', changed((bytes) => text(bytes, layout.table, '{"modelVersiox'))],
    ['descending id offsets', 'wrong-ids', changed((_, words) => words.setUint32(layout.offsets + 4, 0xffff, true))],
    ['id offsets that do not begin at 0', 'wrong-ids', changed((_, words) => words.setUint32(layout.offsets, 1, true))],
    ['ids out of order', 'wrong-ids', changed((bytes) => text(bytes, layout.ids, 'z'))],
    [
      'a code without a value',
      'wrong-column',
      changed((bytes) => bytes.fill(0xff, layout.columns, layout.columns + 1)),
    ],
  ];

  it.each(cases)('is rejected: %s', (_what, code, bytes) => {
    expect(() => open(bytes)).toThrow(expect.objectContaining({ name: 'SegmentError', code }));
  });

  it('is rejected if the columns are longer or shorter than their section', () => {
    const width = (bytes: Uint8Array, to: string) => {
      const table = new TextDecoder().decode(bytes.subarray(layout.table, layout.offsets));
      text(bytes, layout.table, table.replace('"width":1', `"width":${to}`));
    };
    expect(() => open(changed((bytes) => width(bytes, '4')))).toThrow(
      expect.objectContaining({ code: 'wrong-column' }),
    );
    expect(() => open(changed((bytes) => width(bytes, '3')))).toThrow(expect.objectContaining({ code: 'wrong-table' }));
  });

  it('is rejected if a column has wider codes than its section holds', () => {
    const entry = { name: 'brand', width: 2, values: ['a'] } as const;
    expect(() => readColumns(new Uint8Array(7), 4, [entry])).toThrow(
      expect.objectContaining({ code: 'wrong-column', message: expect.stringContaining('codes of brand exceed') }),
    );
  });

  it('is read from chunks as from one', () => {
    const parts = fc.array(fc.uint8Array({ minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(parts, fc.nat(), fc.nat(), (chunks, first, second) => {
        const whole = Buffer.concat(chunks);
        const at = first % whole.length;
        const into = new Uint8Array(second % (whole.length - at + 1));
        const file = createChunkedFile(chunks);
        expect(file.byteLength).toBe(whole.length);
        file.read(at, into);
        expect(into).toEqual(Uint8Array.from(whole.subarray(at, at + into.length)));
        expect(() => file.read(at, new Uint8Array(whole.length - at + 1))).toThrow(RangeError);
      }),
    );
  });

  it('cannot be read behind the end of its file', () => {
    expect(() => createMemoryFile(new Uint8Array(4)).read(2, new Uint8Array(3))).toThrow(
      new RangeError('segment file has 4 bytes, expected at least 5'),
    );
  });

  it('is rejected, or read without a crash, for any wrong byte', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        try {
          open(changed((bytes) => bytes.set([bytes[at]! ^ flip], at)));
        } catch (cause) {
          expect(cause).toMatchObject({ name: 'SegmentError' });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is rejected together with segments of another version or dimension', () => {
    const other = open(packSegment('m-2', products));
    const longer = open(packSegment('m-1', packedProducts(9, 4)));
    for (const odd of [other, longer]) {
      expect(() => new SnapshotIndex([open(whole), odd], { loadVectors: false })).toThrow(
        expect.objectContaining({ code: 'unfit-rows' }),
      );
    }
  });
});

describe('readFilterFields', () => {
  it('reads brand, category, price, attributes and payload, and of links and long texts only that they are there', () => {
    const product = {
      ...{ id: 'a', title: 'A', brand: 'Lux', category: 'Lamps', price: 3 },
      attributes: { colour: 'red', new: true, watts: 40, tags: ['a', '', 'b'], story: 'x'.repeat(201), none: '' },
      payload: { stock: 3, url: 'https://lux.example/a', images: ['HTTP://lux.example/b'] },
    };
    expect(readFilterFields(product)).toEqual({
      ...{ brand: 'Lux', category: ['Lamps'], price: 3 },
      ...{ 'attributes.colour': 'red', 'attributes.new': true, 'attributes.watts': 40, 'attributes.tags': ['a', 'b'] },
      ...{ 'attributes.story': null, 'payload.stock': 3, 'payload.url': null, 'payload.images': null },
    });
    expect(readFilterFields({ id: 'a', category: [] })).toEqual({});
    expect(['brand', 'attributes.', 'attributes.x', 'title'].map(isFieldName)).toEqual([true, false, true, false]);
    expect(['payload.', 'payload.x'].map(isFieldName)).toEqual([false, true]);
  });

  it('reads every step and prefix of every category path, in any order of the paths', () => {
    const paths = [['Home', 'Lamps', 'Desk'], ['Sale']];
    const expected = { category: ['Desk', 'Home', 'Home > Lamps', 'Home > Lamps > Desk', 'Lamps', 'Sale'] };
    expect(readFilterFields({ id: 'a', category: paths })).toEqual(expected);
    expect(readFilterFields({ id: 'a', category: paths.toReversed() })).toEqual(expected);
    expect(readFilterFields({ id: 'a', category: ['Sale', 'Home > Lamps > Desk'] })).toEqual(expected);
  });
});

describe('the head of a segment', () => {
  const products = packedProducts(30, 8);
  const whole = packSegment('m-1', products);
  const headBytes = computeLayout(readHeader(whole, whole.length)).vectors;
  const headFile = (bytes = headBytes) => ({ ...createMemoryFile(whole.slice(0, bytes)), byteLength: whole.length });

  it('has all but the vectors, and tells those that have the codes of a row from others', () => {
    const [head, full] = [new Segment(headFile(), undefined, headBytes), open(whole)];
    expect(head.idAt(7)).toBe(full.idAt(7));
    for (let row = 0; row < 30; row++) {
      expect(head.vectors.lacks(row)).toBe(true);
      const vector = full.vectors.at(row).slice();
      expect(head.hasCodesOf(row, vector)).toBe(true);
      vector[3] = -vector[3]!;
      expect(head.hasCodesOf(row, vector)).toBe(false);
    }
  });

  it('gives one range for rows close together, of which only the wanted vectors are taken', () => {
    const segment = new Segment(headFile(), undefined, headBytes);
    const late = new LateVectors([{ segment, firstRow: 0 }]);
    const [range, ...others] = late.rangesOf([9, 4, 6]);
    expect({ range, others }).toMatchObject({ range: { row: 4, rows: 6, wanted: [4, 6, 9] }, others: [] });
    late.take(range!, whole.slice(range!.at, range!.at + range!.bytes));
    const taken = products.flatMap((_, row) => (late.lacks(row) ? [] : [row]));
    expect(taken).toEqual([4, 6, 9]);
    for (const row of taken) expect(segment.vectors.at(row)).toEqual(open(whole).vectors.at(row));
  });

  it('is refused if it does not end where the vectors begin', () => {
    for (const bytes of [headBytes - 64, headBytes + 64])
      expect(() => new Segment(headFile(bytes), undefined, bytes)).toThrow(`expected ${headBytes}`);
  });
});
