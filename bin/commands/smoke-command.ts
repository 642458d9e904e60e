import { Command, Option } from 'commander';
import { CodedError } from '../../lambdas/core/errors/coded-error.ts';
import { errorText } from '../../lambdas/core/errors/error-text.ts';
import { createClient } from '../../lib/client/client.ts';
import { systemClock } from '../../lib/client/retries.ts';
import { numberOption, type Output, requiredOption, UsageError } from '../../lib/terminal/command-line.ts';
import { findDataFile, requireDataFile } from '../../lib/terminal/data-folder.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import {
  addCredentialOptions,
  type ConnectionOptions,
  connect,
  explainFailure,
  findRegion,
  isLocal,
  parseUrl,
  pollMillisecondsOf,
} from '../remote/connection.ts';
import { FollowJobs } from '../smoke/follow-jobs.ts';
import { formatReport, runSteps, type StepReport } from '../smoke/smoke-report.ts';
import { awsServices, type SmokeServices } from '../smoke/smoke-services.ts';
import { type SmokeContext, type SmokeFiles, smokeSteps } from '../smoke/smoke-steps.ts';

/** Thrown at the end of a smoke test of which a step failed. */
class SmokeError extends CodedError<'smoke-failed'> {}

interface SmokeOptions extends ConnectionOptions {
  readonly url: string;
  readonly data?: string;
  readonly bucket?: string;
  readonly deadLetterQueue?: readonly string[];
  readonly timeoutMinutes: number;
  readonly json?: true;
}

/** `kindred smoke`. */
export function buildSmokeCommand(output: Output): Command {
  const command = new Command('smoke')
    .description(
      'Checks a deployment as docs/deploy.md says: the API, a catalog, training, searches, the same catalog again, events. What ' +
        'it uploads stays in the deployment.',
    )
    .addOption(
      requiredOption(
        '--url <url>',
        'the deployment: the output ApiUrl of the stack, or http://127.0.0.1:3000',
      ).argParser(parseUrl),
    );
  addCredentialOptions(command, 'Options:');
  return command
    .option('--data <folder>', 'a folder with catalog.* and train.*, which are uploaded (default: nothing is uploaded)')
    .option('--bucket <name>', 'the bucket for them: the output UploadsBucketName of the stack')
    .addOption(
      new Option('--dead-letter-queue <url>', 'a queue that must be empty at the end; may be repeated').argParser(
        (text: string, before: readonly string[] = []) => [...before, text],
      ),
    )
    .addOption(numberOption('--timeout-minutes <n>', 'how long one job may take', { min: 1, max: 10_080 }).default(30))
    .option('--json', 'print one line of JSON on stdout: the reports of all steps')
    .action((options) => smoke(options, output));
}

async function smoke(options: SmokeOptions, output: Output): Promise<void> {
  const { url, json } = options;
  const progress = new Progress(output.stderr);
  const explain = (cause: unknown) => errorText(explainFailure(cause, url)).replaceAll('\n', ' ');
  const reports = await runSteps(smokeSteps(contextOf(options, progress)), explain, (report) => {
    if (!json) output.stdout.write(formatReport(report));
  });
  if (json) output.stdout.write(`${JSON.stringify({ url, steps: reports })}\n`);
  const failed = reports.find(({ state }) => state === 'failed');
  if (failed) throw new SmokeError('smoke-failed', describeFailure(failed));
}

function describeFailure({ step, saw }: StepReport): string {
  return `step ${step} failed: ${saw.at(-1)}\ndocs/troubleshooting.md says what to do about common faults.`;
}

function contextOf(options: SmokeOptions, progress: Progress): SmokeContext {
  const { url, timeoutMinutes, deadLetterQueue } = options;
  const local = isLocal(url);
  const services = awsServices(findRegion(options), local);
  const api = connect(options);
  return {
    api,
    anonymous: createClient({ url, retry: { attempts: 1 } }),
    isLocal: local,
    files: filesOf(options, services),
    countDeadLetters: deadLetterQueue && (() => services.countMessages(deadLetterQueue)),
    jobs: new FollowJobs(api, {
      clock: systemClock,
      pollMilliseconds: pollMillisecondsOf(url),
      timeoutMinutes,
      onProgress: (line) => progress.update(line),
    }),
  };
}

/** @throws UsageError if only one of --data and --bucket is given, and for a folder without a catalog */
function filesOf({ data, bucket }: SmokeOptions, services: SmokeServices): SmokeFiles | undefined {
  if (data === undefined && bucket === undefined) return undefined;
  if (data === undefined || bucket === undefined)
    throw new UsageError('missing-option', `${data ? '--bucket' : '--data'} is missing\nGive both, or none of them.`);
  return {
    catalog: requireDataFile(data, 'catalog'),
    training: findDataFile(data, 'train'),
    upload: (key, file) => services.upload(bucket, key, file),
  };
}
