import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { LimitName } from '../limits/aws-limits.ts';
import type { LocalLimits } from '../limits/local-limits.ts';
import { answerWith, dynamoDbError } from '../limits/service-answers.ts';
import { type Admission, DynamoDbMeter, type WireAnswer, type WireRequest } from './dynamodb-meter.ts';
import { observeWrites } from './dynamodb-observer.ts';
import { itemBytes } from './dynamodb-units.ts';

/** What limits are answered with. */
const REFUSALS: Readonly<Partial<Record<LimitName, readonly [name: string, message: string]>>> = {
  itemBytes: ['ValidationException', 'Item size has exceeded the maximum allowed size'],
  tableReadUnits: ['ThrottlingException', 'Throughput exceeds the current capacity of your table or index.'],
  tableWriteUnits: ['ThrottlingException', 'Throughput exceeds the current capacity of your table or index.'],
  partitionReadUnits: [
    'ProvisionedThroughputExceededException',
    'The level of throughput of the partition was exceeded.',
  ],
  partitionWriteUnits: [
    'ProvisionedThroughputExceededException',
    'The level of throughput of the partition was exceeded.',
  ],
};

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Puts the limits that dynalite does not have, or counts in another way, between the clients and the server: sizes always, units
 * of capacity if the limits are strict. Call it after the server has its listeners. @param stores Those of the server
 */
export function keepLimits(server: Server, stores: object, limits: LocalLimits): void {
  const listeners = server.listeners('request') as Listener[];
  const pass: Listener = (request, response) => {
    for (const listener of listeners) listener.call(server, request, response);
  };
  const meter = limits.isStrict ? new DynamoDbMeter(limits) : undefined;
  if (meter) observeWrites(stores, (table, before, after) => meter.write(table, before, after));
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const bytes = Number(request.headers['content-length'] ?? 0);
    if (bytes > limits.valueOf('batchBytes')) {
      limits.meet('batchBytes');
      answerWith(dynamoDbError(413, 'RequestEntityTooLarge', 'The request is too large.'), request, response);
      return;
    }
    // A small request holds no large item: it is not even read.
    if (!meter && bytes <= limits.valueOf('itemBytes')) return pass(request, response);
    readBody(request).then(
      (body) => answer(body, request, response, { limits, meter, pass }),
      () => response.socket?.destroy(),
    );
  });
}

interface Surroundings {
  readonly limits: LocalLimits;
  readonly meter: DynamoDbMeter | undefined;
  readonly pass: Listener;
}

function answer(body: Buffer, request: IncomingMessage, response: ServerResponse, around: Surroundings): void {
  const { limits, meter, pass } = around;
  const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  const input = parsed<WireRequest>(body.toString());
  const admission = input && admit(operation, input, limits, meter);
  if (typeof admission === 'string') {
    limits.meet(admission);
    answerWith(dynamoDbError(400, ...REFUSALS[admission]!), request, response);
    return;
  }
  if (admission && meter) settleAnswer(response, operation, admission, meter);
  const admitted = admission ? Buffer.from(JSON.stringify(withUnits(operation, admission))) : body;
  pass(replay(request, admitted), response);
}

/** What of a request may be done; undefined if that is all of it, and nothing is counted. @returns the limit that it meets */
function admit(
  operation: string,
  input: WireRequest,
  limits: LocalLimits,
  meter: DynamoDbMeter | undefined,
): Admission | LimitName | undefined {
  return largestItem(input) > limits.valueOf('itemBytes') ? 'itemBytes' : meter?.admit(operation, input);
}

/** The admitted request; a read asks what it takes. */
function withUnits(operation: string, { request }: Admission): object {
  const tells = /^(GetItem|BatchGetItem|Query|Scan)$/.test(operation);
  return tells ? { ...request, ReturnConsumedCapacity: 'TOTAL' } : request;
}

/** Lets the meter see an answer, and change it. */
function settleAnswer(response: ServerResponse, operation: string, admission: Admission, meter: DynamoDbMeter): void {
  const end = response.end.bind(response) as (body?: unknown) => ServerResponse;
  response.end = ((body: unknown) => {
    const given = parsed<WireAnswer>(String(body ?? ''));
    const settled = given && meter.settle(operation, admission, given);
    if (settled === given) return end(body);
    const text = JSON.stringify(settled);
    response.setHeader('content-length', Buffer.byteLength(text));
    response.setHeader('x-amz-crc32', crc32(text));
    return end(text);
  }) as ServerResponse['end'];
}

/** The bytes of the largest item that a request writes. */
function largestItem({ Item, RequestItems = {} }: WireRequest): number {
  const batches = Object.values(RequestItems).flatMap((one) => ('Keys' in one ? [] : one));
  const items = [Item, ...batches.map(({ PutRequest }) => PutRequest?.Item)];
  return Math.max(0, ...items.map((item) => (item ? itemBytes(item) : 0)));
}

/** A request whose body was read, as one that can be read again. */
function replay(request: IncomingMessage, body: Buffer): IncomingMessage {
  const { method, url, headers } = request;
  return Object.assign(Readable.from([body]), { method, url, headers, complete: true }) as unknown as IncomingMessage;
}

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
