import { describe, expect, it } from 'vitest';
import { FaultInjector } from '../../../lib/local/limits/fault-injector.ts';
import { type FaultRates, REQUEST_FAULTS } from '../../../lib/local/limits/fault-kinds.ts';

function started(rates: FaultRates, seed = 7): FaultInjector {
  const faults = new FaultInjector({ seed, rates });
  faults.start();
  return faults;
}

const drawMany = (faults: FaultInjector, count: number) =>
  Array.from({ length: count }, () => faults.draw('s3', REQUEST_FAULTS));

describe('FaultInjector', () => {
  it('draws faults at their rates, and the same ones from the same seed', () => {
    const rates = { s3: { throttle: 0.1, slowAnswer: 0.2 } };
    const drawn = drawMany(started(rates), 5000);
    const countOf = (kind: string | undefined) => drawn.filter((one) => one === kind).length;
    expect(Math.abs(countOf('throttle') - 500)).toBeLessThan(100);
    expect(Math.abs(countOf('slowAnswer') - 1000)).toBeLessThan(140);
    expect(countOf('throttle') + countOf('slowAnswer') + countOf(undefined)).toBe(5000);
    expect(drawMany(started(rates), 5000)).toEqual(drawn);
    expect(drawMany(started(rates, 8), 5000)).not.toEqual(drawn);
  });

  it('draws the faults of a service independently of the requests of another', () => {
    const rates = { s3: { throttle: 0.5 }, sqs: { throttle: 0.5 } };
    const [alone, busy] = [started(rates), started(rates)];
    for (let i = 0; i < 100; i++) busy.draw('sqs', REQUEST_FAULTS);
    expect(drawMany(busy, 100)).toEqual(drawMany(alone, 100));
  });

  it('draws none before it is started, after it is stopped, and of kinds that were not asked for', () => {
    const faults = new FaultInjector({ seed: 1, rates: { sqs: { duplicateMessage: 1 } } });
    const draw = () => faults.draw('sqs', ['duplicateMessage']);
    expect(draw()).toBeUndefined();
    faults.start();
    expect([draw(), faults.draw('sqs', ['throttle'])]).toEqual(['duplicateMessage', undefined]);
    faults.stop();
    expect(draw()).toBeUndefined();
  });

  it('counts the faults that happened by service and kind', () => {
    const faults = started({});
    faults.count('s3', 'throttle');
    faults.count('lambda', 'kill');
    faults.count('s3', 'throttle');
    expect(faults.counts()).toEqual({ 'lambda.kill': 1, 's3.throttle': 2 });
  });

  it.each([
    [{ ec2: { throttle: 0.1 } }, 'faults: there is no service "ec2": use dynamodb, s3, sqs, lambda'],
    [{ lambda: { throttle: 0.1 } }, 'faults: lambda has no "throttle": use kill'],
    [{ s3: { throttle: 1.5 } }, 'faults: s3.throttle is 1.5, expected 0 to 1'],
    [{ s3: { throttle: Number.NaN } }, 'faults: s3.throttle is NaN, expected 0 to 1'],
    [{ s3: { throttle: 0.6, cutAnswer: 0.6 } }, 'faults: the rates of s3 are 1.2 together, expected at most 1'],
  ])('refuses the rates %j', (rates, message) => {
    expect(() => started(rates as FaultRates)).toThrow(message);
  });
});
