import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { deploymentOptions } from '../../lib/constructs/deployment-options.ts';
import { resourcesOf, synthesize } from '../support/local/template.ts';

const read = (context: Record<string, unknown>) => deploymentOptions(new App({ context }).node);

describe('the deployment options', () => {
  it('have a default for everything', () => {
    expect(read({})).toEqual({
      stage: 'dev',
      trainingConfig: '{}',
      trainingMemoryMegabytes: 3008,
      similarMemoryMegabytes: 1769,
      smallUploads: 'step',
      similarScratchMegabytes: 1024,
    });
  });

  it.each([
    ['unknown-stage', { stage: 'production' }],
    ['not-text', { stage: 7 }],
    ['unknown-choice', { smallUploads: 'never' }],
    ['incomplete-jwt', { jwtIssuer: 'https://issuer.example' }],
    ['incomplete-jwt', { jwtAudience: 'shop' }],
    ['incomplete-jwt', { jwtIssuer: 'http://issuer.example', jwtAudience: 'shop' }],
    ['invalid-training-config', { trainingConfig: '{' }],
    ['invalid-training-config', { trainingConfig: '[1]' }],
    ['invalid-memory', { similarMemoryMegabytes: '127' }],
    ['invalid-memory', { similarScratchMegabytes: '511' }],
    ['invalid-memory', { trainingMemoryMegabytes: 'much' }],
  ])('refuse what cannot be used: %s %j', (code, context) => {
    expect(() => read(context)).toThrow(expect.objectContaining({ name: 'DeploymentOptionsError', code }));
  });

  it('send every alarm to the topic they name', () => {
    const topic = 'arn:aws:sns:eu-central-1:111122223333:alarms';
    const alarms = resourcesOf(synthesize({ alarmTopicArn: topic }).template, 'AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(8);
    for (const [, alarm] of alarms) expect(alarm.Properties.AlarmActions).toEqual([topic]);
  });
});
