/**
 * `npm run bench:ingest -- [--lines 1000000] [--gzip] [--seconds N]`: streams a catalog of a million lines through the ingest function, in a
 * process of its own, into the local S3 and DynamoDB, and writes products through the HTTP handlers, in a third process, meanwhile. Prints
 * the most memory that was resident in the ingest function, over time, the lines a second, and how long a product that was just
 * written took to be found. Takes some 20 minutes on two idle cores; --seconds ends it before, with what was taken in by then.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DynamoJobStore } from '../../lambdas/stores/dynamodb/registry-table/job-store.ts';
import { startDynamoDb } from '../../lib/local/dynamodb/dynamodb-server.ts';
import { startObjectServer } from '../../lib/local/objects/object-server.ts';
import { createClients, createResources } from '../../lib/local/stack/resources.ts';
import { readStackModel } from '../../lib/local/template/stack-model.ts';
import { synthesize } from '../../lib/local/template/synthesize.ts';
import { readTemplate } from '../../lib/local/template/template.ts';
import { functionEnvironment, handlerNameOf, publishCatalogModel, tableNamed } from './local-bench.ts';
import { quantile } from './measure.ts';
import { writeCatalog } from './upload-catalog.ts';

const { values: options } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    gzip: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '86400' },
  },
});
const lines = Number(options.lines);
const home = mkdtempSync(join(tmpdir(), 'kindred-million-'));
const dynamodb = await startDynamoDb({ dataDir: join(home, 'dynamodb') });
const objects = await startObjectServer({ dataDir: join(home, 'objects') });
try {
  await synthesize(join(home, 'cdk.out'));
  const model = readStackModel(readTemplate(join(home, 'cdk.out')));
  const clients = createClients({ dynamodb: dynamodb.endpoint, objects: objects.endpoint });
  const queueUrls = await createResources(model, clients);
  const bucketNamed = (part: string) => model.buckets.find((name) => name.includes(part))!;
  const stack = { clients, model, modelsBucket: bucketNamed('models') };
  await publishCatalogModel(stack);

  const file = join(home, options.gzip ? 'catalog.jsonl.gz' : 'catalog.jsonl');
  const bytes = await writeCatalog(file, lines);
  const key = `catalog/${options.gzip ? 'million.jsonl.gz' : 'million.jsonl'}`;
  const upload = { Bucket: bucketNamed('uploads'), Key: key, Body: createReadStream(file), ContentLength: bytes };
  const { ETag } = await clients.s3.send(new PutObjectCommand(upload));

  const functionNamed = (name: string) => model.functions.find((one) => handlerNameOf(one) === name)!;
  const [environment, products, similar] = await Promise.all(
    ['ingest', 'products', 'similar'].map((name) => functionEnvironment(stack, functionNamed(name))),
  );
  const bundleOf = (name: string) => functionNamed(name).bundle;
  const start = performance.now();
  const [script, tag] = [join(import.meta.dirname, 'ingest-one.ts'), (ETag ?? '').replaceAll('"', '')];
  const running = promisify(execFile)(process.execPath, [script, bundleOf('ingest'), key, tag, options.seconds], {
    env: {
      ...{ ...process.env, ...environment, AWS_ENDPOINT_URL_SQS: objects.endpoint },
      CONTINUATION_QUEUE_URL: queueUrls.get(environment!.CONTINUATION_QUEUE_URL!),
    },
    maxBuffer: 2 ** 28,
  });
  const probeScript = join(import.meta.dirname, 'fresh-products.ts');
  const probe = spawn(process.execPath, [probeScript, bundleOf('products'), bundleOf('similar')], {
    env: { ...process.env, ...products, ...similar },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let probed = '';
  probe.stdout.on('data', (chunk) => {
    probed += chunk;
  });
  const { stdout } = await running.finally(() => probe.kill());
  const seconds = (performance.now() - start) / 1000;
  if (probe.exitCode === null) await once(probe, 'close');
  const { mostBytes, invocations, megabytesByMinute } = JSON.parse(stdout.trim().split('\n').at(-1)!);
  const { foundAfterSeconds } = JSON.parse(probed) as { foundAfterSeconds: number[] };
  const job = await new DynamoJobStore(clients.dynamodb, tableNamed(stack, 'registry')).get('upload', key);
  const taken = job?.state === 'succeeded' ? lines : Number(job?.detail.taken);
  const sorted = foundAfterSeconds.toSorted((a, b) => a - b);
  const result = {
    ...{ lines, gzip: options.gzip, fileBytes: statSync(file).size },
    ...{ state: job?.state, taken, seconds, linesPerSecond: taken / seconds },
    ...{ mostResidentMegabytes: mostBytes / 2 ** 20, megabytesByMinute, invocations },
    ...{ probes: sorted.length, foundAfterSecondsMedian: quantile(sorted, 0.5), foundAfterSecondsMost: sorted.at(-1) },
    slowest: sorted.slice(-10),
  };
  console.log(JSON.stringify(result, null, 2));
} finally {
  await objects.close();
  await dynamodb.close();
  rmSync(home, { recursive: true, force: true });
}
