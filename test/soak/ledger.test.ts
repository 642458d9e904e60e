import { describe, expect, it } from 'vitest';
import { Ledger } from './ledger.ts';

describe('the ledger of a soak', () => {
  it('expects a product that nobody has written to be absent', () => {
    expect(new Ledger().faultOf('a', 'absent')).toBeUndefined();
    expect(new Ledger().faultOf('a', 1)).toBe('product a is as write 1 left it, expected absent');
  });

  it('expects the last acknowledged write, and nothing before it', () => {
    const ledger = new Ledger();
    ledger.perhaps('a', 1);
    ledger.acknowledged('a', 2);
    expect(ledger.faultOf('a', 2)).toBeUndefined();
    expect(ledger.faultOf('a', 1)).toBe('product a is as write 1 left it, expected as write 2 left it');
    expect(ledger.faultOf('a', 'absent')).toBe('product a is absent, expected as write 2 left it');
  });

  it('allows a write without an answer to have happened or not', () => {
    const ledger = new Ledger();
    ledger.acknowledged('a', 1);
    ledger.perhaps('a', 'absent');
    for (const state of [1, 'absent'] as const) expect(ledger.faultOf('a', state)).toBeUndefined();
    expect(ledger.faultOf('a', 3)).toBe('product a is as write 3 left it, expected as write 1 left it or absent');
  });
});
