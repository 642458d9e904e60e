/** An error of the operating system, for people. */
export interface SystemFailure {
  readonly code: string;
  /** What is wrong, with the path if there is one. */
  readonly what: string;
  /** What to do, as a sentence. */
  readonly advice: string;
  /** Whether another path or option is needed. False: the machine lacks something. */
  readonly isBadInput: boolean;
}

type Known = Omit<SystemFailure, 'what'> & { readonly what: (path: string) => string };

const CHECK_PATH = 'Check the path, and which user runs this.';
const diskFull: Known = {
  code: 'disk-full',
  what: (path) => `${path} cannot be written: the disk is full`,
  advice: 'Free some space, or write to another disk. Files that were there before are unchanged.',
  isBadInput: false,
};
const noPermission: Known = {
  code: 'no-permission',
  what: (path) => `${path} may not be read or written by this user`,
  advice: CHECK_PATH,
  isBadInput: true,
};
const portRefused: Known = {
  code: 'no-permission',
  what: (address) => `${address} may not be used by this user`,
  advice: 'Choose a port from 1024 on with --port <n>, or 0 for any free one.',
  isBadInput: true,
};

/** By the names that Node.js gives to errors of the operating system. */
const KNOWN: Readonly<Record<string, Known>> = {
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: {
    code: 'read-only',
    what: (path) => `${path} cannot be written: its disk is read-only`,
    advice: 'Choose another folder.',
    isBadInput: true,
  },
  ENOENT: {
    code: 'missing-input',
    what: (path) => `${path} does not exist`,
    advice: CHECK_PATH,
    isBadInput: true,
  },
  ENOTDIR: {
    code: 'not-a-folder',
    what: (path) => `${path}: a part of this path is a file, not a folder`,
    advice: 'Choose another path.',
    isBadInput: true,
  },
  EEXIST: {
    code: 'not-a-folder',
    what: (path) => `${path} is a file, expected a folder`,
    advice: 'Choose another path.',
    isBadInput: true,
  },
  EISDIR: {
    code: 'is-a-folder',
    what: (path) => `${path} is a folder, expected a file`,
    advice: 'Add the name of a file.',
    isBadInput: true,
  },
  EMFILE: {
    code: 'too-many-files',
    what: () => 'this process may not open more files',
    advice: 'Raise the limit with `ulimit -n 4096`, and try again.',
    isBadInput: false,
  },
  EADDRINUSE: {
    code: 'port-in-use',
    what: (address) => `${address} is in use by another process`,
    advice: 'Choose another port with --port <n>, or 0 for any free one.',
    isBadInput: false,
  },
};

/** Describes an error of the operating system; undefined for any other error, and for those without advice. */
export function describeSystemError(cause: unknown): SystemFailure | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code = '', path, address, port } = cause as NodeJS.ErrnoException & { address?: string; port?: number };
  const known = port !== undefined && code === 'EACCES' ? portRefused : KNOWN[code];
  if (known === undefined) return undefined;
  return { ...known, what: known.what(path ?? (port === undefined ? 'a file' : `${address}:${port}`)) };
}
