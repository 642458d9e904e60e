import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metricsPage } from '../../bin/shown/metrics-page.ts';
import { type MeasurementDefinition, measurements } from '../../lambdas/shared/measurements.ts';

const all: readonly MeasurementDefinition[] = Object.values(measurements);

describe('the list of metrics', () => {
  it('has each name once, because CloudWatch has one namespace for them', () => {
    const names = all.flatMap(({ metrics }) => Object.keys(metrics));
    expect(names).toEqual([...new Set(names)]);
  });

  it('has the unit in each name that is not a count', () => {
    for (const [name, unit] of all.flatMap(({ metrics }) => Object.entries(metrics)))
      if (unit !== 'Count')
        expect(name.replace('PerSecond', '/Second')).toMatch(new RegExp(`${unit.replace('Count', '')}$`));
  });

  it('has at most 40 metrics to pay for, one for each value of a dimension', () => {
    const paid = all.map(({ dimension, metrics }) => Object.keys(metrics).length * (dimension?.values.length ?? 1));
    expect(paid.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(40);
  });

  it('is the table of docs/runbooks/metrics.md', () => {
    const page = readFileSync(new URL('../../docs/runbooks/metrics.md', import.meta.url), 'utf8');
    expect(page, 'run `npm run docs`').toBe(metricsPage());
  });
});
