import { describe, expect, it } from 'vitest';
import { readCheckpoint, writeCheckpoint } from '../../../lambdas/core/checkpoint/checkpoint-file.ts';
import { addPrefix, restoreAll, selectPrefix } from '../../../lambdas/core/checkpoint/named-arrays.ts';
import { writeSafetensors } from '../../../lambdas/core/safetensors/write-safetensors.ts';

const checkpoint = {
  arrays: { table: Float32Array.of(1, 2), dense: Float64Array.of(0.1), counts: Int32Array.of(7) },
  carried: { step: 3, losses: [Number.NaN, Infinity, -Infinity, 0.5] },
  fingerprint: 'configuration and data',
};

describe('readCheckpoint', () => {
  it('restores arrays of every type, and numbers that JSON cannot express', () => {
    expect(readCheckpoint(writeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it('rejects a safetensors file of another format with its name', () => {
    const bytes = writeSafetensors({ tensors: [], metadata: { format: 'other/1', begunWith: 'a', carried: '{}' } });
    expect(() => readCheckpoint(bytes)).toThrow(
      expect.objectContaining({ code: 'not-a-checkpoint', message: expect.stringContaining('format is other/1') }),
    );
  });

  it('rejects an array of bytes with its name', () => {
    const metadata = { format: 'kindred-checkpoint/1', begunWith: 'a', carried: '{}' };
    const tensors = [{ name: 'table', dtype: 'U8' as const, shape: [1], data: Uint8Array.of(1) }];
    expect(() => readCheckpoint(writeSafetensors({ tensors, metadata }))).toThrow(
      expect.objectContaining({ code: 'not-a-checkpoint', message: expect.stringContaining('table holds bytes') }),
    );
  });
});

describe('restoreAll', () => {
  it('copies the saved arrays into the live ones of the same names', () => {
    const live = { a: new Float32Array(2), b: new Int32Array(1) };
    restoreAll(live, { a: Float32Array.of(1, 2), b: Int32Array.of(3) });
    expect(live).toEqual({ a: Float32Array.of(1, 2), b: Int32Array.of(3) });
  });

  it.each([
    ['a missing array', {}, 'a is missing, expected 2 of 4'],
    ['an array of another length', { a: new Float32Array(3) }, 'a is 3 numbers of 4 bytes'],
    ['an array of another precision', { a: new Float64Array(2) }, 'a is 2 numbers of 8 bytes'],
  ])('rejects %s, and says what is expected', (_what, saved, message) => {
    expect(() => restoreAll({ a: new Float32Array(2) }, saved)).toThrow(
      expect.objectContaining({ code: 'other-state', message: expect.stringContaining(message) }),
    );
  });
});

describe('selectPrefix', () => {
  it('is the inverse of addPrefix among arrays with other prefixes', () => {
    const arrays = { table: Float32Array.of(1) };
    expect(selectPrefix('adam', { ...addPrefix('adam', arrays), ...addPrefix('ada', arrays) })).toEqual(arrays);
  });
});
