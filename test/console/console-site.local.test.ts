import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConsoleSite } from '../../lambdas/http/console-site.ts';
import type { Answer } from '../../lambdas/http/http-response.ts';
import { buildConsole } from '../../lib/constructs/console-build.ts';
import { askSite, builtFiles } from '../support/console/console-server.ts';

const config = { authorization: 'jwt', region: 'eu-central-1' } as const;
const options = { uploadOrigin: 'https://uploads.example' };
/** What the page may load before it shows a view, in bytes as they are sent. */
const MAX_FIRST_LOAD_BYTES = 350_000;

let files: ReadonlyMap<string, Uint8Array>;
let site: ConsoleSite;
beforeAll(async () => {
  files = await builtFiles();
  site = new ConsoleSite(files, config, options);
});

const textOf = ({ content }: Answer) => Buffer.from(content!.bytes).toString();
const compressed = { 'accept-encoding': 'gzip, deflate' };

describe('the page of the console', () => {
  it('is asked for each time, and knows how its calls are authorized', () => {
    const page = askSite(site, '/');
    expect(page.content!.type).toBe('text/html; charset=utf-8');
    expect(page.headers).toMatchObject({ 'cache-control': 'no-cache' });
    const [, json] = /<script type="application\/json" id="config">(.*?)<\/script>/.exec(textOf(page))!;
    expect(JSON.parse(json!)).toEqual(config);
  });

  it('may load from its own origin only, besides pictures, may send to it only, besides uploads, and no other site may show it in a frame', () => {
    const policy = askSite(site, '/').headers!['content-security-policy']!;
    expect(policy).toContain("default-src 'self';");
    expect(policy).toContain("connect-src 'self' https://uploads.example;");
    expect(policy).toContain("img-src 'self' data: https:;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it('names in its policy the one script that it holds', () => {
    const page = askSite(site, '/');
    expect(textOf(page).match(/<script>/g)).toHaveLength(1);
    expect(page.headers!['content-security-policy']!.match(/'sha256-[\w+/]{43}='/g)).toHaveLength(1);
  });

  it('names only files that the site has', () => {
    const named = [...textOf(askSite(site, '/')).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(
      (match) => match[1]!,
    );
    expect(named.length).toBeGreaterThanOrEqual(3);
    for (const path of named) expect(askSite(site, path).status).toBe(200);
  });

  it('is refused by the site if it has no place for the configuration', () => {
    expect(() => new ConsoleSite(new Map(), config, options)).toThrow('id "config"');
  });
});

describe('the files of the console', () => {
  it('have their types, and are kept by browsers for good, because their names change with their content', () => {
    const types = [...files.keys()]
      .filter((name) => name !== 'index.html')
      .map((name) => {
        const { content, headers } = askSite(site, `/assets/${name}`);
        expect(headers).toMatchObject({
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
        });
        return content!.type;
      });
    expect(new Set(types)).toEqual(
      new Set(['text/javascript; charset=utf-8', 'text/css; charset=utf-8', 'image/svg+xml']),
    );
  });

  it('are sent compressed to those who take that', () => {
    const name = [...files.keys()].find((one) => one.endsWith('.js'))!;
    const sent = askSite(site, `/assets/${name}`, compressed);
    expect(sent.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(sent.content!.bytes).toString()).toBe(textOf(askSite(site, `/assets/${name}`)));
  });

  it.each(['nothing.js', 'index.html', '../index.html', ''])('do not hold %j', (name) => {
    expect(() => askSite(site, `/assets/${name}`)).toThrow(expect.objectContaining({ code: 'route-not-found' }));
  });

  it('weigh at most 350 kB as they are sent, before the map is loaded', () => {
    const loaded = [...files].filter(([name]) => !name.startsWith('map-'));
    const bytes = loaded.reduce((sum, [, gzip]) => sum + gzip.length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(MAX_FIRST_LOAD_BYTES);
  });

  it('are refused by the site if their type is not known', () => {
    expect(() => new ConsoleSite(new Map([...files, ['a.exe', new Uint8Array()]]), config, options)).toThrow('a.exe');
  });
});

describe('the build', () => {
  it('is not repeated while its sources are the same', () => {
    expect(buildConsole()).toBe(buildConsole());
  });
});
