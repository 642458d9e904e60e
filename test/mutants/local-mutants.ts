import { guardsOf, type Mutant } from './mutant.ts';

/** The guards of this machine as AWS, and of the client. */
export const localMutants: readonly Mutant[] = [
  ...guardsOf(
    'lib/local/shared/loopback-guard.ts',
    ['test/local/shared/loopback-guard.local.test.ts'],
    [
      {
        find: 'if (host !== undefined && ',
        replace: "if (host === '' && ",
        why: 'A page of the internet could use the services of this machine by a name of its own.',
      },
      {
        find: 'if (origin !== undefined && !isOwnOrigin(origin))',
        replace: "if (origin === '')",
        why: 'A page of the internet could use the services of this machine.',
      },
    ],
  ),
  ...guardsOf(
    'lib/local/stack/home-lock.ts',
    ['test/local/stack/home-lock.local.test.ts'],
    [
      {
        find: 'if (pid !== undefined && pid !== process.pid) throw new HomeInUseError(home, pid);',
        replace: '',
        why: 'Two processes would write the same tables.',
      },
      {
        find: "const isOther = start !== '' && start !== readStart(pid);",
        replace: 'const isOther = start === undefined;',
        why: 'A lock would block its home as long as any program has its process id.',
      },
      {
        find: ' || pid <= 0',
        replace: '',
        why: 'An empty lock would block its home for ever.',
      },
      {
        find: 'const isSame = readTextFile(file) === found;',
        replace: 'const isSame = true;',
        why: 'A lock that another process has just taken over would be replaced.',
      },
    ],
  ),
  ...guardsOf(
    'lib/local/triggers/queue-poller.ts',
    ['test/local/triggers/queue-poller.local.test.ts'],
    [
      {
        find: 'if (!outcome.ok) return all;',
        replace: 'if (!outcome.ok) return new Set();',
        why: 'Messages of a function that failed would be deleted.',
      },
      {
        find: 'reported.every((id) => all.has(id)) ? new Set(reported) : all',
        replace: 'new Set(reported)',
        why: 'A batch whose failures have unknown names would be deleted.',
      },
    ],
  ),
  ...guardsOf(
    'lib/local/http/http-gateway.ts',
    ['test/local/http/http-gateway.local.test.ts'],
    [
      {
        find: 'if (bytes <= most) return Buffer.concat(chunks);',
        replace: 'if (bytes >= 0) return Buffer.concat(chunks);',
        why: 'The local gateway would take bodies that AWS refuses.',
      },
    ],
  ),
  ...guardsOf(
    'lib/local/objects/object-signature.ts',
    ['test/local/objects/presigned.local.test.ts'],
    [
      {
        find: 'if (start > now.getTime() + MAX_SKEW_MILLISECONDS) return',
        replace: 'if (start < 0) return',
        why: 'A signature of the future would be valid.',
      },
      {
        find: 'if (given.length === expected.length && timingSafeEqual(given, expected)) return undefined;',
        replace: 'if (given.length === expected.length) return undefined;',
        why: 'Any signature would be valid.',
      },
    ],
  ),
  ...guardsOf(
    'lib/local/objects/object-checksums.ts',
    ['test/local/objects/presigned.local.test.ts'],
    [
      {
        find: 'if (computeChecksum(algorithm, body) === value) return undefined;',
        replace: 'if (value) return undefined;',
        why: 'Bytes would be stored that are not those that were signed.',
      },
    ],
  ),
  ...guardsOf(
    'lib/local/objects/object-guarded-store.ts',
    ['test/local/objects/object-server.local.test.ts'],
    [
      {
        find: 'if (failed) throw new parts.S3Error(',
        replace: 'if (parts === undefined) throw new parts.S3Error(',
        why: 'The local S3 would replace objects against their conditions.',
      },
    ],
  ),
  ...guardsOf(
    'lib/client/retries.ts',
    ['test/client/retries.test.ts'],
    [
      {
        find: 'if (made >= attempts || ',
        replace: 'if (',
        why: 'A client would repeat a request for ever.',
      },
      {
        find: 'return mayRepeat && (TEMPORARY',
        replace: 'return (TEMPORARY',
        why: 'A client would repeat what must happen once.',
      },
      {
        find: 'if (demanded !== undefined && demanded > maxWaitSeconds * 1_000) return undefined;',
        replace: '',
        why: 'A client would wait as long as any server says.',
      },
    ],
  ),
];
