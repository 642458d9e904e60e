import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { callAws, failureName } from '../aws/aws-failure.ts';

/** A durable execution to start. */
export interface NewExecution {
  /** The durable function, with its qualifier, which Lambda requires. */
  readonly functionName: string;
  /** 1 to 64 letters, digits, - and _. Lambda starts one execution for each name. */
  readonly name: string;
  /** Plain JSON. */
  readonly event: object;
  /** What is started, for the message of a failure. */
  readonly what: string;
}

/** Starts a durable execution unless there was one of this name. @throws StoreError `unavailable` */
export async function startExecution(client: LambdaClient, { functionName, name, event, what }: NewExecution) {
  const command = new InvokeCommand({
    FunctionName: functionName,
    InvocationType: 'Event',
    DurableExecutionName: name,
    Payload: new TextEncoder().encode(JSON.stringify(event)),
  });
  try {
    await callAws(`the start of ${what}`, () => client.send(command));
  } catch (cause) {
    if (failureName(cause) !== 'DurableExecutionAlreadyStartedException') throw cause;
  }
}
