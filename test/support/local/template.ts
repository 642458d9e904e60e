import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { onTestFinished } from 'vitest';
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

/**
 * A new app with the stack, not yet synthesized, for a test that changes it. Its folder is removed after the test. Functions are
 * not bundled: tests check only the template.
 */
export function kindredApp(context: Readonly<Record<string, unknown>> = {}): { app: App; stack: KindredStack } {
  const outdir = newFolder();
  onTestFinished(() => rmSync(outdir, { recursive: true, force: true }));
  return appIn(outdir, context);
}

/**
 * The synthesized stack for this context; cached by context, for all test files of the process. A test that changes a stack makes its
 * own by `kindredApp`.
 */
export function synthesize(context: Readonly<Record<string, unknown>> = {}): SynthesizedStack {
  const key = JSON.stringify(context);
  const known = cache.get(key);
  if (known) return known;
  const outdir = newFolder();
  try {
    const { app, stack } = appIn(outdir, context);
    const synthesized = { app, stack, template: Template.fromStack(stack) };
    cache.set(key, synthesized);
    return synthesized;
  } finally {
    // The app and the template are in memory.
    rmSync(outdir, { recursive: true, force: true });
  }
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kindred-synth-'));
}

function appIn(outdir: string, context: Readonly<Record<string, unknown>>): { app: App; stack: KindredStack } {
  const app = new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  return { app, stack: addKindredStack(app) };
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
