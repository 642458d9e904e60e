import { describe, expect, it } from 'vitest';
import {
  chargesOfWrite,
  itemBytes,
  type TableShape,
  type WireItem,
} from '../../../lib/local/dynamodb/dynamodb-units.ts';

describe('itemBytes', () => {
  it.each([
    [{ a: { S: 'x' } }, 2],
    [{ ä: { S: 'ü€' } }, 7],
    [{ a: { B: 'AAAAAA==' } }, 5],
    [{ a: { N: '0' } }, 3],
    [{ a: { N: '-12345' } }, 5],
    [{ a: { BOOL: true }, b: { NULL: true } }, 4],
    [{ a: { L: [{ S: 'xy' }, { N: '1' }] } }, 10],
    [{ a: { M: { b: { S: 'xy' } } } }, 8],
    [{ a: { SS: ['x', 'yz'] } }, 4],
    [{ a: { NS: ['1', '22'] } }, 5],
    [{ a: { BS: ['AA==', 'AAA='] } }, 4],
  ])('counts %j as %i bytes', (item, bytes) => {
    expect(itemBytes(item as unknown as WireItem)).toBe(bytes);
  });
});

describe('chargesOfWrite', () => {
  const keySchema = (...names: string[]) => names.map((AttributeName) => ({ AttributeName }));
  const table: TableShape = {
    TableName: 'T',
    KeySchema: keySchema('id'),
    GlobalSecondaryIndexes: [
      { IndexName: 'all', KeySchema: keySchema('day', 'at'), Projection: { ProjectionType: 'ALL' } },
      {
        IndexName: 'names',
        KeySchema: keySchema('name'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['price'] },
      },
    ],
  };
  const text = (kilobytes: number) => ({ S: 'x'.repeat(1024 * kilobytes) });
  const units = (before?: WireItem, after?: WireItem) =>
    Object.fromEntries(chargesOfWrite(table, before, after).map((one) => [one.resource, one.units]));
  const id = { id: { S: 'a' } };
  const indexed = { ...id, day: { S: 'd' }, at: { S: '1' } };

  it('takes a unit for each kilobyte that is begun, and one for a removal of nothing', () => {
    expect(units(undefined, id)).toEqual({ T: 1 });
    expect(units(undefined, { ...id, big: text(1) })).toEqual({ T: 2 });
    expect(units()).toEqual({ T: 1 });
  });

  it('counts the larger one of the old and the new item', () => {
    expect(units({ ...id, big: text(3) }, id)).toEqual({ T: 4 });
    expect(units({ ...id, big: text(3) })).toEqual({ T: 4 });
  });

  it('takes units of an index for an item with all of its keys', () => {
    expect(units(undefined, { ...id, day: { S: 'd' } })).toEqual({ T: 1 });
    expect(units(undefined, { ...indexed, big: text(2) })).toEqual({ T: 3, 'T/all': 3 });
  });

  it('takes units of an index twice if the key in it changes, and none if the entry stays', () => {
    const charges = chargesOfWrite(table, indexed, { ...indexed, at: { S: '2' } });
    expect(charges.map(({ resource, units }) => [resource, units])).toEqual([
      ['T', 1],
      ['T/all', 1],
      ['T/all', 1],
    ]);
    const named = { ...id, name: { S: 'n' }, price: { N: '1' } };
    expect(units(named, { ...named, other: { S: 'x' } })).toEqual({ T: 1 });
    expect(units(named, { ...named, price: { N: '2' } })).toEqual({ T: 1, 'T/names': 1 });
  });

  it('counts only what is projected into an index', () => {
    expect(units(undefined, { ...id, name: { S: 'n' }, big: text(9) })).toEqual({ T: 10, 'T/names': 1 });
  });

  it('names the partition key of the table and of each index', () => {
    const partitions = chargesOfWrite(table, undefined, indexed).map(({ partition }) => partition);
    expect(partitions).toEqual(['{"S":"a"}', '{"S":"d"}']);
  });
});
