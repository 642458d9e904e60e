import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { prepareAssembly } from '../../../lib/local/template/assembly-cache.ts';
import { temporaryFolder } from '../../support/local/local-stack-fixture.ts';

/** A synthesis that writes how often it was run. */
function countingBuild() {
  let runs = 0;
  const build = async (folder: string): Promise<void> => {
    runs += 1;
    mkdirSync(join(folder, 'asset'), { recursive: true });
    writeFileSync(join(folder, 'asset', 'index.mjs'), `run ${runs}`);
  };
  return { build, runs: () => runs };
}

const ignore = () => {};

describe('prepareAssembly', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('synthesizes once for the same sources, for all folders, and replaces what was in the folder', async () => {
    const { build, runs } = countingBuild();
    const built = vi.fn();
    const [cache, home, other] = [temporaryFolder(), join(temporaryFolder(), 'cdk.out'), temporaryFolder()];
    expect(await prepareAssembly(home, built, cache, build)).toBe(false);
    writeFileSync(join(other, 'old.json'), '');
    expect(await prepareAssembly(home, built, cache, build)).toBe(true);
    expect(await prepareAssembly(other, built, cache, build)).toBe(true);
    expect([runs(), built.mock.calls.length]).toEqual([1, 1]);
    expect(readdirSync(other)).toEqual(['asset']);
    expect(readFileSync(join(other, 'asset', 'index.mjs'), 'utf8')).toBe('run 1');
  });

  it('synthesizes again with another context of the CDK, and keeps only the last few stacks', async () => {
    const { build, runs } = countingBuild();
    const [cache, folder] = [temporaryFolder(), join(temporaryFolder(), 'cdk.out')];
    for (const stage of ['a', 'b', 'c', 'd', 'e']) {
      vi.stubEnv('CDK_CONTEXT_JSON', JSON.stringify({ stage }));
      expect(await prepareAssembly(folder, ignore, cache, build)).toBe(false);
    }
    expect(runs()).toBe(5);
    expect(readdirSync(cache)).toHaveLength(3);
  });

  it('keeps nothing of a synthesis that fails', async () => {
    const cache = temporaryFolder();
    const fail = () => Promise.reject(new Error('broken source'));
    await expect(prepareAssembly(join(cache, 'out'), ignore, join(cache, 'kept'), fail)).rejects.toThrow(
      'broken source',
    );
    expect(existsSync(join(cache, 'kept'))).toBe(false);
  });

  it('synthesizes each time if the cache cannot be written', async () => {
    const { build, runs } = countingBuild();
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    for (let i = 0; i < 2; i++)
      expect(await prepareAssembly(join(temporaryFolder(), 'out'), ignore, file, build)).toBe(false);
    expect(runs()).toBe(2);
  });
});
