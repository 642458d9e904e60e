import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { answered, failureName, failureStatus } from '../aws/aws-failure.ts';

const MISSING_NAMES = ['NoSuchKey', 'NotFound'];
const PRECONDITION_FAILED = 412;

/** Whether a failure of S3 says that there is no such object (a bucket that is missing is another matter). */
export function isMissing(cause: unknown): boolean {
  return MISSING_NAMES.includes(failureName(cause) ?? '');
}

/** Whether a failure of S3 says that a condition of the request did not hold. */
export function isPreconditionFailed(cause: unknown): boolean {
  return failureStatus(cause) === PRECONDITION_FAILED;
}

/** An object with its body still to read, or undefined when there is none. @throws StoreError `unavailable`. */
export async function findObject(
  client: S3Client,
  input: GetObjectCommandInput,
): Promise<GetObjectCommandOutput | undefined> {
  try {
    return await answered(`the read of "${input.Key}"`, () => client.send(new GetObjectCommand(input)));
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
}
