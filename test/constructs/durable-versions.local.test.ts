import { describe, expect, it } from 'vitest';
import { allowedBy, resourcesOf, synthesize } from '../support/local/template.ts';

const { template } = synthesize();
const { template: changed } = synthesize({ trainingConfig: '{"dim":64}' });
const versionsOf = (used: typeof template) =>
  resourcesOf(used, 'AWS::Lambda::Version')
    .map(([id, { DeletionPolicy }]) => [id, DeletionPolicy])
    .filter(([id]) => /^(TrainingRun|ExportsRun)/.test(id!));

describe('the durable functions of the stack', () => {
  it('have a version of their code, which a deployment of other code keeps for executions under way', () => {
    const [exports, run] = versionsOf(template);
    expect(exports).toEqual([expect.stringMatching(/^ExportsRun/), 'Retain']);
    expect(run).toEqual([expect.stringMatching(/^TrainingRun/), 'Retain']);
    expect(versionsOf(changed)[0]).toEqual(exports);
    expect(versionsOf(changed)[1]![0]).not.toBe(run![0]);
  });

  it('have an alias for their newest version', () => {
    const aliases = resourcesOf(template, 'AWS::Lambda::Alias').map(([, { Properties }]) => [
      Properties.Name,
      Properties.FunctionVersion['Fn::GetAtt'],
    ]);
    for (const [id] of versionsOf(template)) expect(aliases).toContainEqual(['current', [id, 'Version']]);
  });

  it.each([
    ['TRAINING_FUNCTION', 'TrainingRun', ['HttpRuns', 'UploadIngest', 'UploadTrainingUploads']],
    ['EXPORT_FUNCTION', 'ExportsRun', ['HttpExports']],
  ])('are started by %s through the alias, which their starters may invoke and wait for', (variable, id, starters) => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function').filter(
      ([, { Properties }]) => variable in Properties.Environment.Variables,
    );
    expect(functions.map(([name]) => name.replace(/Function.*/, ''))).toEqual(starters);
    for (const [, { Properties, DependsOn }] of functions) {
      const arn = Properties.Environment.Variables[variable];
      expect(arn['Fn::Join'][1].at(-1)).toBe(':current');
      expect(DependsOn).toContainEqual(expect.stringMatching(new RegExp(`^${id}Current`)));
      const resources = allowedBy(template, Properties.Role['Fn::GetAtt'][0]).flatMap((one) => one.resources);
      expect(resources).toContainEqual(arn);
    }
  });
});
