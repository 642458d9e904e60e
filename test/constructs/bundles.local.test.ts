import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { addKindredStack } from '../../lib/stack.ts';
import { assemblyFolder, resourcesOf } from '../support/local/template.ts';

/**
 * What a bundle may weigh: it is downloaded and parsed on every cold start. A step trains, a write calls the function that compacts
 * and keeps vectors that a change does not concern; nobody waits at the end of a queue. What embeds texts of a request reads their HTML (45 KB); search does not.
 */
function maxBytes(id: string): number {
  if (/^(Upload|Training)/.test(id)) return 1600 * 1024;
  return (/TrainStep/.test(id) ? 870 : /Products/.test(id) ? 850 : /Embeddings/.test(id) ? 820 : 700) * 1024;
}

const allVariables = [
  'PRODUCTS_TABLE',
  'REGISTRY_TABLE',
  'UPLOADS_BUCKET',
  'MODELS_BUCKET',
  'LIVE_RECHECK_SECONDS',
  'TRAINING_CONFIG',
  'TRAINING_SLICE_SECONDS',
  'COMPACT_FUNCTION',
  'TRAINING_FUNCTION',
  'EMBED_SHARD_FUNCTION',
  'SMALL_UPLOADS',
];

function variableFor(name: string): string {
  if (name.endsWith('_SECONDS')) return '2';
  if (name === 'SMALL_UPLOADS') return 'step';
  return name === 'TRAINING_CONFIG' ? '{}' : 'some-name';
}

describe('the bundles of the real handlers', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  let bundles: [string, string, string[]][];

  beforeAll(() => {
    const outdir = assemblyFolder();
    const stack = addKindredStack(new App({ outdir }));
    bundles = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function').map(([id, fn]) => [
      id,
      join(outdir, `asset.${fn.Properties.Code.S3Key.replace('.zip', '')}`),
      Object.keys(fn.Properties.Environment.Variables),
    ]);
  });

  it('are one file each, light enough to start fast', () => {
    expect(bundles).toHaveLength(13);
    for (const [id, folder] of bundles) {
      expect(readdirSync(folder), id).toEqual(['index.mjs']);
      expect(statSync(join(folder, 'index.mjs')).size, id).toBeLessThanOrEqual(maxBytes(id));
    }
  });

  it('hold the multipart upload only where reports are written', () => {
    const withUpload = bundles.filter(([, folder]) =>
      readFileSync(join(folder, 'index.mjs'), 'utf8').includes('leavePartsOnError'),
    );
    expect(withUpload.map(([id]) => id.replace(/Function.*/, '')).sort()).toEqual([
      'TrainingRun',
      'UploadIngest',
      'UploadTrainingUploads',
    ]);
  });

  it('start without anything beside them but the variables of the template, and export the handler', async () => {
    for (const [id, folder, variables] of bundles) {
      // Only what the template gives this function: a variable that its handler misses stops it here.
      for (const name of allVariables) vi.stubEnv(name, undefined);
      for (const name of variables) vi.stubEnv(name, variableFor(name));
      const bundle: { handler?: unknown } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
      expect(bundle.handler, id).toBeTypeOf('function');
    }
  });
});
