import { describe, expect, it } from 'vitest';
import { permissionsOf } from '../support/local/permissions.ts';
import { resourcesOf, synthesize } from '../support/local/template.ts';

const { template: dev } = synthesize();
const { template: prod } = synthesize({ stage: 'prod', console: 'true' });

const without = (suffix: RegExp) => (id: string) => id.replace(suffix, '');
const nameOfAlias = without(/Current[0-9A-F]{8}$/);
const aliasesOf = (template: typeof dev) => resourcesOf(template, 'AWS::Lambda::Alias');
const routed = (template: typeof dev) =>
  resourcesOf(template, 'AWS::ApiGatewayV2::Integration').map(([, { Properties }]) => Properties.IntegrationUri.Ref);

describe('the functions of the API', () => {
  it('are all reached through an alias for their newest version, which alone the gateway may invoke', () => {
    const aliases = new Map(aliasesOf(prod));
    expect(new Set(routed(prod)).size).toBe(14);
    for (const id of routed(prod)) expect(aliases.get(id)!.Properties.Name).toBe('current');
    const allowed = resourcesOf(prod, 'AWS::Lambda::Permission').filter(
      ([, { Properties }]) => Properties.Principal === 'apigateway.amazonaws.com',
    );
    for (const [, { Properties }] of allowed) expect(routed(prod)).toContain(Properties.FunctionName.Ref);
  });

  it('get the requests only when the gateway may invoke them, also where an alias replaces a function', () => {
    const permissions = resourcesOf(prod, 'AWS::Lambda::Permission');
    for (const [id, { Properties, DependsOn }] of resourcesOf(prod, 'AWS::ApiGatewayV2::Integration')) {
      const alias = Properties.IntegrationUri.Ref;
      const needed = permissions.filter(([, permission]) => permission.Properties.FunctionName.Ref === alias);
      expect(needed.length, id).toBeGreaterThan(0);
      expect(DependsOn, id).toEqual(expect.arrayContaining(needed.map(([name]) => name)));
    }
  });

  it('name the durable functions that they start only when they may start them', () => {
    const starters = resourcesOf(prod, 'AWS::Lambda::Function').filter(([, { Properties }]) =>
      ['TRAINING_FUNCTION', 'EXPORT_FUNCTION'].some((name) => Properties.Environment?.Variables?.[name]),
    );
    expect(starters.length).toBeGreaterThan(3);
    for (const [id, { DependsOn }] of starters)
      expect(DependsOn, id).toContainEqual(expect.stringMatching(/Start(Runs|Exports)/));
  });

  it('keep no version that no alias names, unlike those of executions under way', () => {
    for (const [id, { DeletionPolicy }] of resourcesOf(prod, 'AWS::Lambda::Version'))
      expect(DeletionPolicy, id).toBe(/^(TrainingRun|ExportsRun)/.test(id) ? 'Retain' : undefined);
  });
});

