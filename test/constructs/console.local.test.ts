import { describe, expect, it } from 'vitest';
import { allowedBy, resourcesOf, synthesize } from '../support/local/template.ts';

const jwt = { jwtIssuer: 'https://issuer.example', jwtAudience: 'shop' };
const deployed = synthesize({ console: 'true' });

const routesOf = ({ template }: typeof deployed, type: string) =>
  resourcesOf(template, 'AWS::ApiGatewayV2::Route')
    .filter(([, { Properties }]) => Properties.AuthorizationType === type)
    .map(([, { Properties }]) => Properties.RouteKey)
    .sort();

const functionOf = ({ template }: typeof deployed) =>
  resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.startsWith('Console'))?.[1].Properties;

describe('the console in the stack', () => {
  it('is not there by default', () => {
    expect(functionOf(synthesize())).toBeUndefined();
    expect(routesOf(synthesize(), 'NONE')).toEqual([]);
  });

  it.each([
    ['AWS_IAM', { console: 'true' }],
    ['JWT', jwt],
  ])('asks for no credentials to read the page, and for %s on every route of the API', (type, context) => {
    const stack = synthesize(context);
    expect(routesOf(stack, 'NONE')).toEqual(['GET /', 'GET /assets/{file}']);
    expect(routesOf(stack, type)).toEqual([...routesOf(synthesize(), 'AWS_IAM')]);
  });

  it.each([
    ['iam', { console: 'true' }],
    ['jwt', jwt],
  ])('tells the page that its calls need %s', (authorization, context) => {
    expect(functionOf(synthesize(context)).Environment.Variables).toEqual({
      CONSOLE_AUTHORIZATION: authorization,
      KINDRED_STAGE: 'dev',
      UPLOAD_ORIGIN: expect.anything(),
    });
  });

  it('lets the page send uploads to the address that the SDK signs', () => {
    const { UPLOAD_ORIGIN } = functionOf(deployed).Environment.Variables;
    const [bucket] = resourcesOf(deployed.template, 'AWS::S3::Bucket').find(([id]) => id.startsWith('StorageUploads'))!;
    const [, parts] = UPLOAD_ORIGIN['Fn::Join'];
    const text = parts.map((part: string | { Ref: string }) => (typeof part === 'string' ? part : part.Ref)).join('');
    expect(text).toBe(`https://${bucket}.s3.AWS::Region.AWS::URLSuffix`);
  });

  it('may do nothing but write its log and its traces', () => {
    const [role] = resourcesOf(deployed.template, 'AWS::IAM::Role').find(([id]) => id.startsWith('Console'))!;
    const services = allowedBy(deployed.template, role).flatMap(({ actions }) =>
      actions.map((one) => one.split(':')[0]),
    );
    expect([...new Set(services)].sort()).toEqual(['logs', 'xray']);
  });

  it('adds one function, its log group and two routes, and no bucket and no distribution', () => {
    const count = ({ template }: typeof deployed, type: string) => resourcesOf(template, type).length;
    const added = (type: string) => count(deployed, type) - count(synthesize(), type);
    expect(added('AWS::Lambda::Function')).toBe(1);
    expect(added('AWS::Logs::LogGroup')).toBe(1);
    expect(added('AWS::ApiGatewayV2::Route')).toBe(2);
    expect(added('AWS::S3::Bucket')).toBe(0);
    expect(added('AWS::CloudFront::Distribution')).toBe(0);
  });

  it('is at the address of the API, which is an output', () => {
    expect(Object.keys(deployed.template.findOutputs('ConsoleUrl'))).toEqual(['ConsoleUrl']);
    expect(synthesize().template.findOutputs('ConsoleUrl')).toEqual({});
  });
});
