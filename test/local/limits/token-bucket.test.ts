import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../lib/local/limits/token-bucket.ts';

function bucketOf(perSecond: number, keptSeconds: number) {
  let now = 0;
  const bucket = new TokenBucket(perSecond, keptSeconds, () => now);
  const pass = (seconds: number) => {
    now += 1000 * seconds;
  };
  return { bucket, pass };
}

describe('TokenBucket', () => {
  it('lets units through at its rate, and starts with those of one second', () => {
    const { bucket, pass } = bucketOf(10, 1);
    bucket.spend(10);
    expect(bucket.hasUnits()).toBe(false);
    pass(0.5);
    bucket.spend(4);
    expect(bucket.hasUnits()).toBe(true);
    bucket.spend(1);
    expect(bucket.hasUnits()).toBe(false);
  });

  it('has debts paid before anything else is let through', () => {
    const { bucket, pass } = bucketOf(10, 1);
    bucket.spend(30);
    pass(2);
    expect(bucket.hasUnits()).toBe(false);
    pass(0.1);
    expect(bucket.hasUnits()).toBe(true);
  });

  it('keeps unused units for its time, and no longer', () => {
    const { bucket, pass } = bucketOf(10, 300);
    pass(10_000);
    expect(bucket.isFull()).toBe(true);
    bucket.spend(2999);
    expect(bucket.hasUnits()).toBe(true);
    bucket.spend(1);
    expect(bucket.hasUnits()).toBe(false);
  });

  it('takes back what was not spent', () => {
    const { bucket } = bucketOf(10, 1);
    bucket.spend(10);
    bucket.spend(-3);
    bucket.spend(2);
    expect(bucket.hasUnits()).toBe(true);
  });
});