describe('a deployment of the API', () => {
  const groups = new Map(resourcesOf(prod, 'AWS::CodeDeploy::DeploymentGroup'));
  const alarms = new Map(resourcesOf(prod, 'AWS::CloudWatch::Alarm'));
  const groupOf = (alias: string) =>
    new Map(aliasesOf(prod)).get(alias)!.UpdatePolicy!.CodeDeployLambdaAliasUpdate.DeploymentGroupName.Ref;

  it('in prod sends a tenth of the requests to the new version for five minutes, and goes back by itself', () => {
    expect(groups.size).toBe(14);
    expect(new Set(routed(prod).map(groupOf))).toEqual(new Set(groups.keys()));
    for (const [, { Properties }] of groups) {
      expect(Properties.DeploymentConfigName).toBe('CodeDeployDefault.LambdaCanary10Percent5Minutes');
      expect(Properties.AutoRollbackConfiguration).toEqual({
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
      });
    }
  });

  it('goes back on an error of its new version, or on any 5xx but 503, within a minute', () => {
    for (const alias of routed(prod)) {
      const { Enabled, Alarms } = groups.get(groupOf(alias))!.Properties.AlarmConfiguration;
      expect(Enabled).toBe(true);
      const [own, shared] = Alarms.map(({ Name }: { Name: { Ref: string } }) => alarms.get(Name.Ref)!.Properties);
      const name = nameOfAlias(alias);
      expect(own).toMatchObject({ MetricName: 'Errors', Statistic: 'Sum', Period: 60, Threshold: 1 });
      expect(own.Dimensions).toEqual([
        {
          Name: 'ExecutedVersion',
          Value: { 'Fn::GetAtt': [expect.stringMatching(`^${name}FunctionCurrentVersion`), 'Version'] },
        },
        { Name: 'FunctionName', Value: { Ref: expect.stringMatching(`^${name}Function`) } },
        { Name: 'Resource', Value: { 'Fn::Join': ['', [expect.anything(), ':current']] } },
      ]);
      expect(shared).toMatchObject({ MetricName: 'prod-faults', Namespace: 'Kindred', Period: 60, Threshold: 1 });
    }
  });

  it('may move the aliases of these functions and look at these alarms, and nothing else', () => {
    const [aliasing, looking] = permissionsOf(prod).get('Canary')!;
    expect(aliasing!.actions).toEqual([
      'lambda:GetAlias',
      'lambda:GetProvisionedConcurrencyConfig',
      'lambda:UpdateAlias',
    ]);
    const functions = routed(prod).map(nameOfAlias);
    expect(new Set(aliasing!.resources)).toEqual(new Set(functions.flatMap((one) => [one, `${one}:current`])));
    expect(looking!.actions).toEqual(['cloudwatch:DescribeAlarms']);
    expect(looking!.resources).toHaveLength(functions.length + 1);
  });

  it.each([
    ['dev', {}, false],
    ['dev, if it is asked for', { rollout: 'canary' }, true],
    ['staging', { stage: 'staging' }, true],
    ['prod, if the new version is to answer at once', { stage: 'prod', rollout: 'all-at-once' }, false],
  ])('in %s', (_stage, context, isCanary) => {
    const { template } = synthesize(context);
    expect(resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup').length > 0).toBe(isCanary);
    for (const [id, alias] of aliasesOf(template))
      expect(alias.UpdatePolicy !== undefined, id).toBe(isCanary && routed(template).includes(id));
  });
});

describe('the search that waits for requests', () => {
  const versionOf = (similarProvisionedConcurrency: string) =>
    resourcesOf(synthesize({ similarProvisionedConcurrency }).template, 'AWS::Lambda::Version').find(([id]) =>
      id.startsWith('HttpSimilar'),
    )!;

  it('has as many environments as the option says, on the version, so that a canary can have two sets', () => {
    const [id, { Properties }] = versionOf('2');
    expect(Properties.ProvisionedConcurrencyConfig).toEqual({ ProvisionedConcurrentExecutions: 2 });
    const aliases = aliasesOf(synthesize({ similarProvisionedConcurrency: '2' }).template);
    const [, alias] = aliases.find(([one]) => one.startsWith('HttpSimilar'))!;
    expect(alias.Properties.FunctionVersion).toEqual({ 'Fn::GetAtt': [id, 'Version'] });
    expect(alias.Properties).not.toHaveProperty('ProvisionedConcurrencyConfig');
  });

  it('gets another version with another number, because Lambda changes neither and publishes no version twice', () => {
    const descriptionOf = (similarProvisionedConcurrency: string) =>
      resourcesOf(synthesize({ similarProvisionedConcurrency }).template, 'AWS::Lambda::Function').find(([id]) =>
        id.startsWith('HttpSimilar'),
      )![1].Properties.Description;
    expect(versionOf('3')[0]).not.toBe(versionOf('2')[0]);
    expect(descriptionOf('3')).not.toBe(descriptionOf('2'));
  });

  it('has none by default', () => {
    const versions = resourcesOf(dev, 'AWS::Lambda::Version');
    expect(JSON.stringify(versions)).not.toContain('ProvisionedConcurrencyConfig');
  });
});
