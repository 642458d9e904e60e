import { Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { nagPacks } from '../../lib/stack.ts';
import { kindredApp, synthesize } from '../support/local/template.ts';
import { variants } from '../support/local/variants.ts';

const findingsOf = (app: ReturnType<typeof kindredApp>['app']) =>
  nagPacks(app).flatMap((pack) => pack.validateScope(app).violations.map(({ ruleName }) => ruleName));

/** The reasons of all findings that are acknowledged, by rule. */
function reasonsOf({ node }: ReturnType<typeof kindredApp>['stack']): [string, string][] {
  const entries = node.findAll().flatMap((one) => one.node.metadata);
  return entries
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>));
}

describe('cdk-nag, with its packs AwsSolutions and Serverless', () => {
  it.each(Object.keys(variants))('reports nothing for the stack %s', (name) => {
    const { app } = synthesize(variants[name]);
    expect(findingsOf(app)).toEqual([]);
    expect(() => app.synth()).not.toThrow();
  });

  it.each(Object.keys(variants))('has a whole sentence for each finding that the stack %s acknowledges', (name) => {
    const reasons = reasonsOf(synthesize(variants[name]).stack);
    expect(reasons.length).toBeGreaterThan(0);
    for (const [rule, reason] of reasons) expect(reason, rule).toMatch(/^[A-Z](?:\S* ){5,}.*\.$/);
  });

  it.each([
    ['AwsSolutions-SQS3', { enforceSSL: true }],
    ['Serverless-SQSRedrivePolicy', { enforceSSL: true }],
    ['AwsSolutions-SQS4', {}],
  ])('fails the synthesis for the finding %s if it is not acknowledged', (rule, props) => {
    const { app, stack } = kindredApp();
    new Queue(stack, 'Careless', props);
    expect(findingsOf(app)).toContain(rule);
    expect(() => app.synth()).toThrow(new RegExp(`Kindred-dev/Careless/Resource[^]*${rule}|${rule}[^]*Careless`));
  });

  it('accepts a finding that is acknowledged at its construct', () => {
    const { app, stack } = kindredApp();
    const queue = new Queue(stack, 'Careful', { enforceSSL: true });
    const reason = 'Shows that only this finding is in the way.';
    const ids = ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'];
    Validations.of(queue).acknowledge(...ids.map((id) => ({ id, reason })));
    expect(() => app.synth()).not.toThrow();
  });
});
