import { describe, expect, it } from 'vitest';
import { renderMetrics } from '../../lib/terminal/metrics-table.ts';

const report = (recall: number) => ({
  all: {
    queries: 30,
    'recall@10': recall,
    'ndcg@10': 0.2,
    'mrr@10': 0.3,
    'hit@10': 0.4,
    'hit@1': 0.1,
    'map@10': 0.1,
    'precision@10': 0.1,
    coverage: 1,
  },
});

const file = { write: () => {} };

describe('renderMetrics', () => {
  it('renders a row per system, with the interval of the difference, the legend and the verdict', () => {
    const interval = { difference: 0.25, low: 0.125, high: 0.375 };
    const intervals = { popularity: { all: { 'recall@10': interval, 'ndcg@10': interval } } };
    const lines = renderMetrics({ metrics: report(0.5), baselines: { popularity: report(0.25) }, intervals }, file);
    expect(lines.slice(1, 4)).toEqual([
      'all (30 queries)  recall@10  ndcg@10  mrr@10  hit@10   hit@1  difference in recall@10',
      '  Kindred            0.5000   0.2000  0.3000  0.4000  0.1000',
      '  popularity         0.2500   0.2000  0.3000  0.4000  0.1000   0.2500 [ 0.1250,  0.3750]',
    ]);
    expect(lines.at(-2)).toContain('divided by min(10, relevant products)');
    expect(lines.at(-1)).toContain('better than popularity');
  });

  it('renders a judgement without intervals as plain rows', () => {
    const lines = renderMetrics({ metrics: report(0.5), baselines: {}, live: report(0.4) }, file);
    expect(lines.join('\n')).toMatch(/Kindred +0\.5000.*\n {2}live +0\.4000/);
    expect(lines.join('\n')).not.toContain('difference');
  });

  it('leaves out metrics on a terminal that is too narrow, says which, and keeps recall@10 and its interval', () => {
    const interval = { difference: 0.25, low: 0.125, high: 0.375 };
    const intervals = { popularity: { all: { 'recall@10': interval, 'ndcg@10': interval } } };
    const judged = { metrics: report(0.5), baselines: { popularity: report(0.25) }, intervals };
    const lines = renderMetrics(judged, { isTTY: true, columns: 80, write: () => {} });
    expect(lines[3]).toBe('  popularity         0.2500   0.2000  0.1000   0.2500 [ 0.1250,  0.3750]');
    expect(lines).toContain('This terminal is too narrow for mrr@10, hit@10: --json has all figures.');
    expect(lines.slice(0, 5).every((line) => line.length < 80)).toBe(true);
  });
});
