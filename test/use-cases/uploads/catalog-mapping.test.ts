import { describe, expect, it } from 'vitest';
import { JobWorld } from '../../support/worlds/job-world.ts';

const KEY = 'catalog/catalog.schema.json';

function uploadText(world: JobWorld, key: string, text: string) {
  return world.uploadBytes(key, new TextEncoder().encode(text));
}

describe('the mapping of catalogs in the uploads bucket', () => {
  it('is no catalog, and says how the columns of the catalogs after it are read', async () => {
    const world = new JobWorld();
    const mapping = uploadText(world, KEY, '{"fields": {"id": "Nr"}, "types": {"Watts": "code"}}');
    expect(await world.ingest(mapping)).toBe('done');
    expect(await world.job('upload', KEY)).toMatchObject({ state: 'succeeded' });
    const catalog = uploadText(world, 'catalog/shop.csv', 'Nr,Watts\n7,40\n');
    await world.ingest(catalog);
    expect((await world.products.get('7'))?.product).toEqual({ id: '7', attributes: { Watts: '40' } });
    expect(await world.job('upload', catalog.key)).toMatchObject({
      file: { columns: [{ column: 'Nr', field: 'id', because: 'given by the mapping' }, { type: 'code' }] },
    });
  });

  it.each([
    ['{"fields": {"colour": "Farbe"}}', /\/fields\/colour: no field: expected one of id/],
    ['{', /catalog\/catalog\.schema\.json is no JSON/],
    [`{${' '.repeat(1024 ** 2)}}`, /expected at most 1048576/],
  ])('fails with the place of the fault, and no catalog is read without it', async (text, cause) => {
    const world = new JobWorld();
    expect(await world.ingest(uploadText(world, KEY, text))).toBe('failed');
    expect((await world.job('upload', KEY))?.cause).toMatch(cause);
    const catalog = uploadText(world, 'catalog/shop.csv', 'id\n7\n');
    expect(await world.ingest(catalog)).toBe('failed');
    expect((await world.job('upload', catalog.key))?.cause).toMatch(cause);
    expect(await world.products.get('7')).toBeUndefined();
  });
});
