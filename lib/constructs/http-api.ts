import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnIntegration,
  type CfnRoute,
  type CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Scope, scopeOf } from '../../lambdas/http/access/route-scopes.ts';
import type { RouteKey } from '../../lambdas/http/routes.ts';
import type { StackSettings } from './data-key.ts';
import type { KindredFunction } from './kindred-function.ts';
import { type JwtOptions, throttleOf } from './options/access-options.ts';
import type { DeploymentOptions } from './options/deployment-options.ts';

export interface KindredHttpApiProps {
  readonly settings: StackSettings;
  readonly options: DeploymentOptions;
}

/** Requests per second, and in a burst, before the gateway answers 429: of routes that are no operation. */
const throttle = { rateLimit: 100, burstLimit: 200 };

/** The HTTP API: authorization and scope of every route, no CORS, access logs, throttling. */
export class KindredHttpApi extends Construct {
  readonly api: HttpApi;
  /** Answers with a 5xx that no design foresees: all but 503, which asks the caller to try again. */
  readonly faults: MetricFilter;
  /** The functions behind the routes, each once. */
  readonly functions: KindredFunction[] = [];
  private readonly authorizer: IHttpRouteAuthorizer;
  private readonly options: DeploymentOptions;
  private readonly stage: CfnStage;

  constructor(scope: Construct, id: string, props: KindredHttpApiProps) {
    super(scope, id);
    this.options = props.options;
    this.authorizer = authorizerOf(props.options.jwt);
    this.api = new HttpApi(this, 'Api', {
      description: `Kindred ${props.settings.stage}`,
      createDefaultStage: false,
      defaultAuthorizer: this.authorizer,
    });
    const accessLogs = this.addAccessLogs(props.settings);
    this.stage = this.addStage(accessLogs);
    this.faults = new MetricFilter(this, 'Faults', {
      logGroup: accessLogs,
      filterPattern: FilterPattern.literal('{ ($.status = "5*") && ($.status != "503") }'),
      metricNamespace: 'Kindred',
      metricName: `${props.settings.stage}-faults`,
    });
  }

  /**
   * Sends these routes to the alias of a published function.
   * @param publicBecause Why they need no credentials; absent if they need some.
   * @throws Error if the function is not published
   */
  route(fn: KindredFunction, routeKeys: readonly RouteKey[], publicBecause?: string): void {
    this.functions.push(fn);
    fn.explainFailures('The gateway waits for the answer and hands an error on: no event is left to keep.');
    // CDK's declarations are wrong under exactOptionalPropertyTypes, hence the cast of an Alias to the interface it implements.
    const integration = new HttpLambdaIntegration(`${fn.node.id}Integration`, fn.published as IFunction);
    const routes = routeKeys.map((routeKey) => this.addRoute(routeKey, integration, publicBecause));
    allowBeforeUse(routes);
  }

  private addRoute(
    routeKey: RouteKey,
    integration: HttpLambdaIntegration,
    publicBecause: string | undefined,
  ): HttpRoute {
    const scope = scopeOf(routeKey);
    const prefix = this.options.jwt?.scopePrefix;
    const needsScope = !publicBecause && scope !== undefined && prefix !== undefined;
    const route = new HttpRoute(this, routeKey.replaceAll(/[ /{}]+/g, '-'), {
      httpApi: this.api,
      routeKey: parseRouteKey(routeKey),
      integration,
      authorizer: publicBecause ? new HttpNoneAuthorizer() : this.authorizer,
      ...(needsScope && { authorizationScopes: [prefix + scope] }),
    });
    if (publicBecause) Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: publicBecause });
    if (scope) this.throttle(route, routeKey, scope);
    return route;
  }

  private throttle(route: HttpRoute, routeKey: RouteKey, scope: Scope): void {
    this.stage.routeSettings = { ...this.stage.routeSettings, [routeKey]: throttleOf(scope, this.options) };
    // A stage cannot be made with settings of a route that there is not yet.
    this.stage.addResourceDependency(route.node.defaultChild as CfnRoute);
  }

  private addAccessLogs(settings: StackSettings): LogGroup {
    return new LogGroup(this, 'AccessLogs', {
      retention: settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(settings.dataKey && { encryptionKey: settings.dataKey.key }),
    });
  }

  private addStage(accessLogs: LogGroup): CfnStage {
    const stage = new HttpStage(this, 'DefaultStage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(accessLogOf(this.options.jwt)),
      },
    });
    return stage.node.defaultChild as CfnStage;
  }
}

/**
 * Lets the integration of routes wait for the permissions of all of them. An update that sends the routes to another
 * function or alias would otherwise answer 500 until the gateway may invoke it.
 */
function allowBeforeUse(routes: readonly HttpRoute[]): void {
  const parts = routes.flatMap((route) => route.node.findAll());
  const permissions = parts.filter((part) => part instanceof CfnPermission);
  for (const integration of parts.filter((part) => part instanceof CfnIntegration))
    for (const permission of permissions) integration.addResourceDependency(permission);
}

/** One line of JSON per request; without headers, body and query, which may contain personal data. */
const accessLogOf = (jwt: JwtOptions | undefined) =>
  JSON.stringify({
    requestId: '$context.requestId',
    requestTime: '$context.requestTime',
    routeKey: '$context.routeKey',
    path: '$context.path',
    status: '$context.status',
    responseLatencyMs: '$context.responseLatency',
    responseBytes: '$context.responseLength',
    sourceIp: '$context.identity.sourceIp',
    caller: jwt ? '$context.authorizer.claims.sub' : '$context.identity.userArn',
    error: '$context.error.message',
    integrationError: '$context.integrationErrorMessage',
  });

function authorizerOf(jwt: JwtOptions | undefined): IHttpRouteAuthorizer {
  if (!jwt) return new HttpIamAuthorizer();
  return new HttpJwtAuthorizer('Jwt', jwt.issuer, { jwtAudience: [...jwt.audience] });
}

function parseRouteKey(routeKey: RouteKey): HttpRouteKey {
  if (routeKey === '$default') return HttpRouteKey.DEFAULT;
  const [method, path] = routeKey.split(' ') as [keyof typeof HttpMethod, string];
  return HttpRouteKey.with(path, HttpMethod[method]);
}
