import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { BUNDLE_BANNER, withLiteralKeys } from '../../lib/constructs/bundle-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'kindred-bundle-test-'));

afterAll(() => rmSync(folder, { recursive: true }));

describe('the bundle of a function that reads files', () => {
  it('can be loaded, although packages in it call require', async () => {
    const outfile = join(folder, 'bundle.mjs');
    await build({
      entryPoints: [join(import.meta.dirname, '../../lambdas/formats/reading/read-records.ts')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      mainFields: ['module', 'main'],
      minify: true,
      keepNames: true,
      banner: { js: BUNDLE_BANNER },
    });
    expect(await import(outfile)).toHaveProperty('readRecords');
  });
});

describe('withLiteralKeys', () => {
  it('writes keys as texts that are constants of the file, and leaves all others', () => {
    const source = 'const _h = "http";\nconst n = 1;\nexport var a = [3, _h, { [_h]: 1, [n]: 2, [other]: _h }];';
    expect(withLiteralKeys(source)).toBe(
      'const _h = "http";\nconst n = 1;\nexport var a = [3, _h, { "http": 1, [n]: 2, [other]: _h }];',
    );
  });
});
