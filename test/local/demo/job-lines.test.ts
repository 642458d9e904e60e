import { describe, expect, it } from 'vitest';
import type { JobView } from '../../../lib/local/demo/api-client.ts';
import { describeHold, describePublished, describeRun, describeUpload } from '../../../lib/local/demo/job-lines.ts';

const job = (detail: object): JobView => ({ id: 'run-1', state: 'running', ...detail });

describe('describeUpload', () => {
  it('says how many products a full upload removed', () => {
    const counts = { lines: 9, accepted: 9, unchanged: 9, rejected: 0, removed: 2 };
    expect(describeUpload('replace/catalog/a.csv', job(counts))).toBe(
      'replace/catalog/a.csv: 9 lines, 9 accepted (9 unchanged), 0 rejected, 2 products removed',
    );
  });

  it('says what became of the lines of a catalog, and what was left out of them', () => {
    const counts = {
      lines: 12,
      accepted: 11,
      rejected: 1,
      written: 4,
      added: 3,
      changed: 1,
      unchanged: 0,
      replaced: 7,
    };
    const fields = [
      { field: 'title', reason: 'too-long', values: 1 },
      { field: 'price', reason: 'not-a-number', values: 4 },
    ];
    const fieldsIgnored = { values: 5, fields };
    expect(describeUpload('catalog/a.csv', job({ ...counts, fieldsIgnored, rejectsKey: 'rejects/a' }))).toBe(
      'catalog/a.csv: 12 lines, 11 accepted (3 added, 1 changed, 7 replaced by a later line), 1 rejected, ' +
        '5 values left out (most in price: not-a-number), reasons in rejects/a',
    );
  });

  it('counts the lines, and names the file of reasons when lines were rejected', () => {
    expect(describeUpload('catalog/a.csv', job({}))).toBe('catalog/a.csv: 0 lines, 0 accepted, 0 rejected');
    const counts = { lines: 3, accepted: 2, rejected: 1, rejectsKey: 'rejects/a' };
    expect(describeUpload('catalog/a.csv', job(counts))).toBe(
      'catalog/a.csv: 3 lines, 2 accepted, 1 rejected, reasons in rejects/a',
    );
  });
});

describe('describeRun', () => {
  it.each([
    [{ phase: 'gathering' }, 'gathering'],
    [{ phase: 'training' }, 'training'],
    [{ phase: 'training', step: 2, steps: 9 }, 'training step 2/9'],
    [{ phase: 'training', step: 2, steps: 9, loss: 0.5 }, 'training step 2/9, loss 0.5000'],
    [{ phase: 'embedding', products: 7 }, 'embedding 0/7'],
    [{ phase: 'embedding', embedded: 3, products: 7 }, 'embedding 3/7'],
  ])('shows phase and progress of %j', (detail, line) => {
    expect(describeRun(job(detail))).toBe(line);
  });
});

describe('describePublished', () => {
  it('names the live version, and its cost if it is known', () => {
    const run = { modelVersion: 'm-1', embedded: 7 };
    expect(describePublished(job(run))).toBe('training run run-1: m-1 is live, 7 products embedded');
    expect(describePublished(job({ ...run, cost: { dollars: 0.01234 } }))).toContain(', about $0.0123 of Lambda');
  });
});

describe('describeHold', () => {
  it('gives the last reason of the gate or the promotion, and the request that promotes nevertheless', () => {
    const decisions = [
      { name: 'gate', because: 'a baseline leads' },
      { name: 'retire', because: 'old' },
    ];
    const line = describeHold('http://host', job({ modelVersion: 'm-1', decisions }));
    expect(line).toContain('m-1 did not go live: a baseline leads.');
    expect(line).toContain('curl -X POST http://host/v1/models/m-1:promote');
  });

  it('says so if the run recorded no decision', () => {
    expect(describeHold('http://host', job({ modelVersion: 'm-1' }))).toContain('the run recorded no decision');
  });
});
