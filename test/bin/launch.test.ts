import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/architecture/source-files.ts';

interface Silence {
  readonly doing: string;
  readonly sinceMs: number;
  readonly heardMs: number;
  readonly saidMs: number;
}

/** Plain JavaScript, which has no types. */
const {
  toldNode,
  describeSilence,
}: {
  toldNode(found: { npmAgent: string; needed: string; installed?: string | undefined }): string;
  describeSilence(told: Silence, nowMs: number, stream: { isTTY?: boolean; columns?: number }): string;
} = await import(join(projectRoot, 'bin/launch.mjs'));
const read = (name: string) => JSON.parse(readFileSync(join(projectRoot, name), 'utf8'));
const { engines } = read('package.json');

describe('toldNode', () => {
  const told = (node: string, installed?: string) =>
    toldNode({ npmAgent: `npm/11.0.0 node/${node} linux x64 workspaces/false`, needed: engines.node, installed });

  it('says nothing on a Node.js that the project accepts, and on a program that is not npm', () => {
    for (const version of ['v22.13.0', 'v22.21.1', 'v24.0.0', 'v30.1.0']) expect(told(version)).toBe('');
    expect(toldNode({ npmAgent: '', needed: engines.node, installed: undefined })).toBe('');
  });

  it('says on an old Node.js that the installed one is used, or what to install', () => {
    expect(told('v20.20.2', '24.21.0')).toBe(
      'kindred: npm runs on Node.js 20.20, and some packages ask for a newer one: hence the warnings EBADENGINE.\n' +
        'You need not do anything: npm start, npm test and kindred use Node.js 24.21.0 of node_modules.\n',
    );
    expect(told('v22.12.0')).toMatch(
      /^kindred: npm runs on Node\.js 22\.12, .*\nInstall Node\.js 24 .*'npm ci' again\.\n$/,
    );
  });
});

describe('describeSilence', () => {
  const told = { doing: 'finding neighbours', sinceMs: 0, heardMs: 0, saidMs: 0 };

  it('says in a file every 8 seconds what a silent program is doing', () => {
    expect(describeSilence(told, 7999, {})).toBe('');
    expect(describeSilence(told, 8000, {})).toBe('finding neighbours, 0:08\n');
    expect(describeSilence({ ...told, saidMs: 8000 }, 15_000, {})).toBe('');
    expect(describeSilence({ ...told, saidMs: 60_000 }, 75_000, {})).toBe('finding neighbours, 1:15\n');
  });

  it('counts the seconds on a terminal, within its width', () => {
    const terminal = { isTTY: true, columns: 12 };
    expect(describeSilence(told, 2999, terminal)).toBe('');
    expect(describeSilence({ ...told, saidMs: 3000 }, 4000, { isTTY: true })).toBe('\r\x1b[2Kfinding neighbours, 0:04');
    expect(describeSilence(told, 4000, terminal)).toBe('\r\x1b[2Kfinding nei');
  });

  it('says nothing of a program that speaks, or that does nothing long', () => {
    expect(describeSilence({ ...told, heardMs: 50_000 }, 52_000, {})).toBe('');
    expect(describeSilence({ ...told, doing: '' }, 60_000, {})).toBe('');
  });
});

type Version = readonly [major: number, minor: number, patch: number];

/** Whether a version meets a range of package.json, of the kinds that packages use. */
function meets(version: Version, range: string): boolean {
  return range.split('||').some((alternative) =>
    [...alternative.matchAll(/(>=|<|\^|~)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?|\*/g)].every(([all, sign, ...numbers]) => {
      if (all === '*') return true;
      const [major, minor, patch] = numbers.map((number) => Number(number ?? 0)) as [number, number, number];
      const difference = version[0] - major || version[1] - minor || version[2] - patch;
      if (sign === '>=') return difference >= 0;
      if (sign === '<') return difference < 0;
      return version[0] === major && difference >= 0;
    }),
  );
}

describe('the packages of the lock file', () => {
  const [, ...least] = /^>=(\d+)\.(\d+)$/.exec(engines.node)!;

  it.each([
    ['the oldest Node.js that package.json accepts', [Number(least[0]), Number(least[1]), 0] as Version],
    ['Node.js 24', [24, 0, 0] as Version],
  ])('accept %s, so that npm ci warns of none', (_which, version) => {
    const packages: Record<string, { engines?: { node?: string } }> = read('package-lock.json').packages;
    const refusing = Object.entries(packages).filter(([, one]) => !meets(version, one.engines?.node ?? '*'));
    expect(refusing.map(([name, one]) => `${name} needs ${one.engines!.node}`)).toEqual([]);
  });

  it('are read as npm reads them: a range that is not met is found', () => {
    expect(meets([22, 12, 0], '^20.19.0 || ^22.13.0 || >=23.5.0')).toBe(false);
    expect(meets([22, 13, 0], '>=22.12.0 || >=20.19.0 <21.0.0')).toBe(true);
    expect(meets([24, 0, 0], '^22.12.0')).toBe(false);
    expect(meets([24, 0, 0], '8.* || >= 10.*')).toBe(true);
  });
});
