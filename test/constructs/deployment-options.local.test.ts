import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { readDeploymentOptions } from '../../lib/constructs/options/deployment-options.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { resourcesOf, synthesize } from '../support/local/template.ts';

const read = (context: Record<string, unknown>) => readDeploymentOptions(new App({ context }).node);

const jwt = { jwtIssuer: 'https://issuer.example', jwtAudience: 'shop' };

describe('readDeploymentOptions', () => {
  it('has a default for every option', () => {
    expect(read({})).toEqual({
      stage: 'dev',
      trainingConfig: '{}',
      trainingMemoryMegabytes: 3008,
      similarMemoryMegabytes: 1769,
      smallUploads: 'step',
      docs: 'private',
      console: false,
      scheduleTimeZone: 'UTC',
      similarScratchMegabytes: 1024,
      similarMaxAgeSeconds: 2,
      uploadConcurrency: 5,
      concurrentShards: 8,
      dashboard: true,
      debugLogShare: 0,
      rollout: 'all-at-once',
      similarProvisionedConcurrency: 0,
      encryption: 'aws',
      backup: false,
      readRequestsPerSecond: 200,
      writeRequestsPerSecond: 100,
      trainRequestsPerSecond: 5,
      adminRequestsPerSecond: 5,
    });
  });

  it.each([
    ['unknown-stage', { stage: 'production' }],
    ['not-text', { stage: 7 }],
    ['unknown-choice', { smallUploads: 'never' }],
    ['unknown-choice', { docs: 'open' }],
    ['unknown-choice', { rollout: 'slow' }],
    ['unknown-choice', { encryption: 'mine' }],
    ['invalid-key', { kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:alias/kindred' }],
    ['invalid-key', { kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/a' }],
    [
      'invalid-key',
      {
        kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/0f3c2a1b-5d6e-4f70-8a9b-0c1d2e3f4a5b',
        encryption: 'aws',
      },
    ],
    ['invalid-table', { productsTable: 'restored' }],
    ['invalid-table', { stage: 'prod', registryTable: 'a/b' }],
    ['invalid-count', { similarProvisionedConcurrency: '101' }],
    ['unknown-choice', { console: 'yes' }],
    ...['admin.example', 'https://a.example/', 'https://*.*.example', 'ftp://a.example', 'https://'].map(
      (uploadOrigins): [string, Record<string, string>] => ['invalid-origin', { uploadOrigins }],
    ),
    ['incomplete-jwt', { jwtIssuer: 'https://issuer.example' }],
    ['incomplete-jwt', { jwtAudience: 'shop' }],
    ['incomplete-jwt', { jwtIssuer: 'http://issuer.example', jwtAudience: 'shop' }],
    ['incomplete-jwt', { jwtScopePrefix: 'kindred/' }],
    ['invalid-scope-prefix', { ...jwt, jwtScopePrefix: 'kindred ' }],
    ['invalid-scope-prefix', { ...jwt, jwtScopePrefix: 'k'.repeat(60) }],
    ['invalid-scope-prefix', { ...jwt, jwtScopePrefix: 'kindred/', jwtScopes: 'false' }],
    ['unknown-choice', { ...jwt, jwtScopes: 'some' }],
    ['invalid-count', { readRequestsPerSecond: '0' }],
    ['invalid-count', { adminRequestsPerSecond: '10001' }],
    ['invalid-training-config', { trainingConfig: '{' }],
    ['invalid-training-config', { trainingConfig: '[1]' }],
    ['invalid-memory', { similarMemoryMegabytes: '127' }],
    ['invalid-memory', { similarScratchMegabytes: '511' }],
    ['invalid-seconds', { similarMaxAgeSeconds: '-1' }],
    ['invalid-seconds', { similarMaxAgeSeconds: '0.5' }],
    ['invalid-seconds', { similarMaxAgeSeconds: ' ' }],
    ['invalid-count', { uploadConcurrency: '1' }],
    ['invalid-count', { uploadConcurrency: '1001' }],
    ['invalid-count', { concurrentShards: '0' }],
    ['invalid-count', { concurrentShards: '101' }],
    ['invalid-count', { warmWriteUnits: '3999' }],
    ['invalid-count', { warmWriteUnits: '40001' }],
    ...['-0.1', '1.5', 'some', ' '].map((debugLogShare): [string, Record<string, string>] => [
      'invalid-share',
      { debugLogShare },
    ]),
    ['invalid-memory', { trainingMemoryMegabytes: 'much' }],
    ['invalid-schedule', { trainingSchedule: '0 3 * * *' }],
    ['invalid-schedule', { fullTrainingSchedule: 'cron(0 3 * * * *)' }],
    ['invalid-schedule', { scheduleTimeZone: 'Berlin' }],
    ['invalid-schedule', { scheduleTimeZone: '+01:00' }],
  ])('throws %s for the context %j', (code, context) => {
    expect(() => read(context)).toThrow(expect.objectContaining({ name: 'DeploymentOptionsError', code }));
  });

  it('reads the prefix of scopes: none by default, and no scopes at all with jwtScopes=false', () => {
    const prefixOf = (context: Record<string, string>) => read({ ...jwt, ...context }).jwt?.scopePrefix;
    expect(prefixOf({})).toBe('');
    expect(prefixOf({ jwtScopePrefix: 'k'.repeat(59) })).toBe('k'.repeat(59));
    expect(prefixOf({ jwtScopes: 'false' })).toBeUndefined();
  });

  it('reads the origins of pages that upload, several with commas', () => {
    const uploadOrigins = ['https://admin.example', 'http://localhost:5173', 'https://*.example', '*'];
    expect(read({ uploadOrigins: uploadOrigins.join(', ') })).toMatchObject({ uploadOrigins });
  });

  it('writes a time zone as EventBridge knows it, in whichever case it is given', () => {
    expect(read({ scheduleTimeZone: 'europe/berlin' }).scheduleTimeZone).toBe('Europe/Berlin');
    expect(read({ scheduleTimeZone: 'Asia/Kolkata' }).scheduleTimeZone).toBe('Asia/Kolkata');
  });

  it.each([
    [{}, false],
    [{ console: 'true' }, true],
    [jwt, true],
    [{ ...jwt, console: 'false' }, false],
  ])('with %j has the console: %s', (context, isOn) => {
    expect(read(context).console).toBe(isOn);
  });

  it('gives the share of debug logs to every function, and no variable while it is 0', () => {
    const shares = (context: Record<string, string>) =>
      new Set(
        resourcesOf(synthesize(context).template, 'AWS::Lambda::Function').map(
          ([, { Properties }]) => Properties.Environment?.Variables?.POWERTOOLS_LOGGER_SAMPLE_RATE,
        ),
      );
    expect(shares({ debugLogShare: '0.01' })).toEqual(new Set(['0.01']));
    expect(shares({})).toEqual(new Set([undefined]));
  });

  it('sends every alarm to the topic of the option alarmTopicArn', () => {
    const topic = 'arn:aws:sns:eu-central-1:111122223333:alarms';
    const alarms = resourcesOf(synthesize({ alarmTopicArn: topic }).template, 'AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(44);
    for (const [, alarm] of alarms) expect(alarm.Properties.AlarmActions).toEqual([topic]);
  });
});

describe('docs/deploy.md', () => {
  const page = readFileSync(join(projectRoot, 'docs', 'deploy.md'), 'utf8');

  it('lists the default of every option', () => {
    for (const [name, value] of Object.entries(read({}))) {
      const [, cell] = page.match(new RegExp(`^\\| \`${name}\` *\\|([^|]*)\\|`, 'm')) ?? [];
      expect(cell?.trim().replaceAll(/[`,]/g, ''), name).toBe(String(value));
    }
  });

  it('names the number of alarms, and what they cost by the metrics that they read', () => {
    const alarms = resourcesOf(synthesize().template, 'AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(44);
    expect(page).toMatch(/\b44\s+alarms\b/);
    const read = alarms.map(([, { Properties }]) => {
      const metrics: readonly { MetricStat?: object }[] = Properties.Metrics ?? [{ MetricStat: {} }];
      return metrics.filter(({ MetricStat }) => MetricStat).length;
    });
    const dollars = 0.1 * read.reduce((sum, count) => sum + count, 0);
    expect(page).toContain(`${dollars.toFixed(2)} dollars in all`);
  });
});
