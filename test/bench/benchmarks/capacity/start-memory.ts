import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { Ledger } from '../../../soak/ledger.ts';
import { ProductLoad } from '../../../soak/product-load.ts';
import { SearchLoad } from '../../../soak/search-load.ts';
import { soakBaskets, soakProduct } from '../../../soak/soak-shop.ts';
import { Traffic } from '../../../soak/traffic.ts';
import type { Benchmark, Measurement } from '../../benchmark.ts';
import { slopeOf } from '../../measure.ts';
import { InspectorClient } from './inspector-client.ts';

const START = join(import.meta.dirname, '..', '..', '..', '..', 'lib', 'local', 'demo', 'start.ts');
const DEFAULT_REQUESTS = 40_000;
/** The memory is sampled after each of these parts of the requests. */
const PARTS = 8;
/** Requests before the first sample, as a part of all: caches, compiled code and function environments. */
const WARM_UP_PART = 0.25;
const CLIENTS = 4;
const PRODUCTS = 200;
const BASKETS = 200;
const KILOBYTE = 1024;
const MEGABYTE = 1024 ** 2;

/**
 * Memory of the process of `npm start` while it answers requests of all kinds: reads, writes, batches, removals, searches.
 * `--requests` sets their number after the warm-up. The garbage of the main thread is collected before each sample.
 */
export const startMemory: Benchmark = {
  name: 'start-memory',
  cases: ['start-memory-heap', 'start-memory-heap-growth', 'start-memory-resident', 'start-memory-resident-growth'],
  hasModes: false,
  hasPeer: false,
  async *measure({ requests = DEFAULT_REQUESTS, wants }) {
    const folder = mkdtempSync(join(tmpdir(), 'kindred-memory-'));
    try {
      const looks = await looksAt(await startProcess(folder), requests);
      yield* measurementsOf(looks, requests).filter(({ name }) => wants(name));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** The memory after so many requests. */
interface Look {
  readonly requests: number;
  readonly heapUsed: number;
  readonly rss: number;
}

type Started = Awaited<ReturnType<typeof startProcess>>;

/** Runs `npm start` on a small shop until a version is live. @throws Error if it ends before that */
async function startProcess(folder: string) {
  const ledger = new Ledger();
  const ids = Array.from({ length: PRODUCTS }, (_, i) => `p${i}`);
  const data = join(folder, 'data');
  mkdirSync(data);
  const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  writeFileSync(join(data, 'catalog.jsonl'), lines(ids.map((id) => soakProduct(id, 0))));
  writeFileSync(join(data, 'train.jsonl'), lines(soakBaskets(ids, BASKETS, new CounterRandom(1, 'baskets'))));
  for (const id of ids) ledger.acknowledged(id, 0);
  const args = ['--inspect=0', START, '--data', data, '--home', join(folder, 'home'), '--port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const inspector = Promise.withResolvers<string>();
  const served = Promise.withResolvers<string>();
  const ready = Promise.withResolvers<void>();
  let told = '';
  const listen = (line: string) => {
    told += `${line}\n`;
    const [debuggerUrl] = /ws:\/\/\S+/.exec(line) ?? [];
    if (debuggerUrl !== undefined) inspector.resolve(debuggerUrl);
    const [, url] = /serving on (http:\S+\d)/.exec(line) ?? [];
    // It says so once before the demo run, with its folder, and once after it.
    if (url !== undefined && line.includes('data in')) served.resolve(url);
    else if (url !== undefined) ready.resolve();
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', listen);
  child.once('exit', (code) => {
    const cause = new Error(`bench: npm start has ended with ${code}:\n${told.slice(-2000)}`);
    for (const { reject } of [inspector, served, ready]) reject(cause);
  });
  const [url, client] = [await served.promise, await InspectorClient.connect(await inspector.promise)];
  await ready.promise;
  return { child, url, client, ledger, ids };
}

/** Sends the requests, and samples the memory between their parts. */
async function looksAt({ child, url, client, ledger, ids }: Started, requests: number): Promise<Look[]> {
  const traffic = new Traffic(url);
  const loads = Array.from({ length: CLIENTS }, (_, i) => {
    const random = new CounterRandom(1, `client ${i}`);
    const own = ids.filter((_id, at) => at % CLIENTS === i);
    return i % 2 === 0 ? new ProductLoad(own, traffic, ledger, random) : new SearchLoad(traffic, ledger, random);
  });
  const sent = () => Object.values(traffic.counts.toRecord()).reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const sendUntil = async (total: number) => {
    await Promise.all(
      loads.map(async (load) => {
        while (sent() < total) await load.next();
      }),
    );
  };
  const looks: Look[] = [];
  try {
    const warmUp = Math.ceil(requests * WARM_UP_PART);
    for (let part = 0; part <= PARTS; part++) {
      await sendUntil(warmUp + Math.ceil((requests * part) / PARTS));
      looks.push({ requests: sent() - warmUp, ...(await client.memory()) });
    }
    if (traffic.findings.length > 0) throw new Error(`bench: ${traffic.findings.slice(0, 5).join('\n')}`);
    return looks;
  } finally {
    client.close();
    child.kill('SIGINT');
    await once(child, 'close');
  }
}

function measurementsOf(looks: readonly Look[], requests: number): Measurement[] {
  const of = (name: string, key: 'heapUsed' | 'rss'): Measurement[] => {
    const slope = slopeOf(looks.map((look) => [look.requests, look[key]]));
    const megabytes = looks.map((look) => +(look[key] / MEGABYTE).toFixed(2));
    return [
      { name: `start-memory-${name}`, unit: 'MB', value: megabytes.at(-1)!, config: { requests, megabytes } },
      {
        name: `start-memory-${name}-growth`,
        unit: 'KB/1,000 requests',
        value: (1000 * slope) / KILOBYTE,
        config: { requests },
      },
    ];
  };
  return [...of('heap', 'heapUsed'), ...of('resident', 'rss')];
}
