import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { callAws, failureName, failureStatus } from '../aws/aws-failure.ts';

const MISSING_NAMES = ['NoSuchKey', 'NotFound'];
const PRECONDITION_FAILED = 412;

/** Whether S3 failed because the object does not exist. A missing bucket is another failure. */
export function isMissing(cause: unknown): boolean {
  return MISSING_NAMES.includes(failureName(cause) ?? '');
}

/** Whether S3 failed because a condition of the request did not hold. */
export function isPreconditionFailed(cause: unknown): boolean {
  return failureStatus(cause) === PRECONDITION_FAILED;
}

/**
 * An object with its unread body, or undefined if there is none.
 * @param signal Ends the call, but not the body. @default never
 * @throws StoreError `unavailable`
 */
export async function findObject(
  client: S3Client,
  input: GetObjectCommandInput,
  signal?: AbortSignal,
): Promise<GetObjectCommandOutput | undefined> {
  try {
    return await callAws(`the read of "${input.Key}"`, () =>
      client.send(new GetObjectCommand(input), signal && { abortSignal: signal }),
    );
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
}
