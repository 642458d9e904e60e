import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { addKindredStack } from '../../lib/stack.ts';
import { assemblyFolder, resourcesOf } from '../support/template.ts';

/** What a bundle may weigh: it is downloaded and parsed on every cold start. */
const maxBytes = 700 * 1024;

describe('the bundles of the real handlers', () => {
  let bundles: [string, string][];

  beforeAll(() => {
    const outdir = assemblyFolder();
    const stack = addKindredStack(new App({ outdir }));
    bundles = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function').map(([id, fn]) => [
      id,
      join(outdir, `asset.${fn.Properties.Code.S3Key.replace('.zip', '')}`),
    ]);
  }, 240_000);

  it('are one file each, light enough to start fast', () => {
    expect(bundles).toHaveLength(9);
    for (const [id, folder] of bundles) {
      expect(readdirSync(folder), id).toEqual(['index.mjs']);
      expect(statSync(join(folder, 'index.mjs')).size, id).toBeLessThanOrEqual(maxBytes);
    }
  });

  it('start without anything beside them and export the handler', async () => {
    for (const [id, folder] of bundles) {
      const bundle: { handler?: unknown } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
      expect(bundle.handler, id).toBeTypeOf('function');
    }
  });
});
