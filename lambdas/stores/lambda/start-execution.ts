import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { sha256Hex } from '../../shared/sha256.ts';
import { callAws, failureName } from '../aws/aws-failure.ts';

const MAX_NAME_CHARACTERS = 64;
const HASH_CHARACTERS = 16;

/** A name that AWS takes. The end of a long one becomes its hash, so that it stays the only one. */
function executionName(name: string): string {
  if (name.length <= MAX_NAME_CHARACTERS) return name;
  const kept = name.slice(0, MAX_NAME_CHARACTERS - HASH_CHARACTERS - 1);
  return `${kept}-${sha256Hex(name).slice(0, HASH_CHARACTERS)}`;
}

/** A durable execution to start. */
export interface NewExecution {
  /** The durable function, with its qualifier, which Lambda requires. */
  readonly functionName: string;
  /** Letters, digits, - and _. Lambda starts one execution for each name, in all functions of an account and region. */
  readonly name: string;
  /** The stage of the deployment: other stages of the account may have runs of the same name. */
  readonly stage: string;
  /** Plain JSON. */
  readonly event: object;
  /** What is started, for the message of a failure. */
  readonly what: string;
}

/** Starts a durable execution unless there was one of this name. @throws StoreError `unavailable` */
export async function startExecution(client: LambdaClient, { functionName, name, stage, event, what }: NewExecution) {
  const command = new InvokeCommand({
    FunctionName: functionName,
    InvocationType: 'Event',
    DurableExecutionName: executionName(`${stage}-${name}`),
    Payload: new TextEncoder().encode(JSON.stringify(event)),
  });
  try {
    await callAws(`the start of ${what}`, () => client.send(command));
  } catch (cause) {
    if (failureName(cause) !== 'DurableExecutionAlreadyStartedException') throw cause;
  }
}
