import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/local/local-stack-fixture.ts';
import { runSoak } from './run-soak.ts';

describe('the local stack under load', () => {
  it('keeps what it has acknowledged while services fail and functions are killed', async () => {
    const report = await runSoak({ home: temporaryFolder(), seed: 1, seconds: 10 });
    expect(report.findings).toEqual([]);
    // The run that has begun is finished on the busiest machine.
    expect(report.publications).toBeGreaterThanOrEqual(1);
    expect(Object.keys(report.injected)).toContain('dynamodb.throttle');
  });
});
