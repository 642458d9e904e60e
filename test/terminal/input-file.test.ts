import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readModel } from '../../bin/files/model-files.ts';
import { requireFile } from '../../lib/terminal/input-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'kindred-input-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const DEVICE = '/dev/zero';

describe('a file to read', () => {
  it.skipIf(!existsSync(DEVICE))('is no device, which may never end: neither by its name nor by a link', () => {
    const link = join(folder, 'zero.safetensors');
    symlinkSync(DEVICE, link);
    for (const path of [DEVICE, link]) expect(() => requireFile(path)).toThrow(`${path} is a device or a socket`);
    expect(() => readModel(link)).toThrow('is a device or a socket');
    expect(() => readModel(DEVICE)).toThrow(`${DEVICE} is no model`);
  });

  it.skipIf(process.platform === 'win32')('is no socket', async () => {
    const path = join(folder, 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(() => requireFile(path)).toThrow('expected a file');
    await new Promise((resolve) => server.close(resolve));
  });

  it('is any file, also an empty one', () => {
    const path = join(folder, 'empty');
    writeFileSync(path, '');
    expect(() => requireFile(path)).not.toThrow();
  });
});
