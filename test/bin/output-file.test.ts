import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkOutputFile } from '../../bin/files/output-file.ts';

describe('checkOutputFile', () => {
  it.skipIf(!existsSync('/proc/self'))('refuses a file in a folder that takes no files', () => {
    expect(() => checkOutputFile('/proc/vectors.jsonl')).toThrow(/no file or folder can be made in \/proc/);
  });

  it('leaves nothing in a folder that takes files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kindred-out-'));
    try {
      checkOutputFile(join(folder, 'vectors.jsonl'));
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
