import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { watchFile } from '../../bin/files/watched-file.ts';

const file = join(mkdtempSync(join(tmpdir(), 'kindred-')), 'large.jsonl');
writeFileSync(file, Buffer.alloc(4e6));

/** Reads the file with a clock that goes on by so many milliseconds whenever it is read. @returns what is shown */
async function read(tickMs: number, terminal: { readonly isTTY?: true; readonly columns?: number } = {}) {
  const written: string[] = [];
  let ms = 0;
  const now = (): number => {
    ms += tickMs;
    return ms;
  };
  const watched = watchFile(file, { ...terminal, write: (text) => written.push(text) }, now);
  let bytes = 0;
  for await (const chunk of await watched.open()) bytes += chunk.length;
  expect(bytes).toBe(4e6);
  watched.stderr.write('large.jsonl: done\n');
  return written;
}

describe('watchFile', () => {
  it('shows a bar with rate and remaining time on a terminal, and clears it before anything else is said', async () => {
    const written = await read(500, { isTTY: true, columns: 100 });
    expect(written[0]).toMatch(/^\r.\[2Kreading large\.jsonl ░+ {2,}\d % {2}0\/4 MB$/);
    expect(written.join('')).toMatch(/█+░* +\d\d % {2}\d\/4 MB {2}0\.\d\/s {2}0:\d\d left/);
    expect(written.slice(-2)).toEqual(['\r\x1b[2K', 'large.jsonl: done\n']);
  });

  it('writes a line every few seconds to a file, and nothing about a file that is read at once', async () => {
    const lines = await read(500);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines[0]).toMatch(/^reading large\.jsonl: \d %, \d\/4 MB\n$/);
    expect(await read(0)).toEqual(['large.jsonl: done\n']);
    expect(await read(0, { isTTY: true, columns: 80 })).toEqual(['large.jsonl: done\n']);
  });
});
