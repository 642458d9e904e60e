import { guardsOf, type Mutant } from './mutant.ts';

/** The guards of the command line. */
export const commandMutants: readonly Mutant[] = [
  ...guardsOf(
    'bin/files/output-file.ts',
    ['test/bin/output-file.test.ts'],
    [
      {
        find: '  tryToWrite(folder);\n}\n\n/**\n * Checks before the work that files can be written into the folder',
        replace: '}\n\n/**\n * Checks before the work that files can be written into the folder',
        why: 'A training of an hour would end at a disk that cannot be written.',
      },
    ],
  ),
  ...guardsOf(
    'bin/remote/remote-embedding.ts',
    ['test/bin/remote-embedding.test.ts'],
    [
      {
        find: 'group.length === MAX_EMBEDDED_ITEMS || ',
        replace: '',
        why: 'The API would refuse the request of a catalog.',
      },
      {
        find: '(group.length > 0 && bytes + size > MAX_BODY_BYTES)',
        replace: 'group.length < 0',
        why: 'The API would refuse a request of large products.',
      },
      {
        find: 'if (faults.size === 0) throw cause;',
        replace: '',
        why: 'A failure would be repeated for ever as if products were at fault.',
      },
    ],
  ),
  ...guardsOf(
    'bin/remote/remote-export.ts',
    ['test/bin/export-remote.local.test.ts'],
    [
      {
        find: 'if (loaded !== file.bytes) throw',
        replace: 'if (loaded < 0) throw',
        why: 'Half a file would count as an export.',
      },
    ],
  ),
  ...guardsOf(
    'bin/smoke/smoke-steps.ts',
    ['test/bin/smoke.test.ts'],
    [
      {
        find: 'if (status === 401 || status === 403) return',
        replace: 'if (status === 200 || status === 401 || status === 403) return',
        why: 'The smoke test would pass on an API that is open to everybody.',
      },
      {
        find: 'if (answer.modelVersion !== live)',
        replace: "if (answer.modelVersion === '')",
        why: 'The smoke test would pass while another version answers.',
      },
      {
        find: 'if ([...counts.values()].some((messages) => messages > 0))',
        replace: 'if (counts.size < 0)',
        why: 'The smoke test would pass with dead letters.',
      },
    ],
  ),
];
