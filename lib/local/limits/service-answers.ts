import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestService } from './fault-kinds.ts';

/** An error as a service writes it. */
export interface ServiceAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** An error of DynamoDB. */
export function dynamoDbError(status: number, name: string, message: string): ServiceAnswer {
  const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message });
  return { status, contentType: 'application/x-amz-json-1.0', body };
}

/** An error of SQS. */
export function sqsError(status: number, name: string, message: string): ServiceAnswer {
  const body = JSON.stringify({ __type: `com.amazonaws.sqs#${name}`, message });
  return { status, contentType: 'application/x-amz-json-1.0', body };
}

/** An error of S3. @param message Plain text: it is not escaped */
function s3Error(status: number, code: string, message: string): ServiceAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, contentType: 'application/xml', body };
}

const INJECTED = 'an injected fault';

/** How each service says that requests come too fast. */
export const THROTTLED: Readonly<Record<RequestService, ServiceAnswer>> = {
  dynamodb: dynamoDbError(400, 'ThrottlingException', `Rate of requests exceeds the allowed throughput: ${INJECTED}`),
  s3: s3Error(503, 'SlowDown', `Please reduce your request rate: ${INJECTED}`),
  sqs: sqsError(400, 'RequestThrottled', `Rate exceeded: ${INJECTED}`),
};

/** How each service says that it failed. */
export const FAILED: Readonly<Record<RequestService, ServiceAnswer>> = {
  dynamodb: dynamoDbError(500, 'InternalServerError', `Internal server error: ${INJECTED}`),
  s3: s3Error(500, 'InternalError', `We encountered an internal error: ${INJECTED}`),
  sqs: sqsError(500, 'InternalFailure', `The request failed: ${INJECTED}`),
};

/** Sends an answer in place of the server's, and reads the request to its end, so that the connection can be used again. */
export function answerWith(answer: ServiceAnswer, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const headers = { 'content-type': answer.contentType, 'content-length': Buffer.byteLength(answer.body) };
  response.writeHead(answer.status, headers).end(answer.body);
}
