import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readDeploymentOptions } from '../../lib/constructs/options/deployment-options.ts';
import { addKindredStack } from '../../lib/stack.ts';
import { holdsBedrock } from '../support/local/bundle-files.ts';
import { temporaryFolder } from '../support/local/local-stack-fixture.ts';
import { permissionsOf } from '../support/local/permissions.ts';
import { resourcesOf, synthesize } from '../support/local/template.ts';

const TITAN = 'amazon.titan-embed-text-v2:0';
const context = { textModel: TITAN };
const read = (given: Record<string, unknown>) => readDeploymentOptions(new App({ context: given }).node).textModel;

describe('the option textModel', () => {
  it('is off by default, and has the least dimension of the model and 100,000 texts a day', () => {
    expect(read({})).toBeUndefined();
    expect(read(context)).toEqual({ name: TITAN, dimensions: 256, textsPerDay: 100_000 });
    expect(read({ textModel: 'cohere.embed-multilingual-v3' })).toMatchObject({ dimensions: 1024 });
    expect(read({ ...context, textModelDimensions: '512', textModelTextsPerDay: '7' })).toMatchObject({
      dimensions: 512,
      textsPerDay: 7,
    });
  });

  it.each([
    ['invalid-text-model', { textModel: 'amazon.titan-embed-text-v1' }],
    ['invalid-text-model', { ...context, textModelDimensions: '300' }],
    ['invalid-text-model', { textModel: 'cohere.embed-english-v3', textModelDimensions: '256' }],
    ['invalid-text-model', { textModelDimensions: '256' }],
    ['invalid-text-model', { textModelTextsPerDay: '10' }],
    ['invalid-count', { ...context, textModelTextsPerDay: '0' }],
    ['invalid-count', { ...context, textModelTextsPerDay: '10000001' }],
  ])('throws %s for %j', (code, given) => {
    expect(() => read(given)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a stack with a text model', () => {
  const { template } = synthesize(context);
  const bedrock = (one: Template) =>
    [...permissionsOf(one)].flatMap(([role, permissions]) =>
      permissions
        .filter(({ actions }) => actions.some((action) => action.startsWith('bedrock:')))
        .map((p) => [role, p]),
    );

  it('lets only the functions that write products call it, and nothing but this model', () => {
    const resources = [expect.stringMatching(new RegExp(`^arn:[^*]*:bedrock:[^*]*::foundation-model/${TITAN}$`))];
    const permission = { actions: ['bedrock:InvokeModel'], resources };
    expect(bedrock(template)).toEqual([
      ['HttpProducts', permission],
      ['UploadIngest', permission],
    ]);
    expect(bedrock(synthesize().template)).toEqual([]);
  });

  it('tells these functions the model, and adds two alarms', () => {
    const told = resourcesOf(template, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) => {
      const { TEXT_MODEL, TEXT_MODEL_DIMENSIONS, TEXTS_PER_DAY } = Properties.Environment.Variables;
      return TEXT_MODEL ? [[id.replace(/Function.*/, ''), TEXT_MODEL, TEXT_MODEL_DIMENSIONS, TEXTS_PER_DAY]] : [];
    });
    expect(told.sort()).toEqual([
      ['HttpProducts', TITAN, '256', '100000'],
      ['UploadIngest', TITAN, '256', '100000'],
    ]);
    const alarms = (one: Template) => resourcesOf(one, 'AWS::CloudWatch::Alarm').map(([id]) => id);
    const without = new Set(alarms(synthesize().template));
    expect(
      alarms(template)
        .filter((id) => !without.has(id))
        .map((id) => id.slice(0, -8))
        .sort(),
    ).toEqual(['TextBudgetAlarm', 'TextModelAlarm']);
  });
});

describe('the bundles with a text model', () => {
  const outdir = temporaryFolder();

  it('have the code that calls Bedrock only in the functions that write products', () => {
    const stack = addKindredStack(new App({ outdir, context }));
    const calling = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function').flatMap(([id, { Properties }]) => {
      const folder = join(outdir, `asset.${Properties.Code.S3Key.replace('.zip', '')}`);
      return holdsBedrock(folder) ? [id.replace(/Function.*/, '')] : [];
    });
    expect(calling.sort()).toEqual(['HttpProducts', 'UploadIngest']);
  });
});
