import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareAssembly } from '../../lib/local/template/assembly-cache.ts';
import { readTemplate, resourcesOfType } from '../../lib/local/template/template.ts';
import { httpEvent } from '../support/api/http-event.ts';
import { bytesOf, filesAtStart, holdsBedrock } from '../support/local/bundle-files.ts';
import { temporaryFolder } from '../support/local/local-stack-fixture.ts';

/**
 * What a bundle may weigh: it is downloaded and parsed on every cold start. A step trains, a write calls the function that compacts
 * and keeps vectors that a change does not concern, and both name the fields that may be meant for unknown ones; nobody waits at the end of a queue. What embeds texts of a request reads their HTML (45 KB); search does not. What searches or loads models
 * records metrics (13 KB). Every function of the API compares ETags (1 KB).
 */
function maxBytes(id: string): number {
  if (/^(Upload|Training|Events|ExportsRun)/.test(id)) return 1660 * 1024;
  return (/TrainStep|Products/.test(id) ? 880 : /Embeddings/.test(id) ? 770 : 700) * 1024;
}

function variableFor(name: string): string {
  if (name.endsWith('_SECONDS') || name === 'CONCURRENT_SHARDS') return '2';
  if (name === 'SMALL_UPLOADS') return 'step';
  if (name === 'CONSOLE_AUTHORIZATION') return 'jwt';
  return name === 'TRAINING_CONFIG' ? '{}' : 'some-name';
}

/** What is read of the functions in the template. */
interface FunctionProperties {
  readonly Code: { readonly S3Key: string };
  readonly Environment: { readonly Variables: object };
}

/** What a bundle exports as `handler`, loaded as Lambda does: by Node itself, with these environment variables and no others. */
async function typeOfHandler(folder: string, variables: readonly string[]): Promise<unknown> {
  const load = `import(process.argv[2]).then(({ handler }) => require('node:worker_threads').parentPort.postMessage(typeof handler));`;
  const worker = new Worker(load, {
    eval: true,
    argv: [pathToFileURL(join(folder, 'index.mjs')).href],
    env: Object.fromEntries(variables.map((name) => [name, variableFor(name)])),
  });
  const [type] = await once(worker, 'message');
  await worker.terminate();
  return type;
}

describe('the bundles of the real handlers', () => {
  afterEach(() => void vi.unstubAllEnvs());
  let bundles: [string, string, string[]][];

  beforeAll(async () => {
    // The stack of this machine has every function, and is kept: whole builds of the bundles take longer than all that is tested here.
    const folder = temporaryFolder();
    await prepareAssembly(folder, () => {});
    bundles = resourcesOfType(readTemplate(folder), 'AWS::Lambda::Function').map(({ logicalId, properties }) => {
      const { Code, Environment } = properties as unknown as FunctionProperties;
      const bundle = join(folder, `asset.${Code.S3Key.replace('.zip', '')}`);
      return [logicalId, bundle, Object.keys(Environment.Variables)];
    });
  });

  it('are light enough to start fast: one file each, or several of which only some are read at the start', () => {
    expect(bundles).toHaveLength(23);
    for (const [id, folder] of bundles) {
      const read = filesAtStart(folder);
      if (/Docs/.test(id)) expect(readdirSync(folder).sort()).toEqual(['docs.html.gz', 'index.mjs']);
      else if (/Console/.test(id)) expect(readdirSync(folder).sort()).toEqual(['console-files', 'index.mjs']);
      else if (!/Similar/.test(id)) expect(readdirSync(folder), id).toEqual(['index.mjs']);
      else expect(read.length, id).toBeLessThan(readdirSync(folder).length);
      expect(bytesOf(folder, read), id).toBeLessThanOrEqual(maxBytes(id));
    }
  });

  it('hold no descriptions of operations that they do not call, and load no fetch of Node with its http', () => {
    for (const [id, folder] of bundles) {
      const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
      const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
      for (const unwanted of ['PutBucketReplication', 'import("node:http")'])
        expect(texts.filter((text) => text.includes(unwanted)).length, `${unwanted} in ${id}`).toBe(0);
    }
  });

  it('hold the multipart upload only where reports and exports are written', () => {
    const withUpload = bundles.filter(([, folder]) =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.mjs'))
        .some((file) => readFileSync(join(folder, file), 'utf8').includes('leavePartsOnError')),
    );
    expect(withUpload.map(([id]) => id.replace(/Function.*/, '')).sort()).toEqual([
      'ExportsRun',
      'TrainingRun',
      'UploadIngest',
      'UploadTrainingUploads',
    ]);
  });

  it('call Bedrock nowhere without a text model', () => {
    expect(bundles.filter(([, folder]) => holdsBedrock(folder)).map(([id]) => id)).toEqual([]);
  });

  it('the function Docs serves the page beside its code', async () => {
    const [, folder] = bundles.find(([id]) => /Docs/.test(id))!;
    const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    const answer = await handler(httpEvent('GET', '/v1/docs'));
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: true });
    expect(Buffer.from(answer.body, 'base64').toString()).toContain('SwaggerUIBundle({');
  });

  it('the function Console serves the page and the files that it names beside its code', async () => {
    const [, folder] = bundles.find(([id]) => /Console/.test(id))!;
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('CONSOLE_AUTHORIZATION', 'jwt');
    vi.stubEnv('UPLOAD_ORIGIN', 'https://uploads.example');
    const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    const page = await handler(httpEvent('GET', '/'));
    expect(page).toMatchObject({ statusCode: 200, headers: { 'cache-control': 'no-cache' }, isBase64Encoded: true });
    const html = Buffer.from(page.body, 'base64').toString();
    expect(html).toContain('{"authorization":"jwt","region":"eu-central-1"}');
    const [script] = /\/assets\/[^"]+\.js/.exec(html)!;
    const file = await handler(httpEvent('GET', script));
    expect(file).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' } });
    const { statusCode, headers } = await handler(httpEvent('GET', '/assets/nothing.js'));
    expect({ statusCode, type: headers['content-type'] }).toEqual({
      statusCode: 404,
      type: 'application/problem+json',
    });
  });

  it('start without anything beside them but the variables of the template, and export the handler', async () => {
    for (const [id, folder, variables] of bundles) {
      // Only what the template gives this function: a variable that its handler misses stops it here.
      expect(await typeOfHandler(folder, variables), id).toBe('function');
    }
  });
});
