import type { LimitName } from '../limits/aws-limits.ts';
import type { LocalLimits } from '../limits/local-limits.ts';
import { type ServiceAnswer, sqsError } from '../limits/service-answers.ts';
import type { TokenBucket } from '../limits/token-bucket.ts';
import type { S3Fault } from './object-signature.ts';

/** The part of an S3 request that limits are about. */
interface LimitedRequest {
  readonly method: string;
  readonly bucket: string;
  /** Decoded; empty for a request about a bucket. */
  readonly key: string;
  readonly bodyBytes: number;
}

/** Finds which S3 requests are too large, or come too fast. */
export class ObjectLimits {
  readonly #limits: LocalLimits;
  readonly #rates = new Map<string, TokenBucket>();

  constructor(limits: LocalLimits) {
    this.#limits = limits;
  }

  /** What the request is answered with if it meets a limit, which is counted. */
  find(request: LimitedRequest): S3Fault | undefined {
    return this.#findSize(request) ?? (this.#limits.isStrict ? this.#findRate(request) : undefined);
  }

  #findSize({ key, bodyBytes }: LimitedRequest): S3Fault | undefined {
    const limits = this.#limits;
    if (Buffer.byteLength(key) > limits.valueOf('objectKeyBytes'))
      return this.#meet('objectKeyBytes', 'KeyTooLongError', 'Your key is too long', 400);
    if (bodyBytes > limits.valueOf('objectPutBytes'))
      return this.#meet(
        'objectPutBytes',
        'EntityTooLarge',
        'Your proposed upload exceeds the maximum allowed size',
        400,
      );
    return undefined;
  }

  #findRate({ method, bucket }: LimitedRequest): S3Fault | undefined {
    const name = method === 'GET' || method === 'HEAD' ? 'bucketReads' : 'bucketWrites';
    const id = `${name} ${bucket}`;
    const rate = this.#rates.get(id) ?? this.#limits.newBucket(name);
    this.#rates.set(id, rate);
    if (!rate.hasUnits()) return this.#meet(name, 'SlowDown', 'Please reduce your request rate.', 503);
    rate.spend(1);
    return undefined;
  }

  #meet(name: LimitName, code: string, message: string, status: number): S3Fault {
    this.#limits.meet(name);
    return { code, message, status };
  }
}

/** The fields of requests of SQS that limits are about. */
interface MessageRequest {
  readonly MessageBody?: string;
  readonly Entries?: readonly { readonly MessageBody?: string }[];
}

/** What a request of SQS is answered with if its messages are too many or too large, which is counted. */
export function findMessageLimit(request: MessageRequest, limits: LocalLimits): ServiceAnswer | undefined {
  const { MessageBody = '', Entries = [] } = request;
  if (Entries.length > limits.valueOf('batchMessages')) {
    limits.meet('batchMessages');
    return sqsError(400, 'TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
  }
  const bytes = [MessageBody, ...Entries.map((one) => one.MessageBody ?? '')].map((text) => Buffer.byteLength(text));
  const most = limits.valueOf('messageBytes');
  if (bytes.reduce((sum, one) => sum + one, 0) <= most) return undefined;
  limits.meet('messageBytes');
  return Entries.length > 0
    ? sqsError(400, 'BatchRequestTooLong', 'The length of all the messages put together is more than the limit.')
    : sqsError(400, 'InvalidParameterValue', `Message must be shorter than ${most} bytes.`);
}
