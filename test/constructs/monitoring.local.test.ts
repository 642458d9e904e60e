import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MeasurementDefinition, measurements } from '../../lambdas/shared/measurements.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { resourcesOf, synthesize, type TemplateResource } from '../support/local/template.ts';

/** Everything that has alarms, in one template. */
const everything = {
  search: 'dynamodb',
  trainingSchedule: 'rate(1 day)',
  rollout: 'canary',
  textModel: 'amazon.titan-embed-text-v2:0',
};
const alarms = resourcesOf(synthesize(everything).template, 'AWS::CloudWatch::Alarm');
const runbooks = join(projectRoot, 'docs', 'runbooks');
const pageNames = readdirSync(runbooks);

const read = (page: string) => readFileSync(join(runbooks, page), 'utf8');

/** The sections of a page by the anchors of their titles. */
function sectionsOf(page: string): Map<string, string> {
  const sections = read(page).split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [title] = section.split('\n') as [string];
      return [
        title
          .toLowerCase()
          .replaceAll(/[^a-z0-9 ]/g, '')
          .replaceAll(' ', '-'),
        section,
      ];
    }),
  );
}

function runbookOf({ Properties }: TemplateResource): [page: string, anchor: string] {
  const [, page, anchor] =
    /Runbook: docs\/runbooks\/([a-z-]+\.md)#([a-z0-9-]+)$/.exec(Properties.AlarmDescription) ?? [];
  return [page!, anchor!];
}

