import { describe, expect, it } from 'vitest';
import { ConnectionError, GatewayError } from '../../../lib/client/errors.ts';
import { PatientReads } from '../../../lib/local/demo/patient-reads.ts';

const request = { operation: 'getTrainingRun', attempts: 4 };
const busy = () => Promise.reject(new GatewayError(request, 503, 'busy'));

describe('PatientReads', () => {
  it('knows no state after a 503 or a lost connection, and reads again', async () => {
    const reads = new PatientReads('/logs');
    expect(await reads.read(busy)).toBeUndefined();
    expect(await reads.read(() => Promise.reject(new ConnectionError(request, new Error('reset'))))).toBeUndefined();
    expect(await reads.read(async () => 'running')).toBe('running');
  });

  it('gives up after 60 failures in a row, and names the logs; a good answer starts the count again', async () => {
    const reads = new PatientReads('/logs');
    for (let i = 0; i < 60; i++) await reads.read(busy);
    await reads.read(async () => 'running');
    for (let i = 0; i < 60; i++) await reads.read(busy);
    await expect(reads.read(busy)).rejects.toMatchObject({
      code: 'no-answer',
      message: expect.stringMatching(/^the API has not answered 61 times: .*503.*\nThe logs are in \/logs\.$/),
    });
  });

  it('insists on an answer, also if that is undefined, with a pause after each 503', async () => {
    let pauses = 0;
    const reads = new PatientReads('/logs', async () => void pauses++);
    let calls = 0;
    const third = () => (++calls < 3 ? busy() : Promise.resolve(undefined));
    expect(await reads.insist<undefined>(third)).toBeUndefined();
    expect([calls, pauses]).toEqual([3, 2]);
    await expect(reads.insist(busy)).rejects.toMatchObject({ code: 'no-answer' });
  });

  it('throws at once what another try does not mend', async () => {
    const wrong = new GatewayError(request, 403, 'forbidden');
    await expect(new PatientReads('/logs').read(() => Promise.reject(wrong))).rejects.toBe(wrong);
  });
});
