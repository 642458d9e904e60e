import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/architecture/source-files.ts';
import { permissionsOf } from '../support/local/permissions.ts';
import { resourcesOf, synthesize } from '../support/local/template.ts';
import { variants, withEveryOption } from '../support/local/variants.ts';

const INTRO = `# Permissions

What each role of the stack may do, in a deployment with every option. \`npm run test:local --
test/constructs/permissions.local.test.ts -u\` writes this page; without \`-u\` the test fails if the stack allows
anything else. A resource is named by its place in the stack: \`StorageModels/models/*\` are the objects under \`models/\`
of the models bucket. \`*\` alone is only beside the actions of X-Ray, which has no resource to name.
`;

/** Words in lines of at most this many characters. */
const LINE = 110;

function linesOf(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= LINE) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

const statement = (actions: readonly string[], resources: readonly string[]) =>
  [...linesOf(actions).map((line) => `  ${line}`), ...resources.map((one) => `    ${one}`)].join('\n');

describe('the permissions of the stack', () => {
  it('are those of docs/deploying/permissions.md, role by role', async () => {
    const roles = [...permissionsOf(synthesize(withEveryOption).template)].map(([role, permissions]) =>
      [role, ...permissions.map(({ actions, resources }) => statement(actions, resources))].join('\n'),
    );
    const page = `${INTRO}\n\`\`\`text\n${roles.join('\n\n')}\n\`\`\`\n`;
    await expect(page).toMatchFileSnapshot(join(projectRoot, 'docs', 'deploying', 'permissions.md'));
  });

  it.each(Object.keys(variants))('have no * for an action, and for a resource only with X-Ray: %s', (name) => {
    const all = [...permissionsOf(synthesize(variants[name]).template).values()].flat();
    expect(all.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
    const open = all.filter(({ resources }) => resources.includes('*')).flatMap(({ actions }) => actions);
    expect([...new Set(open)]).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']);
  });

  it.each(Object.keys(variants))('come from no managed policy: %s', (name) => {
    for (const [id, { Properties }] of resourcesOf(synthesize(variants[name]).template, 'AWS::IAM::Role'))
      expect(Properties.ManagedPolicyArns, id).toBeUndefined();
  });
});