describe('every alarm', () => {
  it.each(alarms)('%s names a section of a runbook that says what to do, and when to do nothing', (_id, alarm) => {
    const [page, anchor] = runbookOf(alarm);
    expect(existsSync(join(runbooks, String(page))), page).toBe(true);
    const section = sectionsOf(page).get(anchor);
    for (const part of ['What it means.', 'What users notice.', 'Look.', 'Do.', 'Do nothing'])
      expect(section, `${page}#${anchor}`).toContain(`**${part}**`);
  });

  it('has a description that CloudWatch takes: at most 1,024 characters', () => {
    for (const [id, { Properties }] of alarms) expect(Properties.AlarmDescription.length, id).toBeLessThanOrEqual(1024);
  });

  it('is in the table of docs/runbooks/README.md', () => {
    const linked = new Set([...read('README.md').matchAll(/\]\(([a-z-]+\.md#[a-z0-9-]+)\)/g)].map(([, link]) => link));
    for (const [id, alarm] of alarms) expect(linked, id).toContain(runbookOf(alarm).join('#'));
  });
});

describe('the runbooks', () => {
  it('name only resources that the stack has', () => {
    const resources = Object.entries(
      synthesize(everything).template.toJSON().Resources as Record<string, { Type: string }>,
    );
    const has = (begin: string, type: string) =>
      resources.some(([id, { Type }]) => id.startsWith(begin) && Type === type);
    const named = pageNames.flatMap((page) => [
      ...[...read(page).matchAll(/\bresource (\w+) (AWS::[\w:]+)/g)].map(([, begin, type]) => [page, begin, type]),
      ...[...read(page).matchAll(/^logs (\w+) /gm)].map(([, begin]) => [page, begin, 'AWS::Logs::LogGroup']),
    ]);
    expect(named.length).toBeGreaterThan(15);
    for (const [page, begin, type] of named) expect(has(begin!, type!), `${page}: ${begin} ${type}`).toBe(true);
  });

  it('ask only for lines that a function logs', () => {
    const messages = pageNames.flatMap((page) =>
      [...read(page).matchAll(/\$\.message = "([^"*]+)\*?"/g)].map(([, message]) => message!),
    );
    const sources = ['composition', 'handlers', 'handlers/messages'].flatMap((folder) => {
      const path = join(projectRoot, 'lambdas', folder);
      return readdirSync(path)
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(path, name), 'utf8'));
    });
    expect(messages.length).toBeGreaterThan(2);
    for (const message of messages)
      expect(
        sources.some((text) => text.includes(`'${message}`)),
        message,
      ).toBe(true);
  });
});

describe('the alarms on what AWS measures', () => {
  const thresholdOf = (begin: string) =>
    alarms.filter(([id]) => id.startsWith(begin)).map(([, { Properties }]) => Properties.Threshold);

  it('go off when an invocation takes 80 % of the time of its function', () => {
    const timeouts = new Map(
      resourcesOf(synthesize(everything).template, 'AWS::Lambda::Function').map(([id, fn]) => [
        id,
        fn.Properties.Timeout,
      ]),
    );
    const slow = alarms.filter(([, { Properties }]) => Properties.MetricName === 'Duration');
    expect(slow).toHaveLength(6);
    for (const [, { Properties }] of slow) {
      const [{ Value }] = Properties.Dimensions;
      expect(Properties).toMatchObject({ Statistic: 'Maximum', Threshold: 800 * timeouts.get(Value.Ref)! });
    }
  });

  it('go off when any function of the account is refused, because all share its concurrency', () => {
    const [[, { Properties }]] = alarms.filter(([, one]) => one.Properties.MetricName === 'Throttles') as [
      [string, TemplateResource],
    ];
    expect(Properties).toMatchObject({ Namespace: 'AWS/Lambda', Threshold: 1 });
    expect(Properties.Dimensions).toBeUndefined();
  });

  it('go off when the table of products is throttled for half an hour, its index too', () => {
    const [[, { Properties }]] = alarms.filter(([id]) => id.startsWith('StorageProductsThrottle')) as [
      [string, TemplateResource],
    ];
    expect(Properties).toMatchObject({ Threshold: 1, EvaluationPeriods: 6 });
    const metrics = Properties.Metrics.flatMap((one: { MetricStat?: { Metric: { MetricName: string } } }) =>
      one.MetricStat ? [one.MetricStat.Metric] : [],
    );
    const ofIndex = metrics.filter(({ Dimensions }: { Dimensions: unknown[] }) => Dimensions.length === 2);
    expect(metrics).toHaveLength(4);
    expect(ofIndex.map(({ MetricName }: { MetricName: string }) => MetricName)).toEqual([
      'ReadThrottleEvents',
      'WriteThrottleEvents',
    ]);
  });

  it('go off when a message has waited for an hour, on each of the three queues', () => {
    expect(['UploadIngestQueueAge', 'UploadTrainingQueueAge', 'EventsQueueAge'].flatMap(thresholdOf)).toEqual([
      3600, 3600, 3600,
    ]);
    // The mean of a queue that empties would hide the message that fails again and again.
    const ages = alarms.filter(([, one]) => one.Properties.MetricName === 'ApproximateAgeOfOldestMessage');
    expect(ages.map(([, one]) => one.Properties.Statistic)).toEqual(['Maximum', 'Maximum', 'Maximum']);
  });

  it('go off at one message in any queue of dead letters', () => {
    const dead = alarms.filter(([, one]) => one.Properties.MetricName === 'ApproximateNumberOfMessagesVisible');
    expect(dead).toHaveLength(4);
    for (const [id, { Properties }] of dead)
      expect(Properties, id).toMatchObject({ Statistic: 'Maximum', Threshold: 1, EvaluationPeriods: 1 });
  });

  it('go off when the slowest hundredth of the requests takes three seconds for a quarter of an hour', () => {
    const [[, { Properties }]] = alarms.filter(([, one]) => one.Properties.MetricName === 'Latency') as [
      [string, TemplateResource],
    ];
    expect(Properties).toMatchObject({ ExtendedStatistic: 'p99', Threshold: 3000, EvaluationPeriods: 3, Period: 300 });
  });
});

describe('the alarms on own metrics', () => {
  const own = (id: string) => {
    const [, { Properties }] = alarms.find(([one]) => one.startsWith(id))!;
    const { MetricName, Threshold, EvaluationPeriods: periods, Dimensions, Statistic } = Properties;
    const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }: Record<string, string>) => [Name, Value]));
    return { MetricName, Threshold, periods, Statistic, ...dimensions };
  };

  it.each([
    [
      'StaleIndexAlarm',
      { MetricName: 'indexStalenessSeconds', Threshold: 300, Statistic: 'Maximum', engine: 'fallback' },
    ],
    ['StaleModelAlarm', { MetricName: 'modelLoadFailures', Threshold: 5, Statistic: 'Sum' }],
    ['FallbackAlarm', { MetricName: 'searches', Threshold: 1, Statistic: 'Sum', periods: 6, engine: 'fallback' }],
    ['FailedCatalogUploadAlarm', { MetricName: 'failedUploads', Threshold: 1, Statistic: 'Sum', kind: 'catalog' }],
    ['RunFailedAlarm', { MetricName: 'runsEnded', Threshold: 1, Statistic: 'Sum', outcome: 'failed' }],
    ['ShardsAlarm', { MetricName: 'failedShardsPercent', Threshold: 100, Statistic: 'Maximum' }],
  ])('%s looks at %j of the stage', (id, expected) => {
    expect(own(id)).toMatchObject({ ...expected, service: 'kindred', stage: 'dev' });
  });

  it('look at the exact engine, and at no fallback, without a vector index', () => {
    const exact = resourcesOf(synthesize().template, 'AWS::CloudWatch::Alarm');
    const [, { Properties }] = exact.find(([id]) => id.startsWith('StaleIndexAlarm'))!;
    expect(Properties.Dimensions).toContainEqual({ Name: 'engine', Value: 'exact' });
    expect(exact.some(([id]) => id.startsWith('FallbackAlarm'))).toBe(false);
  });

  it('compare rejected lines with all lines', () => {
    const [, { Properties }] = alarms.find(([id]) => id.startsWith('RejectedCatalogLinesAlarm'))!;
    expect(Properties.Threshold).toBe(10);
    const [{ Expression }] = Properties.Metrics.filter((one: { Expression?: string }) => one.Expression);
    expect(Expression).toBe('100 * rejected / lines');
  });
});

