import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';

const MODULE = new URL('../../../lambdas/formats/files/rejected-record.ts', import.meta.url).href;

/** Rejects 600 MB of lines and holds the records. Detail and text are slices of the line. */
const SOURCE = `
  const { parentPort } = require('node:worker_threads');
  import(${JSON.stringify(MODULE)}).then(({ rejectRecord }) => {
    const records = [];
    for (let line = 1; line <= 1200; line++) {
      const text = 'x'.repeat(500_000) + line;
      records.push(rejectRecord(line, 'malformed-json', text.slice(100, 150), text));
    }
    parentPort.postMessage(records.length);
  });
`;

it('rejectRecord does not hold the whole line in memory', async () => {
  const worker = new Worker(SOURCE, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 96 } });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  worker.on('message', resolve).on('error', reject);
  expect(await promise).toBe(1200);
  await worker.terminate();
});
