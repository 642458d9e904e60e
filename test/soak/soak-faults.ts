import type { FaultRates } from '../../lib/local/limits/fault-kinds.ts';

const requests = {
  throttle: 0.01,
  serverError: 0.004,
  dropRequest: 0.003,
  loseAnswer: 0.001,
  cutAnswer: 0.002,
  slowAnswer: 0.002,
};

/** How often the services and functions fail in a soak: far more often than in AWS, but not so often that nothing succeeds. */
export const SOAK_FAULTS: FaultRates = {
  dynamodb: requests,
  s3: { ...requests, throttle: 0.02, slowAnswer: 0.01 },
  sqs: { ...requests, duplicateMessage: 0.05, delayMessage: 0.05 },
  lambda: { kill: 0.1 },
};
