import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AWS_LIMITS, type AwsLimit } from '../../../lib/local/limits/aws-limits.ts';
import { FAULT_KINDS } from '../../../lib/local/limits/fault-kinds.ts';
import { fillLocalPage } from '../../../lib/local/limits/limits-page.ts';
import { projectRoot } from '../../support/architecture/source-files.ts';

const page = readFileSync(join(projectRoot, 'docs/local.md'), 'utf8');

describe('docs/local.md', () => {
  it('has the tables that `npm run docs` writes', () => {
    expect(fillLocalPage(page)).toBe(page);
  });

  it('has a row for each limit, with its page at AWS, and for each fault', () => {
    for (const [name, { source }] of Object.entries<AwsLimit>(AWS_LIMITS)) {
      expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\| \\[[^\\]]+\\]\\(${source.replaceAll('.', '\\.')}\\)`, 'm'));
      expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    }
    for (const kind of Object.values(FAULT_KINDS).flatMap((kinds) => Object.keys(kinds)))
      expect(page).toContain(`| \`${kind}\` |`);
  });
});
