import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, findFlaws } from '../support/console/browser.ts';
import { type ConsoleServer, startConsole } from '../support/console/console-server.ts';
import { Refusal } from '../support/console/fake-api.ts';
import { filmShop } from '../support/console/films.ts';

let open: ConsoleServer;
let guarded: ConsoleServer;
let signed: ConsoleServer;
beforeAll(async () => {
  [open, guarded, signed] = await Promise.all([
    startConsole(filmShop),
    startConsole(filmShop, 'jwt'),
    startConsole(filmShop, 'iam'),
  ]);
});
beforeEach(() => [open, guarded, signed].forEach((server) => void server.answer(filmShop)));
afterAll(() => Promise.all([open.close(), guarded.close(), signed.close()]));

describeInBrowser('the shell of the console', (openPage) => {
  it('shows which version is live, the views, and the one that is open', async () => {
    const page = await openPage(open.url);
    await page.getByText('m-601a94c6df3d58f8').waitFor();
    const link = page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Explore' });
    expect(await link.getAttribute('aria-current')).toBe('page');
    expect(await page.title()).toBe('Explore · Kindred');
  });

  it('can be used by keyboard: the first key leads past the bar to the content', async () => {
    const page = await openPage(open.url);
    await page.getByRole('link', { name: 'Be Cool' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
  });

  it('keeps the colours that were chosen, also after a reload', async () => {
    const page = await openPage(open.url);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    expect(await ground()).toBe(dark);
    await page.getByRole('radio', { name: 'As the system' }).check({ force: true });
    expect(await ground()).toBe(light);
  });

  it('works in a browser that keeps nothing for sites', async () => {
    const page = await openPage(guarded.url);
    await page.addInitScript(() => {
      for (const place of ['localStorage', 'sessionStorage'])
        Object.defineProperty(globalThis, place, {
          get: () => {
            throw new DOMException('Access is denied', 'SecurityError');
          },
        });
    });
    await page.reload();
    await page.getByRole('textbox', { name: 'Token (JWT)' }).fill('aa.bb.cc');
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByRole('link', { name: 'Be Cool' }).waitFor();
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  });

  it('takes files that are dropped on any view to the view for files', async () => {
    const page = await openPage(open.url);
    await page.getByRole('link', { name: 'Be Cool' }).waitFor();
    const dataTransfer = await page.evaluateHandle(() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File(['Handle,Title\nlamp,Lamp\n'], 'products_export.csv'));
      return dropped;
    });
    open.answer({ ...filmShop, listUploads: () => ({ data: [], nextCursor: null }) });
    await page.dispatchEvent('main', 'drop', { dataTransfer });
    await page.getByRole('heading', { name: 'products_export.csv' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/data');
  });

  it('asks for a token where the API needs one, sends it, and keeps it in the tab only', async () => {
    const page = await openPage(guarded.url);
    const dialog = page.getByRole('dialog', { name: 'Enter a token' });
    await dialog.waitFor();
    expect(await findFlaws(page)).toEqual([]);
    expect(guarded.asked).toEqual([]);
    await dialog.getByRole('textbox').fill('no token');
    await dialog.getByRole('button', { name: 'Use it' }).click();
    expect(await dialog.getByRole('alert').innerText()).toContain('This is no JWT');
    await dialog.getByRole('textbox').fill('aa.bb.cc');
    await dialog.getByRole('button', { name: 'Use it' }).click();
    await page.getByRole('link', { name: 'Be Cool' }).waitFor();
    expect(new Set(guarded.asked.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer aa.bb.cc']));
    expect(page.url()).not.toContain('aa.bb');
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('aa.bb');
    await page.reload();
    await page.getByRole('link', { name: 'Be Cool' }).waitFor();
  });

  it('asks again when the API refuses a token', async () => {
    const page = await openPage(guarded.url);
    guarded.answer({ ...filmShop, listProducts: () => new Refusal(401, { message: 'Unauthorized' }) });
    await page.getByRole('textbox', { name: 'Token (JWT)' }).fill('aa.bb.cc');
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('The service refused the credentials.').waitFor();
    // The first dialog was closed before this one opened; the browser may say so only now.
    await page.getByRole('dialog').dispatchEvent('close');
    guarded.answer(filmShop);
    await page.getByRole('textbox', { name: 'Token (JWT)' }).fill('dd.ee.ff');
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByRole('link', { name: 'Be Cool' }).waitFor();
  });

  it('signs its calls with AWS credentials, which it never sends or stores', async () => {
    const page = await openPage(signed.url);
    const pasted = JSON.stringify({ AccessKeyId: 'AKID', SecretAccessKey: 'very-secret', SessionToken: 'session' });
    await page.getByRole('textbox').first().fill(pasted);
    await page.getByRole('button', { name: 'Use them' }).click();
    await page.getByRole('link', { name: 'Be Cool' }).waitFor();
    const [asked] = signed.asked;
    expect(asked!.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-central-1\/execute-api/);
    expect(JSON.stringify(signed.asked)).not.toContain('very-secret');
    expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toContain('very-secret');
  });

  it('says that the service does not answer', async () => {
    const page = await openPage(open.url);
    await page.getByRole('link', { name: 'Be Cool' }).waitFor();
    await page.route('**/v1/**', (route) => route.abort());
    await page.getByRole('link', { name: 'Be Cool' }).click();
    await page.getByRole('alert').first().waitFor();
    expect(await page.getByRole('alert').first().innerText()).toContain('No answer from the service');
  });
});
