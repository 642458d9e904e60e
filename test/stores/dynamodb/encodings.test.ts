import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeShardOf, changeShardsOf } from '../../../lambdas/stores/dynamodb/products-table/change-shards.ts';
import { decodeFloat32, encodeFloat32 } from '../../../lambdas/stores/dynamodb/products-table/vector-record.ts';

describe('encodeFloat32 and decodeFloat32', () => {
  it('return the same bits, also from bytes at an offset', () => {
    fc.assert(
      fc.property(fc.float32Array({ noNaN: true }), fc.nat(7), (vector, offset) => {
        const encoded = encodeFloat32(vector);
        const shifted = new Uint8Array(encoded.length + offset);
        shifted.set(encoded, offset);
        expect(decodeFloat32(shifted.subarray(offset), vector.length)).toEqual(vector);
      }),
    );
  });

  it('return undefined for bytes of another length', () => {
    expect(decodeFloat32(new Uint8Array(7), 2)).toBeUndefined();
    expect(decodeFloat32(new Uint8Array(12), 2)).toBeUndefined();
  });
});

describe('changeShardOf', () => {
  // Known values of FNV-1a, 32 bits: a -> e40c292c, foobar -> bf9cf968.
  it.each([
    ['a', 'm-1#12'],
    ['foobar', 'm-1#8'],
  ])('places product %s in the shard of stored records: %s', (productId, shard) => {
    expect(changeShardOf(productId, 'm-1')).toBe(shard);
  });

  it('distributes products about evenly over all shards', () => {
    const counts = new Map(changeShardsOf('m-1').map((shard) => [shard, 0]));
    for (let index = 0; index < 16_000; index++) {
      const shard = changeShardOf(`product-${index}`, 'm-1');
      counts.set(shard, counts.get(shard)! + 1);
    }
    expect(counts.size).toBe(16);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200);
  });
});
