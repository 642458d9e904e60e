import answers from './example-answers.json' with { type: 'json' };
import type { ExampleRequest, Operation } from './operations/operation.ts';
import type { JsonSchema } from './schemas/json-schema.ts';

/** The answer to an example, as a test recorded it: `npm run test:unit -- test/openapi/examples.test.ts -u`. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const recorded: Readonly<Record<string, Readonly<Record<string, RecordedAnswer>>>> = answers;

/** The recorded answer to an example; undefined if it was not recorded yet. */
function findAnswer(operation: string, { name }: ExampleRequest): RecordedAnswer | undefined {
  return recorded[operation]?.[name];
}

/** The bodies of the recorded answers of an operation with one status, as a map of OpenAPI's Example objects. */
export function describeAnswers({ id, examples }: Operation, status: number): JsonSchema {
  return exampleMap(examples, (example) => {
    const answer = findAnswer(id, example);
    return answer?.status === status ? answer.body : undefined;
  });
}

/** Examples by a key of letters and digits, of those that have a value. */
export function exampleMap(
  examples: readonly ExampleRequest[],
  read: (example: ExampleRequest) => unknown,
): JsonSchema {
  const entries = examples.map((example) => [example, read(example)] as const);
  return Object.fromEntries(
    entries
      .filter(([, value]) => value !== undefined)
      .map(([{ name }, value]) => [keyOf(name), { summary: name, value }]),
  );
}

function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
