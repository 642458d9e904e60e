import { guardsOf, type Mutant } from './mutant.ts';

/** The guards of the stack. */
export const stackMutants: readonly Mutant[] = [
  ...guardsOf(
    'lib/constructs/function-queue.ts',
    ['test/constructs/upload-functions.local.test.ts'],
    [
      {
        find: '        reportBatchItemFailures: true,\n',
        replace: '',
        why: 'One bad message would bring its whole batch back.',
      },
      {
        find: 'maxReceiveCount: props.maxReceives ?? MAX_RECEIVES',
        replace: 'maxReceiveCount: 1000',
        why: 'A message that can never be handled would come back for 14 days.',
      },
      {
        find: '6 * consumer.timeout.toSeconds()',
        replace: 'consumer.timeout.toSeconds()',
        why: 'A message would come again while its function still runs.',
      },
      {
        find: 'retentionPeriod: Duration.days(14),',
        replace: '',
        why: 'Dead letters would be gone after four days.',
      },
    ],
  ),
  ...guardsOf(
    'lib/constructs/upload-queue.ts',
    ['test/constructs/upload-functions.local.test.ts'],
    [
      {
        find: "StringEquals: { 'aws:SourceAccount': stack.account },",
        replace: '',
        why: 'A bucket of another account could send events.',
      },
    ],
  ),
  ...guardsOf(
    'lib/constructs/http-api.ts',
    ['test/constructs/http-api.local.test.ts'],
    [
      {
        find: '      throttle,\n',
        replace: '',
        why: 'One caller could use up the concurrency of the account.',
      },
      {
        find: 'authorizer: publicBecause ? new HttpNoneAuthorizer() : this.authorizer,',
        replace: 'authorizer: new HttpNoneAuthorizer(),',
        why: 'The API would be open to everybody.',
      },
      {
        find: 'authorizationScopes: [prefix + scope]',
        replace: 'authorizationScopes: [prefix]',
        why: 'A token for reading could change the live model.',
      },
      {
        find: 'this.stage.addResourceDependency(route.node.defaultChild as CfnRoute);',
        replace: '',
        why: 'A first deployment would fail: the stage would name routes that are not there yet.',
      },
    ],
  ),
  ...guardsOf(
    'lib/constructs/options/schedule-expression.ts',
    ['test/constructs/training-schedules.local.test.ts'],
    [
      {
        find: 'if (given.length !== FIELDS.length) return',
        replace: 'if (given.length === 0) return',
        why: 'A wrong schedule would fail in the middle of a deployment.',
      },
    ],
  ),
  ...guardsOf(
    'lib/constructs/options/context-values.ts',
    ['test/constructs/deployment-options.local.test.ts'],
    [
      {
        find: 'if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_SECONDS) return seconds;',
        replace: 'if (seconds !== undefined) return seconds;',
        why: 'A wrong option would be found by a request and not by the synthesis.',
      },
    ],
  ),
  ...guardsOf(
    'lib/constructs/options/access-options.ts',
    ['test/constructs/deployment-options.local.test.ts'],
    [
      {
        find: "if (issuer?.startsWith('https://') && audience.length > 0)",
        replace: 'if (issuer)',
        why: 'Tokens for any audience would be accepted.',
      },
    ],
  ),
  ...guardsOf(
    'lib/constructs/kindred-function.ts',
    ['test/constructs/durable-versions.local.test.ts'],
    [
      {
        find: '    ...(durable && { removalPolicy: RemovalPolicy.RETAIN }),\n',
        replace: '',
        why: 'A deployment would delete the code of runs under way.',
      },
    ],
  ),
  ...guardsOf(
    'lib/constructs/canary-deployments.ts',
    ['test/constructs/canary-deployments.local.test.ts'],
    [
      {
        find: 'alarms: [errors, this.faults],',
        replace: 'alarms: [this.faults],',
        why: 'A new version that crashes would not be taken back.',
      },
      {
        find: 'role: role.withoutPolicyUpdates(),',
        replace: 'role,',
        why: 'CodeDeploy could move the alias of every function of the account.',
      },
    ],
  ),
];
