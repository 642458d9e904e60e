import { describe, expect, it } from 'vitest';
import type { ModelDetail, TrainingRun } from '../../../lib/client/generated/schemas.ts';
import {
  describeCatalogAlone,
  describeDecision,
  describeHeld,
  describePublished,
  describeRun,
} from '../../../lib/local/demo/run-lines.ts';

/** The fields that the lines read. */
const job = (detail: object) => ({ id: 'run-1', state: 'running', ...detail }) as TrainingRun;
const model = (version: string, decisions: readonly object[] = []) => ({ version, decisions }) as ModelDetail;

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

describe('describeCatalogAlone', () => {
  it('says why, and nothing of a run on training rows or on a catalog as requested', () => {
    expect(describeCatalogAlone(job({ catalogAlone: 'there is no training data' }))).toEqual([
      'the model was made of the catalog alone: there is no training data',
    ]);
    expect(describeCatalogAlone(job({}))).toEqual([]);
    expect(describeCatalogAlone(job({ catalogAlone: 'only the catalog', data: 'catalog' }))).toEqual([]);
  });
});

describe('describeHeld', () => {
  const decisions = [
    { name: 'gate', because: 'held: live is better' },
    { name: 'retire', because: 'old' },
  ];

  it('gives the last reason of the gate or the promotion, and what stays live', () => {
    const line = describeHeld(job({ modelVersion: 'm-1', decisions }), model('m-0'));
    expect(line).toBe('training run run-1: m-1 did not go live, and m-0 stays live: held: live is better');
    expect(describeHeld(job({ modelVersion: 'm-1' }), model('m-0'))).toContain('the run recorded no decision');
  });

  it('does not say of a version that went live before another one that it did not', () => {
    const run = job({ modelVersion: 'm-1', promoted: true, decisions: [{ name: 'promote', because: 'm-1 is live' }] });
    expect(describeHeld(run, model('m-2'))).toBe('training run run-1: m-1 went live; now m-2 is live');
  });

  it.each(['modelVersion', 'trainedVersion'])('counts a promotion by hand of its %s as live', (field) => {
    const byHand = [
      { decision: 'held', by: 'gate', why: 'worse' },
      { decision: 'override', by: 'ann', why: 'the sale begins' },
    ];
    const line = describeHeld(job({ modelVersion: 'm-1', decisions, [field]: 'm-2' }), model('m-2', byHand));
    expect(line).toBe('m-2 of training run run-1 is live: promoted by ann (the sale begins)');
  });
});

describe('describeDecision', () => {
  it('gives what the gate decided, and nothing if it did not', () => {
    const decisions = [{ name: 'gate', because: 'passed: the text model goes live' }];
    expect(describeDecision(job({ decisions }))).toEqual(['', 'The gate passed: the text model goes live.']);
    expect(describeDecision(job({}))).toEqual([]);
  });
});
