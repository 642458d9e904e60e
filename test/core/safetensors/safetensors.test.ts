import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../../lambdas/core/safetensors/read-safetensors.ts';
import type { Tensor } from '../../../lambdas/core/safetensors/tensor.ts';
import { writeSafetensors } from '../../../lambdas/core/safetensors/write-safetensors.ts';

/** A file from its header's text and the number of data bytes. */
function file(header: string, dataBytes = 0, headerLength?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, headerLength ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const one = (dtype: string, shape: string, offsets: string) =>
  `{"a":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}}`;

describe('readSafetensors', () => {
  it.each([
    ['fewer bytes than the length takes', Uint8Array.of(1, 2, 3), 'header-too-small'],
    ['a header over the limit', file('{}', 0, 100_000_001n), 'header-too-large'],
    ['a header that exceeds the file', file('{}', 0, 3n), 'header-beyond-file'],
    ['a header that does not begin with a brace', file(' {}'), 'invalid-header-start'],
    ['an empty header', file(''), 'invalid-header-start'],
    ['a header that is not UTF-8', file('{}').fill(0xff, 9), 'invalid-header-start'],
    ['a header that is not JSON', file('{"a"'), 'invalid-header'],
    ['a tensor without a shape', file('{"a":{"dtype":"F32","data_offsets":[0,0]}}'), 'invalid-header'],
    ['a tensor that is null', file('{"a":null}'), 'invalid-header'],
    ['a negative size', file(one('F32', '[-1]', '[0,4]'), 4), 'invalid-header'],
    ['an unknown type', file(one('Q4', '[1]', '[0,4]'), 4), 'unknown-dtype'],
    ['bytes that do not fit the shape', file(one('F32', '[2]', '[0,4]'), 4), 'wrong-size'],
    ['offsets that descend', file(one('U8', '[1]', '[1,0]'), 1), 'wrong-size'],
    ['a hole before the tensor', file(one('U8', '[1]', '[1,2]'), 2), 'invalid-offset'],
    ['bytes after the last tensor', file(one('U8', '[1]', '[0,1]'), 2), 'incomplete-buffer'],
    ['too few bytes', file(one('U8', '[2]', '[0,2]'), 1), 'incomplete-buffer'],
    ['metadata that is not text', file('{"__metadata__":{"a":1}}'), 'invalid-header'],
  ])('rejects %s', (_what, bytes, code) => {
    expect(() => readSafetensors(bytes)).toThrow(expect.objectContaining({ code }));
  });

  it('rejects tensors that overlap', () => {
    const header =
      '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}';
    expect(() => readSafetensors(file(header, 3))).toThrow(expect.objectContaining({ code: 'invalid-offset' }));
  });
});

const tensor = (name: string): fc.Arbitrary<Tensor> =>
  fc.oneof(
    fc.float32Array({ maxLength: 20 }).map((data) => ({ name, dtype: 'F32' as const, shape: [data.length], data })),
    fc.float64Array({ maxLength: 20 }).map((data) => ({ name, dtype: 'F64' as const, shape: [1, data.length], data })),
    fc.int32Array({ maxLength: 20 }).map((data) => ({ name, dtype: 'I32' as const, shape: [data.length], data })),
    fc.uint8Array({ maxLength: 20 }).map((data) => ({ name, dtype: 'U8' as const, shape: [data.length], data })),
  );

describe('writeSafetensors', () => {
  it('writes files that are read back unchanged, at every address in memory', () => {
    const files = fc.tuple(tensor('a'), tensor('b'), tensor('ü'), fc.dictionary(fc.string(), fc.string()));
    fc.assert(
      fc.property(files, fc.integer({ min: 0, max: 7 }), ([a, b, c, metadata], shift) => {
        const { __proto__: _dropped, ...safe } = metadata;
        const bytes = writeSafetensors({ tensors: [a, b, c], metadata: safe });
        const moved = new Uint8Array(bytes.length + shift);
        moved.set(bytes, shift);
        const read = readSafetensors(moved.subarray(shift));
        for (const expected of [a, b, c]) expect(read.tensors.get(expected.name)).toEqual(expected);
        expect({ ...read.metadata }).toEqual({ ...safe });
      }),
    );
  });

  it('writes the same bytes for every order of tensors and metadata', () => {
    const a: Tensor = { name: 'a', dtype: 'U8', shape: [1], data: Uint8Array.of(1) };
    const b: Tensor = { name: 'b', dtype: 'F64', shape: [1], data: Float64Array.of(2) };
    const first = writeSafetensors({ tensors: [a, b], metadata: { x: '1', y: '2' } });
    expect(writeSafetensors({ tensors: [b, a], metadata: { y: '2', x: '1' } })).toEqual(first);
    expect(first.length % 8).toBe(1);
  });

  it('rejects two tensors with one name, and data that does not match its shape', () => {
    const a: Tensor = { name: 'a', dtype: 'U8', shape: [1], data: Uint8Array.of(1) };
    expect(() => writeSafetensors({ tensors: [a, a], metadata: {} })).toThrow(
      expect.objectContaining({ code: 'invalid-name' }),
    );
    expect(() => writeSafetensors({ tensors: [{ ...a, shape: [2] }], metadata: {} })).toThrow(
      expect.objectContaining({ code: 'wrong-size' }),
    );
  });
});
