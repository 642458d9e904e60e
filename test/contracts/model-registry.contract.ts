import { describe, expect, it } from 'vitest';
import type { ModelRecord, ModelRegistry } from '../../lambdas/ports/model-registry.ts';
import { secondOf } from './samples.ts';

function modelRecord(step: number, overrides: Partial<ModelRecord> = {}): ModelRecord {
  return {
    version: `m-${String(step).padStart(2, '0')}`,
    createdAt: secondOf(step),
    origin: 'training-run',
    weightsSha256: 'ab'.repeat(32),
    weightsBytes: 1_000,
    dim: 64,
    report: { metrics: { 'recall@10': 0.5 }, lossCurve: [[1, 0.25]], heldOut: null },
    ...overrides,
  };
}

/** The tests that every model registry must pass. @param makeRegistry An empty registry. */
export function describeModelRegistry(name: string, makeRegistry: () => Promise<ModelRegistry>): void {
  const listAll = async (registry: ModelRegistry, limit: number) => {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await registry.list({ limit, ...(cursor !== undefined && { cursor }) });
      pages.push(page.items.map((record) => record.version));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return pages;
  };

  describe(`${name} as a ModelRegistry`, () => {
    it('returns a record as it was created, with and without a parent', async () => {
      const registry = await makeRegistry();
      const lineage = { base: 'm-01', steps: 1 };
      const child = modelRecord(2, { parent: 'm-01', lineage, origin: 'train-step' });
      expect(await registry.create(modelRecord(1))).toBe('created');
      expect(await registry.create(child)).toBe('created');
      expect(await registry.get('m-01')).toEqual(modelRecord(1));
      expect(await registry.get('m-02')).toEqual(child);
      expect(await registry.get('m-03')).toBeUndefined();
    });

    it('sets, changes and removes the expiry of a record, and makes no record by that', async () => {
      const registry = await makeRegistry();
      await registry.create(modelRecord(1));
      const weightsExpireAt = secondOf(9);
      await registry.setExpiry('m-01', { weightsExpireAt });
      expect(await registry.get('m-01')).toEqual(modelRecord(1, { weightsExpireAt }));
      await registry.setExpiry('m-01', { weightsExpireAt, weightsRemoved: true });
      expect(await registry.get('m-01')).toEqual(modelRecord(1, { weightsExpireAt, weightsRemoved: true }));
      await registry.setExpiry('m-01', { weightsExpireAt });
      expect(await registry.get('m-01')).toEqual(modelRecord(1, { weightsExpireAt }));
      await registry.setExpiry('m-01', undefined);
      expect(await registry.get('m-01')).toEqual(modelRecord(1));
      await registry.setExpiry('m-02', { weightsExpireAt });
      expect(await registry.get('m-02')).toBeUndefined();
    });

    it('does not replace the first record of a version', async () => {
      const registry = await makeRegistry();
      await registry.create(modelRecord(1));
      expect(await registry.create(modelRecord(1))).toBe('exists');
      expect(await registry.create(modelRecord(1, { dim: 8 }))).toBe('exists');
      expect(await registry.get('m-01')).toEqual(modelRecord(1));
    });

    it('lets exactly one of 20 concurrent callers create a version', async () => {
      const registry = await makeRegistry();
      const racers = Array.from({ length: 20 }, (_, index) => registry.create(modelRecord(1, { dim: index + 1 })));
      const outcomes = await Promise.all(racers);
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      expect((await registry.get('m-01'))?.dim).toBe(outcomes.indexOf('created') + 1);
    });

    it('lists the newest first in pages, without a cursor on the last page', async () => {
      const registry = await makeRegistry();
      expect(await registry.list({ limit: 2 })).toEqual({ items: [] });
      for (const step of [3, 1, 4, 2]) await registry.create(modelRecord(step));
      expect(await listAll(registry, 2)).toEqual([
        ['m-04', 'm-03'],
        ['m-02', 'm-01'],
      ]);
      expect(await listAll(registry, 3)).toEqual([['m-04', 'm-03', 'm-02'], ['m-01']]);
      expect((await registry.list({ limit: 100 })).items[0]).toEqual(modelRecord(4));
    });

    it('lists each record of one time once', async () => {
      const registry = await makeRegistry();
      for (const step of [1, 2, 3, 4, 5]) await registry.create(modelRecord(step, { createdAt: secondOf(9) }));
      const versions = (await listAll(registry, 2)).flat();
      expect(versions.sort()).toEqual(['m-01', 'm-02', 'm-03', 'm-04', 'm-05']);
    });

    it('continues a listing at its position while records are added', async () => {
      const registry = await makeRegistry();
      for (const step of [1, 2, 3]) await registry.create(modelRecord(step));
      const { cursor } = await registry.list({ limit: 2 });
      await registry.create(modelRecord(4));
      const rest = await registry.list({ limit: 2, cursor: cursor! });
      expect(rest.items.map((record) => record.version)).toEqual(['m-01']);
    });

    it.each([
      ['no cursor at all', 'nonsense'],
      ['an empty one', ''],
      ['one of another listing', Buffer.from('["upload","2026","a"]').toString('base64url')],
      ['one with a missing part', Buffer.from('["model","2026"]').toString('base64url')],
      ['one with an empty part', Buffer.from('["model","2026",""]').toString('base64url')],
      ['one that is no list', Buffer.from('{"0":"model"}').toString('base64url')],
      ['one with something after it', `${Buffer.from('["model","2026","a"]').toString('base64url')}!`],
    ])('rejects the cursor %s', async (_what, cursor) => {
      const registry = await makeRegistry();
      await expect(registry.list({ limit: 2, cursor })).rejects.toMatchObject({ code: 'invalid-cursor' });
    });
  });
}
