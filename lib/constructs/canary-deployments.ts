import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { KindredHttpApi } from './http-api.ts';
import type { KindredFunction } from './kindred-function.ts';

/** One failure within a minute takes a deployment back. */
const period = Duration.minutes(1);
const THRESHOLD = 1;

/**
 * New code of the API answers a tenth of the requests for five minutes, then all of them. If an alarm goes off before, or is
 * off when the deployment begins, CodeDeploy sends all requests to the old version, and CloudFormation rolls the stack back.
 *
 * The alarms are on errors of the new versions, and on answers with a 5xx of all versions: the access log does not say which
 * version has answered. There is none on latency: all environments of a new version start cold, so the p99 of a tenth of the
 * requests would be the time of cold starts. A version that takes too long runs into its timeout, which is an error.
 */
export class CanaryDeployments extends Construct {
  private readonly faults: Alarm;

  constructor(scope: Construct, id: string, api: KindredHttpApi) {
    super(scope, id);
    this.faults = rollBackAlarm(
      api,
      api.faults.metric({ period, statistic: 'Sum' }),
      'During a deployment, the API answered with a 5xx other than 503. The deployment is rolled back.',
    );
    const alarms = new Map(api.functions.map((fn) => [fn, errorAlarm(fn)] as const));
    const application = new LambdaApplication(this, 'Application');
    const role = this.addRole(api.functions, [this.faults, ...alarms.values()]);
    for (const [fn, alarm] of alarms) this.addGroup(fn, application, role, alarm);
  }

  private addGroup(fn: KindredFunction, application: LambdaApplication, role: Role, errors: Alarm): void {
    new LambdaDeploymentGroup(fn, 'Deployment', {
      alias: fn.published,
      application,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms: [errors, this.faults],
      // The construct would add a managed policy, which allows this for every function and alarm of the account.
      role: role.withoutPolicyUpdates(),
    });
  }

  /** What CodeDeploy may do: move the aliases of these functions, and look at these alarms. */
  private addRole(functions: readonly KindredFunction[], alarms: readonly Alarm[]): Role {
    const arns = functions.flatMap(({ lambda, currentArn }) => [lambda.functionArn, currentArn]);
    const statements = [
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        resources: arns,
      }),
      new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: alarms.map((one) => one.alarmArn) }),
    ];
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      inlinePolicies: { ShiftRequests: new PolicyDocument({ statements }) },
    });
  }
}

function errorAlarm(fn: KindredFunction): Alarm {
  const reason = `During a deployment, the new version of ${fn.node.id} ended without an answer (crash, timeout, out of memory). The deployment is rolled back.`;
  return rollBackAlarm(fn, fn.errorsOfNewVersion(period), reason);
}

function rollBackAlarm(of: Construct, metric: IMetric, reason: string): Alarm {
  return new Alarm(of, 'RollBackAlarm', {
    metric,
    alarmDescription: `${reason} Runbook: docs/runbooks/deployments.md#rolled-back`,
    threshold: THRESHOLD,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
