import { beforeEach, describe, expect, it } from 'vitest';
import { exactFits } from '../../lambdas/use-cases/exact-fits.ts';
import { identityModel, storedModelOf, testStart } from '../support/factories.ts';
import { MemoryModels } from '../support/memory-models.ts';

describe('exactFits', () => {
  let models: MemoryModels;
  const live = async (data: unknown, dim = 256) => {
    const { record, version } = storedModelOf(identityModel);
    await models.registry.create({ ...record, dim, report: { data } });
    await models.pointers.move('live', { from: undefined, to: version, at: testStart });
  };

  beforeEach(() => {
    models = new MemoryModels();
  });

  it('goes by the products of the live version and their numbers', async () => {
    await live({ products: 1_000_000 });
    expect(await exactFits(models, 0.91e9)).toBe(false);
    expect(await exactFits(models, 0.92e9)).toBe(true);
  });

  it('is true where nothing is known', async () => {
    expect(await exactFits(models, 1)).toBe(true);
    await live({ triplets: 3 });
    expect(await exactFits(models, 1)).toBe(true);
  });
});
