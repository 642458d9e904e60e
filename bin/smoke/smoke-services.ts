import { createReadStream, statSync } from 'node:fs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

/** The services of AWS that the smoke test needs besides the API. */
export interface SmokeServices {
  /** Writes a file to a bucket. */
  upload(bucket: string, key: string, file: string): Promise<void>;
  /** The number of messages in each queue, by its URL. */
  countMessages(queueUrls: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** The local stack checks no signatures, but the SDK needs credentials to sign with. */
const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * The services by the SDK, which reads credentials and endpoints from the environment.
 * @param region Undefined for that of the environment.
 * @param isLocal Whether they are those of the local stack: AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL_SQS name them.
 */
export function awsServices(region: string | undefined, isLocal: boolean): SmokeServices {
  const common = { ...(region && { region }), ...(isLocal && { credentials: LOCAL_CREDENTIALS }) };
  const forcePathStyle = process.env.AWS_ENDPOINT_URL_S3 !== undefined;
  return {
    upload: async (Bucket, Key, file) => {
      const Body = createReadStream(file);
      const s3 = new S3Client({ ...common, forcePathStyle });
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: statSync(file).size }));
    },
    countMessages: async (queueUrls) => {
      const sqs = new SQSClient(common);
      const counts = queueUrls.map(async (QueueUrl) => {
        const asked = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages' as const] };
        const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
        return [QueueUrl, Number(Attributes?.ApproximateNumberOfMessages)] as const;
      });
      return new Map(await Promise.all(counts));
    },
  };
}
