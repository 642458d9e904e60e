import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { logger } from '../../lambdas/composition/logger.ts';
import { LoggedMetrics } from '../../lambdas/composition/metrics.ts';

let lines: string[];
let metrics: LoggedMetrics;

beforeEach(() => {
  lines = [];
  vi.stubEnv('KINDRED_STAGE', 'staging');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  metrics = new LoggedMetrics();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('LoggedMetrics', () => {
  it('writes a measurement as one line from which CloudWatch makes all its metrics, by stage and dimension', () => {
    metrics.record('search', { searches: 1, indexStalenessSeconds: 2.5 }, 'fallback');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Kindred',
            Dimensions: [['service', 'stage', 'engine']],
            Metrics: [
              { Name: 'searches', Unit: 'Count' },
              { Name: 'indexStalenessSeconds', Unit: 'Seconds' },
            ],
          },
        ],
      },
      service: 'kindred',
      stage: 'staging',
      engine: 'fallback',
      searches: 1,
      indexStalenessSeconds: 2.5,
    });
  });

  it('gives no measurement the dimension of the one before', () => {
    metrics.record('export', { exportsEnded: 1 }, 'failed');
    metrics.record('publication', { publicationSeconds: 60 });
    expect(JSON.parse(lines[1]!)._aws.CloudWatchMetrics[0].Dimensions).toEqual([['service', 'stage']]);
    expect(lines[1]).not.toContain('exportsEnded');
  });

  it('never throws: a value that is no number is logged as lost, and costs no later measurement its line', () => {
    const warned = vi.spyOn(logger, 'warn').mockReturnValue();
    metrics.record('run', { runsEnded: 1, runSeconds: 'long' as unknown as number }, 'promoted');
    expect(lines).toEqual([]);
    expect(warned).toHaveBeenCalledWith('the measurement run is lost', expect.anything());
    metrics.record('publication', { publicationSeconds: 60 });
    expect(Object.keys(JSON.parse(lines[0]!))).toEqual(['_aws', 'service', 'stage', 'publicationSeconds']);
  });
});
