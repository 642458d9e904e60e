import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Any value of a template: JSON with unresolved intrinsic functions. */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue };

/** A resource of the template; intrinsic functions are not resolved. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, TemplateValue>>;
}

/** A synthesized CloudFormation template, and the folder with its bundles. */
export interface Template {
  readonly folder: string;
  readonly resources: readonly TemplateResource[];
}

interface RawTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Record<string, TemplateValue> }>
  >;
}

/** Reads the only template of a cloud assembly. */
export function readTemplate(folder: string): Template {
  const names = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
  if (names.length !== 1)
    throw new Error(
      `cloud assembly ${folder} has ${names.length} templates, expected one: delete the folder and start again`,
    );
  const raw: RawTemplate = JSON.parse(readFileSync(join(folder, names[0]!), 'utf8'));
  return { folder, resources: resourcesOf(raw) };
}

/** The resources of a parsed template. */
export function resourcesOf(raw: RawTemplate): TemplateResource[] {
  return Object.entries(raw.Resources).map(([logicalId, { Type, Properties = {} }]) => ({
    logicalId,
    type: Type,
    properties: Properties,
  }));
}

/** The resources of one CloudFormation type. */
export function resourcesOfType(template: Template, type: string): TemplateResource[] {
  return template.resources.filter((resource) => resource.type === type);
}
