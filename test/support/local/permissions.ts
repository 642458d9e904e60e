import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './template.ts';

/** What one statement of a role allows. Resources are readable: `StorageProductsTable/index/changes`. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Each role's statements that allow something, of its own and of attached policies, by the role's name without its hash. */
export function permissionsOf(template: Template): Map<string, Permission[]> {
  const roles = resourcesOf(template, 'AWS::IAM::Role');
  const attached = resourcesOf(template, 'AWS::IAM::Policy');
  return new Map(
    roles.map(([id, { Properties }]) => {
      const own = (Properties.Policies ?? []).map((one: Policy) => one.PolicyDocument);
      const others = attached
        .filter(([, policy]) => policy.Properties.Roles.some((role: { Ref: string }) => role.Ref === id))
        .map(([, policy]) => policy.Properties.PolicyDocument);
      return [nameOf(id), [...own, ...others].flatMap(statementsOf)];
    }),
  );
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function statementsOf({ Statement }: Policy['PolicyDocument']): Permission[] {
  return Statement.map(({ Action, Resource }) => ({
    actions: [Action].flat().sort(),
    resources: [Resource].flat().map(textOf).sort(),
  }));
}

/** A logical id without the hash that the CDK appends, and without the words that every resource of its kind has. */
function nameOf(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '').replace(/(Function|Role|Bucket|Table|Logs)$/, '');
}

/** A value of the template as text: references are names, ARNs of the stack too. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument]] = Object.entries(value as Record<string, unknown>) as [[string, unknown]];
  if (name === 'Ref') return nameOf(String(argument));
  if (name === 'Fn::GetAtt') return nameOf((argument as string[])[0]!);
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(textOf).join('');
  throw new Error(
    `the permissions use ${name}, which has no readable form: add it to test/support/local/permissions.ts`,
  );
}
