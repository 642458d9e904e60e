import { Stack } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ConsoleAuthorization } from '../../lambdas/http/console-site.ts';
import { consoleRouteKeys } from '../../lambdas/http/routes.ts';
import type { FunctionFactory } from './function-factory.ts';
import type { KindredHttpApi } from './http-api.ts';
import type { DeploymentOptions } from './options/deployment-options.ts';

export interface ConsoleProps {
  readonly api: KindredHttpApi;
  readonly functions: FunctionFactory;
  /** Where signed uploads go. */
  readonly uploads: Bucket;
  readonly options: Pick<DeploymentOptions, 'jwt'>;
}

/**
 * The console: a function of the HTTP API that serves a page and its files from its own bundle.
 *
 * A bucket behind CloudFront was considered. The page would have another origin than the API, which then needs CORS or a
 * second origin of the distribution, and filling the bucket needs a function of its own. Here a deployment is one step,
 * and this machine serves the page as AWS does. Browsers keep the files, so the function runs only a few times a visit.
 */
export class Console extends Construct {
  constructor(scope: Construct, id: string, { api, functions, uploads, options }: ConsoleProps) {
    super(scope, id);
    const authorization: ConsoleAuthorization = options.jwt ? 'jwt' : 'iam';
    const fn = functions.add(this, 'Site', {
      handler: 'console',
      description: 'Serves the console: a page without data, whose calls of the API need credentials',
      memoryMegabytes: 512,
      timeoutSeconds: 10,
      published: true,
      environment: { CONSOLE_AUTHORIZATION: authorization, UPLOAD_ORIGIN: uploadOriginOf(uploads) },
      access: {},
    });
    api.route(
      fn,
      consoleRouteKeys,
      'The page and its files hold no data; what they ask the API for needs credentials.',
    );
  }
}

/** The origin of signed uploads, as the AWS SDK writes it: the bucket is part of the name of the host. */
function uploadOriginOf(bucket: Bucket): string {
  const { region, urlSuffix } = Stack.of(bucket);
  return `https://${bucket.bucketName}.s3.${region}.${urlSuffix}`;
}
