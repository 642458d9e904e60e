import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** Region, credentials and endpoint come from the environment of the function. */
let client: LambdaClient | undefined;

/** Invokes a function of this machine and waits for its answer. @throws Error as the function ended */
export async function invokeFunction(arn: string, event: unknown): Promise<unknown> {
  client ??= new LambdaClient({});
  const Payload = new TextEncoder().encode(JSON.stringify(event));
  const answer = await client.send(new InvokeCommand({ FunctionName: arn, Payload }));
  const result: unknown = JSON.parse(new TextDecoder().decode(answer.Payload));
  if (answer.FunctionError === undefined) return result;
  const { errorType, errorMessage } = result as { errorType: string; errorMessage: string };
  throw Object.assign(new Error(errorMessage), { name: errorType });
}
