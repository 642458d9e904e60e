import { performance } from 'node:perf_hooks';
import { openFile } from '../../../lambdas/formats/files/open-file.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';

const ROWS = 1_000_000;
const ROWS_PER_BROKEN = 10_000;
const WARM_UP_ROWS = 50_000;
const CHUNK_CHARACTERS = 64 * 1024;

/** Rows of a CSV catalog a second, from bytes to cells by name: sound rows, and rows with a broken quote in every 10,000th. */
export const tableRows: Benchmark = {
  name: 'table-rows',
  cases: ['table-rows-sound', 'table-rows-broken'],
  hasModes: false,
  hasPeer: false,
  async *measure({ wants }) {
    await readCatalog(WARM_UP_ROWS, 0);
    if (wants('table-rows-sound')) yield await measured('table-rows-sound', 0);
    if (wants('table-rows-broken')) yield await measured('table-rows-broken', ROWS_PER_BROKEN);
  },
};

async function measured(name: string, rowsPerBroken: number): Promise<Measurement> {
  const start = performance.now();
  const { good, broken, peakBytes } = await readCatalog(ROWS, rowsPerBroken);
  const seconds = (performance.now() - start) / 1000;
  const expected = rowsPerBroken === 0 ? 0 : ROWS / rowsPerBroken;
  if (broken !== expected || good !== ROWS - expected)
    throw new Error(`bench: ${good} rows were read and ${broken} rejected, expected ${expected} rejected`);
  const config = { rows: ROWS, broken, peakMegabytes: Math.round(peakBytes / 1e6) };
  return { name, unit: 'rows/s', value: ROWS / seconds, config };
}

async function readCatalog(rows: number, rowsPerBroken: number) {
  const source = { name: 'catalog.csv', open: async () => catalogBytes(rows, rowsPerBroken) };
  const file = await openFile(source, { maxRecordBytes: 1024 ** 2, maxFileBytes: 1024 ** 3 });
  let [good, broken, peakBytes] = [0, 0, 0];
  for await (const record of file.records()) {
    if (record.ok) good += 1;
    else broken += 1;
    if ((good + broken) % WARM_UP_ROWS === 0) peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }
  return { good, broken, peakBytes };
}

/** A catalog, made as it is read. @param rowsPerBroken 0: no row is broken. */
async function* catalogBytes(rows: number, rowsPerBroken: number): AsyncGenerator<Uint8Array> {
  let text = 'id,title,brand,category,price\n';
  for (let row = 1; row <= rows; row++) {
    const quote = rowsPerBroken > 0 && row % rowsPerBroken === 0 ? '"' : '';
    text += `p${row},${quote}Lamp number ${row},Nordlys,Home > Lamps,${(row % 97) + 1}.50\n`;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
