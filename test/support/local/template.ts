import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { addKindredStack, type KindredStack } from '../../../lib/stack.ts';

/** The parts of a CloudFormation resource that tests check. */
export interface TemplateResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of hundreds of shapes, and a wrong path fails the test.
  readonly Properties: any;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdatePolicy?: {
    readonly CodeDeployLambdaAliasUpdate: { readonly DeploymentGroupName: { readonly Ref: string } };
  };
}

export interface SynthesizedStack {
  readonly app: App;
  readonly stack: KindredStack;
  readonly template: Template;
}

const cache = new Map<string, SynthesizedStack>();
const folders: string[] = [];

// Registered in every test file that imports this one.
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder for a cloud assembly, removed after the tests of the file. */
export function assemblyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-synth-'));
  folders.push(folder);
  return folder;
}

/** A new app with the stack, not yet synthesized. Functions are not bundled: tests check only the template. */
export function kindredApp(context: Readonly<Record<string, unknown>> = {}): { app: App; stack: KindredStack } {
  const app = new App({
    outdir: assemblyFolder(),
    context: { ...context, 'aws:cdk:bundling-stacks': [] },
  });
  return { app, stack: addKindredStack(app) };
}

/** The synthesized stack for this context; cached by context. */
export function synthesize(context: Readonly<Record<string, unknown>> = {}): SynthesizedStack {
  const key = JSON.stringify(context);
  const known = cache.get(key);
  if (known) return known;
  const { app, stack } = kindredApp(context);
  const synthesized = { app, stack, template: Template.fromStack(stack) };
  cache.set(key, synthesized);
  return synthesized;
}

/** The resources of one type with their logical ids, sorted by id. */
export function resourcesOf(template: Template, type: string): [string, TemplateResource][] {
  const found = template.findResources(type) as Record<string, TemplateResource>;
  return Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Every `Allow` statement of a role's policies: actions and resources as lists. */
export function allowedBy(template: Template, roleId: string): { actions: string[]; resources: unknown[] }[] {
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([, policy]) => policy.Properties.Roles.some((role: { Ref: string }) => role.Ref === roleId))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement)
    .filter((statement: { Effect: string }) => statement.Effect === 'Allow')
    .map((statement: { Action: string | string[]; Resource: unknown }) => ({
      actions: [statement.Action].flat(),
      resources: [statement.Resource].flat(),
    }));
}