describe('the dashboard', () => {
  const { template } = synthesize(everything);
  const [[, { Properties }]] = resourcesOf(template, 'AWS::CloudWatch::Dashboard') as [[string, TemplateResource]];
  const text = JSON.stringify(Properties.DashboardBody);

  it('has a row for each part of the stack, with these graphs', () => {
    const parts = Properties.DashboardBody['Fn::Join'][1] as unknown[];
    const body = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'X')).join(''));
    const titles = body.widgets.map(
      ({ properties }: { properties: Record<string, string> }) => properties.title ?? properties.markdown,
    );
    expect(titles).toMatchSnapshot();
  });

  it('shows every metric of the list, with each value of its dimension', () => {
    for (const { metrics, dimension } of Object.values(measurements) as MeasurementDefinition[])
      for (const metric of Object.keys(metrics))
        for (const value of dimension?.values ?? [undefined]) {
          const line = [
            'Kindred',
            metric,
            ...(value ? [dimension!.name, value] : []),
            'service',
            'kindred',
            'stage',
            'dev',
          ];
          expect(text, metric).toContain(line.map((part) => `\\"${part}\\"`).join(','));
        }
  });

  it('shows every function, queue and table', () => {
    for (const type of ['AWS::Lambda::Function', 'AWS::SQS::Queue', 'AWS::DynamoDB::Table'])
      for (const [id] of resourcesOf(template, type)) expect(text, id).toContain(id);
  });

  it('is left out with -c dashboard=false', () => {
    expect(resourcesOf(synthesize({ dashboard: 'false' }).template, 'AWS::CloudWatch::Dashboard')).toEqual([]);
  });
});
