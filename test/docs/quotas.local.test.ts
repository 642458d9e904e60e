import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/architecture/source-files.ts';
import { resourcesOf, synthesize } from '../support/local/template.ts';

const page = readFileSync(join(projectRoot, 'docs/deploy.md'), 'utf8');
const section = /## Quotas\n(.*?)\n## /s.exec(page)![1]!;
const { template } = synthesize();
const functions = resourcesOf(template, 'AWS::Lambda::Function');
/** How many messages of the queue of a function are worked on at once. */
const consumersOf = (part: string) => {
  const sources = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').filter(([id]) => id.includes(part));
  expect(sources, part).toHaveLength(1);
  return sources[0]![1].Properties.ScalingConfig.MaximumConcurrency as number;
};
const shards = functions
  .map(([, { Properties }]) => Properties.Environment?.Variables?.CONCURRENT_SHARDS)
  .find(Boolean);

describe('the quotas of docs/deploy.md', () => {
  it('count the executions at once that the template allows', () => {
    const [uploads, training, events] = ['Ingest', 'TrainingUploads', 'CollectEvents'].map(consumersOf);
    const counts = `${uploads} uploads, ${training} training uploads, ${events} of events, ${shards} shards`;
    expect(section).toContain(`at least 100: ${counts} (\`concurrentShards\`), the run`);
    expect(uploads! + training! + events! + Number(shards) + 1).toBeLessThan(100);
  });

  it('are enough in a new account: no function has more memory, and none reserves executions', () => {
    expect(section).toContain('often 3,008 MB');
    expect(functions.length).toBeGreaterThan(15);
    for (const [id, { Properties }] of functions) {
      expect(Properties.MemorySize, id).toBeLessThanOrEqual(3008);
      expect(Properties, id).not.toHaveProperty('ReservedConcurrentExecutions');
    }
    const own = resourcesOf(template, 'AWS::DynamoDB::Table').map(([, table]) => table.Properties.WarmThroughput);
    expect(own.every((throughput) => throughput === undefined)).toBe(true);
  });

  it('allow what the options may be set to, once they are raised', () => {
    const { template: large } = synthesize({ trainingMemoryMegabytes: '10240', concurrentShards: '2' });
    const memory = resourcesOf(large, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.MemorySize);
    expect(Math.max(...memory)).toBe(10_240);
    expect(section).toContain('up to 10,240 MB, for `trainingMemoryMegabytes` above 3,008');
    expect(section).toContain('With 10 executions deploy with `-c concurrentShards=2`');
    const variables = resourcesOf(large, 'AWS::Lambda::Function').map(
      ([, one]) => one.Properties.Environment?.Variables,
    );
    expect(variables.some((of) => of?.CONCURRENT_SHARDS === '2')).toBe(true);
  });
});
