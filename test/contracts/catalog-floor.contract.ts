import { describe, expect, it } from 'vitest';
import type { CatalogFloor } from '../../lambdas/ports/catalog-floor.ts';
import { revision } from './samples.ts';

/** The tests that every floor of a catalog must pass. @param makeFloor A floor that was never raised. */
export function describeCatalogFloor(name: string, makeFloor: () => Promise<CatalogFloor>): void {
  describe(`${name} as a CatalogFloor`, () => {
    it('reads undefined before it is raised', async () => {
      expect(await (await makeFloor()).read()).toBeUndefined();
    });

    it('is the highest revision to which it was raised', async () => {
      const floor = await makeFloor();
      for (const step of [2, 1, 3, 3, 2]) await floor.raise(revision(step));
      expect(await floor.read()).toBe(revision(3));
    });

    it('is the highest of 20 revisions to which concurrent callers raise it', async () => {
      const floor = await makeFloor();
      await Promise.all(Array.from({ length: 20 }, (_, step) => floor.raise(revision((step * 7) % 20))));
      expect(await floor.read()).toBe(revision(19));
    });
  });
}
