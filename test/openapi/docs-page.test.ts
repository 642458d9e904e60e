import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { buildDocsPage } from '../../lib/openapi/docs-page.ts';

describe('buildDocsPage', () => {
  const page = buildDocsPage('{"info": {"title": "</script><b>"}}');
  const [data, script] = [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text!);

  it('has the document as data that ends nothing', () => {
    expect(JSON.parse(data!)).toEqual({ info: { title: '</script><b>' } });
  });

  it('has one script, which is whole and the only one that may run', () => {
    expect(() => new Script(script!)).not.toThrow();
    expect(page).toContain(`script-src 'sha256-${createHash('sha256').update(script!).digest('base64')}'`);
    // After this sign a browser would end the script elsewhere.
    expect(page).not.toContain('<!--');
    expect(page.match(/<\/script/g)).toHaveLength(2);
  });

  it('loads nothing else', () => {
    const markup = page.replace(data!, '').replace(script!, '');
    expect([...markup.matchAll(/(?:src|href)=|@import|url\((?!["']?data:)/g)]).toEqual([]);
  });
});
