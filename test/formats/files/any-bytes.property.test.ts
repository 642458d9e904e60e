import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FormatError } from '../../../lambdas/formats/files/format-error.ts';
import { readRaw } from '../../support/formats/read-raw.ts';
import { zipped } from '../../support/formats/zip-archive.ts';
import { assertForInputs } from '../../support/fuzz-options.ts';

const products = [
  { id: 'p1', title: 'Größe "M"', price: 1.5, variants: [{ id: 1 }, { id: 2 }] },
  { id: 'p2', title: 'a, b; c', price: null, variants: [] },
  { id: 'p3', title: 'line\nbreak', price: 3, variants: [{ id: 3 }] },
];
const csv = 'id,title,price\np1,"Größe ""M""",1.5\np2,"a\nb",2\n,,\np3,c,3\n';

const gzip = gzipSync(csv);
const zip = zipped({ 'a.csv': csv });

/** Sound files of each kind. */
const samples: readonly (readonly [kind: string, files: readonly Buffer[]])[] = [
  [
    'tables',
    [
      Buffer.from(csv),
      Buffer.from(csv.replaceAll('\n', '\r\n').replaceAll(',', ';')),
      Buffer.from(`\uFEFF${csv}`, 'utf16le'),
      Buffer.from(csv, 'latin1'),
    ],
  ],
  ['JSON lines', [Buffer.from(products.map((one) => JSON.stringify(one)).join('\n'))]],
  [
    'JSON documents',
    [Buffer.from(JSON.stringify(products)), Buffer.from(JSON.stringify({ total: 3, products, next: null }, null, 2))],
  ],
  ['compressed files', [gzip, zip]],
];

/** Changes to a file: bytes that are replaced, put in or taken out. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.integer({ min: 0, max: 4 }),
  added: fc.oneof(
    fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
    fc.stringMatching(/^[",;\n\r{}[\]:\\]{0,3}$/).map((text) => Buffer.from(text)),
  ),
});

function changed(sample: Buffer, changes: readonly { at: number; removed: number; added: Buffer }[]): Buffer {
  return changes.reduce((bytes, { at, removed, added }) => {
    const start = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, start), added, bytes.subarray(start + removed)]);
  }, sample);
}

/** What is read of a file, or why it cannot be read. */
async function outcomeOf(content: Buffer, chunkBytes: number, maxRecordBytes: number) {
  try {
    const { found, good, rejected, notes } = await readRaw(content, { chunkBytes, maxRecordBytes });
    return { found, good, rejected, notes };
  } catch (cause) {
    expect(cause).toBeInstanceOf(FormatError);
    return String(cause);
  }
}

it.each(samples)(
  'reads %s with any changes in order, in the same way in any chunks, or says why it cannot',
  async (kind, files) => {
    const setup = fc.record({
      sample: fc.constantFrom(...files),
      changes: fc.array(change, { maxLength: 5 }),
      chunkBytes: fc.integer({ min: 1, max: 60 }),
      maxRecordBytes: fc.constantFrom(40, 10_000),
    });
    await assertForInputs(setup, { usual: 100 }, async ({ sample, changes, chunkBytes, maxRecordBytes }) => {
      const content = changed(sample, changes);
      const outcome = await outcomeOf(content, chunkBytes, maxRecordBytes);
      // How much of a damaged compressed file can be unpacked depends on its chunks.
      if (kind !== 'compressed files') expect(await outcomeOf(content, 100_000, maxRecordBytes)).toEqual(outcome);
      if (typeof outcome === 'string') return;
      const lines = outcome.good.map(({ line }) => line);
      expect(lines).toEqual([...lines].sort((a, b) => a - b));
      expect(JSON.stringify(outcome.good).replaceAll('\\\\', '')).not.toMatch(/\uFFFD/);
    });
  },
);
