import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sha256Hex } from '../../../lambdas/shared/sha256.ts';

/** Happens right after a lock was read the next time. */
let onceRead: (() => void) | undefined;
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const readFileSync = (...given: Parameters<typeof fs.readFileSync>) => {
    const content = fs.readFileSync(...given);
    const happens = String(given[0]).endsWith('lock') ? onceRead : undefined;
    if (happens) onceRead = undefined;
    happens?.();
    return content;
  };
  return { ...fs, readFileSync };
});
vi.resetModules();
const { lockHome } = await import('../../../lib/local/stack/home-lock.ts');
afterAll(() => vi.resetModules());

/** A process that is alive during the tests. */
const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
afterAll(() => other.kill('SIGKILL'));

let home: string;
const lock = () => join(home, 'lock');

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kindred-lock-'));
});

describe('lockHome', () => {
  it('locks a folder that does not exist yet, and leaves nothing when it is released', () => {
    home = join(home, 'deep', 'er');
    const release = lockHome(home);
    expect(readFileSync(lock(), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    release();
    expect(readdirSync(home)).toEqual([]);
  });

  it('refuses a folder that a living process has locked, and says which one and what to do', () => {
    writeFileSync(lock(), String(other.pid));
    expect(() => lockHome(home)).toThrow(`is in use by process ${other.pid}\nStop that process, or choose another`);
    expect(readFileSync(lock(), 'utf8')).toBe(String(other.pid));
    expect(readdirSync(home)).toEqual(['lock']);
  });

  it.each([
    ['an empty lock', ''],
    ['a lock of zeros, as a power failure leaves it', '\0\0\0'],
    ['a lock without a process', 'soon'],
    ['process 0, which would be every process of this group', '0'],
    ['a negative id', '-1'],
    ['a process that does not exist', '4194399'],
    ['this process', String(process.pid)],
  ])('takes over %s', (_what, content) => {
    writeFileSync(lock(), content);
    const release = lockHome(home);
    expect(readFileSync(lock(), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    release();
    expect(existsSync(lock())).toBe(false);
  });

  it('leaves a stale lock to another process that takes it over after it was read here', () => {
    writeFileSync(lock(), '4194399');
    onceRead = () => writeFileSync(lock(), String(other.pid));
    expect(() => lockHome(home)).toThrow(`is in use by process ${other.pid}`);
    expect(readFileSync(lock(), 'utf8')).toBe(String(other.pid));
    expect(readdirSync(home)).toEqual(['lock']);
  });

  it('leaves a stale lock to a living process that is taking it over, and not to one that died', () => {
    const marker = `${lock()}.${sha256Hex('4194399').slice(0, 16)}`;
    writeFileSync(lock(), '4194399');
    writeFileSync(marker, String(other.pid));
    expect(() => lockHome(home)).toThrow(`is in use by process ${other.pid}`);
    writeFileSync(marker, '4194398');
    const release = lockHome(home);
    expect(readFileSync(lock(), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    release();
    expect(readdirSync(home)).toEqual([]);
  });

  it.skipIf(!existsSync('/proc/self/stat'))('takes over a lock whose process id is that of another program now', () => {
    writeFileSync(lock(), `${other.pid} 7b1f0000-0000-4000-8000-000000000000/12`);
    lockHome(home)();
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${other.pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    writeFileSync(lock(), `${other.pid} ${boot}/${ticks}`);
    expect(() => lockHome(home)).toThrow('is in use');
  });

  it('takes over the lock of a process that was killed', async () => {
    const killed = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    writeFileSync(lock(), String(killed.pid));
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    lockHome(home)();
  });

  it('throws an error that has a text for people if a file or a folder is in its way', () => {
    writeFileSync(lock(), '');
    expect(() => lockHome(join(lock(), 'home'))).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    const inside = join(home, 'other');
    mkdirSync(join(inside, 'lock'), { recursive: true });
    expect(() => lockHome(inside)).toThrow(expect.objectContaining({ code: 'wrong-value' }));
    expect(readdirSync(inside)).toEqual(['lock']);
  });
});
