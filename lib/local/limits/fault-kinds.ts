/** What may happen to a request of DynamoDB, S3 or SQS. */
const requestFaults = {
  throttle: 'Refused as too fast, as the service says it: nothing is done.',
  serverError: 'Answered with 500: nothing is done.',
  dropRequest: 'The connection closes: nothing is done.',
  loseAnswer: 'Done, but not answered: the connection closes after 4 s, longer than clients of functions wait.',
  cutAnswer: 'Done, but the connection closes after the first half of the answer.',
  slowAnswer: 'Done, but the second half of the answer comes up to 2 s later.',
} as const;

/** What may happen to a message. */
const messageFaults = {
  duplicateMessage: 'Delivered twice.',
  delayMessage: 'Delivered up to 5 s late, so after messages that were sent later.',
} as const;

/** What may happen to an invocation. */
const invocationFaults = {
  kill: 'The execution environment ends within 2 s of the start of the invocation, that of a durable function within 30 s.',
} as const;

/** The faults that the local services can be made to have, by service, and what each is. */
export const FAULT_KINDS = {
  dynamodb: requestFaults,
  s3: requestFaults,
  sqs: { ...requestFaults, ...messageFaults },
  lambda: invocationFaults,
} as const;

export type FaultyService = keyof typeof FAULT_KINDS;

/** The kinds of faults that a service can have. */
export type FaultKind<Service extends FaultyService> = keyof (typeof FAULT_KINDS)[Service] & string;

/** The services that answer requests of an SDK. */
export type RequestService = 'dynamodb' | 's3' | 'sqs';
export type RequestFault = keyof typeof requestFaults;

export const REQUEST_FAULTS = Object.keys(requestFaults) as readonly RequestFault[];
export const MESSAGE_FAULTS = Object.keys(messageFaults) as readonly (keyof typeof messageFaults)[];
export const INVOCATION_FAULTS = Object.keys(invocationFaults) as readonly (keyof typeof invocationFaults)[];

/** How often a kind of fault happens, by service and kind: a part of all requests, messages or invocations, from 0 to 1. */
export type FaultRates = {
  readonly [Service in FaultyService]?: Readonly<Partial<Record<FaultKind<Service>, number>>>;
};

/** Which faults are injected, and which of the requests they meet. */
export interface FaultOptions {
  /** A whole number in [0, 2^53). The same seed and the same order of requests give the same faults. */
  readonly seed: number;
  readonly rates: FaultRates;
}
