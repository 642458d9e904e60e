import { describe, expect, it } from 'vitest';
import { oneThread } from '../../../lambdas/core/kernels/threads.ts';

describe('oneThread', () => {
  it('starts no thread: its helper is gone from the start, and ends at once', async () => {
    const memory = { buffer: new SharedArrayBuffer(0), grow: () => 0 };
    const helper = oneThread.start({ module: {}, memory, control: 0, workspace: 0 });
    expect(helper.isGone).toBe(true);
    await Promise.all([helper.stop(), oneThread.close()]);
  });
});
