import { describe, expect, it } from 'vitest';
import { detectEncoding } from '../../../lambdas/formats/text/encoding.ts';

function withoutMark(text: string, isBigEndian: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}

describe('the encoding of a text without a byte order mark', () => {
  it.each(['id,name\n1,A\0B\n2,C\n', 'id,name\n1,\0\n2,Größe\n', 'id;n\n1;\0'])(
    'is UTF-8 where a small text holds a zero byte: %j',
    (text) => {
      expect(detectEncoding(Buffer.from(text)).encoding).toBe('utf-8');
    },
  );

  it.each([
    'id,name\n1,Lamp\n',
    'id;name\n1;Größe\n',
    'id,name\n1,Настольная лампа\n',
    'id,n\n1,木製の卓上ランプです\n',
  ])('is UTF-16 where whole units are text: %j', (text) => {
    expect(detectEncoding(withoutMark(text, false)).encoding).toBe('utf-16le');
    expect(detectEncoding(withoutMark(text, true)).encoding).toBe('utf-16be');
  });
});
