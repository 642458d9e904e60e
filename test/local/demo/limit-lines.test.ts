import { describe, expect, it } from 'vitest';
import { limitLines } from '../../../lib/local/demo/limit-lines.ts';

describe('limitLines', () => {
  it('lists limits, faults and units by their names, and says if there were none', () => {
    const units = { Products: { read: 10.5, write: 1200 } };
    expect(
      limitLines({ met: { tableWriteUnits: 3 }, injected: { 's3.throttle': 2, 'sqs.delayMessage': 1 }, units }),
    ).toEqual([
      'limits met: tableWriteUnits 3',
      'faults: s3.throttle 2, sqs.delayMessage 1',
      'units of Products: 11 read, 1,200 written',
    ]);
    expect(limitLines({ met: {}, injected: {}, units: {} })).toEqual(['limits met: none', 'faults: none']);
  });
});
