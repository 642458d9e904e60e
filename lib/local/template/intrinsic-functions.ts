import type { Template, TemplateResource, TemplateValue } from './template.ts';

/** The account and region of the local stack; the account does not exist in AWS. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'us-east-1';

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': LOCAL_ACCOUNT,
  'AWS::Region': LOCAL_REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'kindred-local',
};

const ARN_SERVICES: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'lambda',
  'AWS::SQS::Queue': 'sqs',
  'AWS::S3::Bucket': 's3',
  'AWS::DynamoDB::Table': 'dynamodb',
};

/** What the endpoint of the HTTP API resolves to: its address is only known when the gateway listens. */
export const LOCAL_API_ENDPOINT = 'http://http-api.local';

/** A value of the template with its intrinsic functions resolved. */
export type Resolved = string | number | boolean | null | Resolved[] | { [key: string]: Resolved };

/** The name of a resource in the local stack: the same at every start, and valid for every service. */
export function physicalName(resource: TemplateResource): string {
  return resource.logicalId.toLowerCase();
}

/** Resolves Ref, Fn::GetAtt (Arn), Fn::Join and Fn::Sub over the resources of a template. */
export class Resolver {
  readonly #resources: ReadonlyMap<string, TemplateResource>;

  constructor(template: Template) {
    this.#resources = new Map(template.resources.map((resource) => [resource.logicalId, resource]));
  }

  /**
   * @param place Path of the value in the template, for errors
   * @throws Error for an unknown function, resource or attribute
   */
  resolve(value: TemplateValue, place: string): Resolved {
    if (Array.isArray(value)) return value.map((item, i) => this.resolve(item, `${place}/${i}`));
    if (typeof value !== 'object' || value === null) return value as Resolved;
    const entries = Object.entries(value as { readonly [key: string]: TemplateValue });
    const [name, argument] = entries[0] ?? [];
    if (entries.length === 1 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'))) {
      return this.#call(name, argument!, `${place}/${name}`);
    }
    return Object.fromEntries(entries.map(([key, item]) => [key, this.resolve(item, `${place}/${key}`)]));
  }

  /** Like `resolve`, for a value that must be text. */
  text(value: TemplateValue | undefined, place: string): string {
    const resolved = this.resolve(value ?? null, place);
    if (typeof resolved !== 'string')
      throw new Error(`template: ${place} is ${JSON.stringify(resolved)}, expected text`);
    return resolved;
  }

  #call(name: string, argument: TemplateValue, place: string): Resolved {
    if (name === 'Ref' && typeof argument === 'string') return this.#reference(argument, place);
    if (name === 'Fn::GetAtt' && Array.isArray(argument))
      return this.#attribute(String(argument[0]), String(argument[1]), place);
    if (name === 'Fn::Join' && Array.isArray(argument)) {
      const parts = this.resolve(argument[1]!, place);
      if (Array.isArray(parts)) return parts.join(String(argument[0]));
    }
    if (name === 'Fn::Sub' && typeof argument === 'string') {
      return argument.replace(/\$\{([^}]+)\}/g, (_whole, variable: string) => this.#reference(variable, place));
    }
    throw new Error(
      `template: ${place}: the local stack does not support this function; add it to lib/local/template/intrinsic-functions.ts`,
    );
  }

  #reference(name: string, place: string): string {
    const resource = this.#resources.get(name);
    if (resource?.type === 'AWS::Lambda::Alias') return this.#aliasArn(resource);
    const value = PSEUDO_PARAMETERS[name] ?? (resource && physicalName(resource));
    if (value === undefined)
      throw new Error(`template: ${place} refers to ${name}, expected a resource of the template`);
    return value;
  }

  #aliasArn({ logicalId, properties }: TemplateResource): string {
    const [functionName, alias] = ['FunctionName', 'Name'].map((one) =>
      this.text(properties[one], `${logicalId}/${one}`),
    );
    return `${arnOf('lambda', functionName!)}:${alias}`;
  }

  #attribute(logicalId: string, attribute: string, place: string): string {
    const resource = this.#resources.get(logicalId);
    if (resource?.type === 'AWS::ApiGatewayV2::Api' && attribute === 'ApiEndpoint') return LOCAL_API_ENDPOINT;
    const service = resource && ARN_SERVICES[resource.type];
    if (!resource || !service || attribute !== 'Arn') {
      throw new Error(
        `template: ${place} reads ${logicalId}.${attribute}, expected the Arn of a function, queue, bucket or table, or the ApiEndpoint`,
      );
    }
    return arnOf(service, physicalName(resource));
  }
}

/** The ARN of a resource of the local stack. */
export function arnOf(service: string, name: string): string {
  if (service === 's3') return `arn:aws:s3:::${name}`;
  const kind = { lambda: 'function:', dynamodb: 'table/', sqs: '' }[service] ?? '';
  return `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${kind}${name}`;
}

/** Where an ARN of Lambda has the name of its function; the name of an alias may follow. */
const FUNCTION_ARN = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)/;

/** The name of a resource, by its ARN: that of the function, if the ARN is of an alias; else the last part. */
export function nameOfArn(arn: string): string {
  return FUNCTION_ARN.exec(arn)?.[1] ?? arn.split(/[:/]/).at(-1)!;
}
