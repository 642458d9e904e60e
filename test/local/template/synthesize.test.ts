import { describe, expect, it } from 'vitest';
import { explainSynthesis } from '../../../lib/local/template/synthesize.ts';
import { describeSystemError } from '../../../lib/terminal/system-errors.ts';

describe('a synthesis that fails', () => {
  const fullDisk =
    '✘ [ERROR] Failed to write to output file: write /home/cdk.out/ingest/index.mjs: no space left on device';

  it.each([
    [fullDisk, 'disk-full'],
    ["Error: ENOSPC: no space left on device, copyfile 'a' -> 'b'", 'disk-full'],
    ["Error: EROFS: read-only file system, mkdir '/home/cdk.out'", 'read-only'],
    ['open lambdas/handlers/ingest.ts: too many open files', 'too-many-files'],
  ])('because the machine lacks something says what: %s', (output, code) => {
    const failure = describeSystemError(explainSynthesis(output, '/home/cdk.out'));
    expect(failure?.code).toBe(code);
    if (code === 'disk-full') expect(failure?.what).toBe('/home/cdk.out cannot be written: the disk is full');
  });

  it('for another reason shows the output', () => {
    const cause = explainSynthesis('error TS2304: Cannot find name', '/home/cdk.out');
    expect(describeSystemError(cause)).toBeUndefined();
    expect(cause.message).toContain('Cannot find name');
  });
});
