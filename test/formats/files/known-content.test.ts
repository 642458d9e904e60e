import { describe, expect, it } from 'vitest';
import { findForeignText } from '../../../lambdas/formats/files/known-content.ts';

describe('a file that is no text', () => {
  it('is not a small text with a stray control character', () => {
    expect(findForeignText('id,name\n1,A\0B\n2,C\x01\n')).toBeUndefined();
  });

  it('is known by many control characters', () => {
    expect(findForeignText('\x01\x02\x00\x00a\x05b\x06')).toMatchObject({ name: 'no text file' });
  });
});
