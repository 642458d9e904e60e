import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, expectToLookRight, findFlaws, takePicture } from '../../support/console/browser.ts';
import { type ConsoleServer, startConsole } from '../../support/console/console-server.ts';
import { problem } from '../../support/console/fake-api.ts';
import { filmAnswers } from '../../support/console/films.ts';
import { failedRun, heldRun, runAnswers, runningRun, runShop } from '../../support/console/runs.ts';

let server: ConsoleServer;
beforeAll(async () => {
  server = await startConsole(runShop);
});
beforeEach(() => server.answer(runShop));
afterAll(() => server.close());

const { live, previous } = runAnswers.models;
const bodiesOf = (wanted: string) =>
  server.asked.filter(({ operation }) => operation === wanted).map(({ body, path }) => ({ ...path, ...body }));

describeInBrowser('the view Runs', (open) => {
  it('looks right and is accessible as an overview and for each kind of run', async () => {
    const page = await open(`${server.url}/#/runs`);
    await page.getByRole('heading', { name: live! }).waitFor();
    await expectToLookRight(page, 'runs-overview');
    server.answer({ ...runShop, getTrainingRun: () => runningRun });
    await page.goto(`${server.url}/#/runs?run=run-now`);
    await page.getByRole('progressbar').waitFor();
    await expectToLookRight(page, 'runs-running');
    server.answer(runShop);
    await page.goto(`${server.url}/#/runs?run=${heldRun.id}`);
    await page.getByRole('heading', { name: 'The watchdog' }).waitFor();
    await expectToLookRight(page, 'runs-held');
    await page.goto(`${server.url}/#/runs?run=${failedRun.id}`);
    await page.getByRole('heading', { name: 'Why it failed' }).waitFor();
    await expectToLookRight(page, 'runs-failed');
  });

  it('keeps what a run does beside its name, however long both are', async () => {
    const long = { ...runningRun, step: 123_456, steps: 999_999, startedAt: '2020-01-01T00:00:00Z' };
    server.answer({ ...runShop, listTrainingRuns: () => ({ ...runAnswers.runs, data: [long] }) });
    const page = await open(`${server.url}/#/runs`);
    await page.getByText('step 123,456 of 999,999').waitFor();
    const [text, state] = await Promise.all(
      ['.runs-row-text', '.runs-row-state'].map((part) => page.locator(part).boundingBox()),
    );
    expect(state!.y).toBe(text!.y);
    expect(state!.x).toBeGreaterThan(text!.x + text!.width);
    expect(await findFlaws(page)).toEqual([]);
  });

  it('shows a held run with its reason, the intervals, both curves, what it cost and who started it', async () => {
    const page = await open(`${server.url}/#/runs`);
    await page.getByRole('listitem').filter({ hasText: heldRun.id }).getByRole('link').first().click();
    await page.getByText('Held back: what is live stays').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(heldRun.id);
    const text = await page.locator('main').innerText();
    expect(text).toContain('by Ann: The spring collection is in');
    expect(text).toMatch(/\$0\.0013 at list prices/);
    expect(text).toContain('It is not as good as the live version, which stays live');
    const forest = page.getByRole('img', { name: /^Differences in recall@10/ });
    expect(await forest.getAttribute('aria-label')).toContain('Live version −0.003, not told apart; Text model');
    await page.locator('summary', { hasText: 'As a table' }).last().click();
    expect(await page.getByRole('row', { name: /^TF-IDF/ }).innerText()).toMatch(/\+0\.0\d+ to \+0\.0\d+\s+better/);

    const losses = page.getByRole('slider', { name: /^Loss by step/ });
    await losses.press('Home');
    expect(await losses.getAttribute('aria-valuetext')).toMatch(/^step 8: loss 5\.\d{3} \(chance 8\.\d{3}\)$/);
    await losses.press('ArrowRight');
    expect(await losses.getAttribute('aria-valuetext')).toMatch(/^step 16: /);
    await page.getByRole('slider', { name: /^Held-out figures/ }).waitFor();
  });

  it('follows a run while it works, and cancels it with a reason', async () => {
    let step = 16;
    server.answer({
      ...runShop,
      getTrainingRun: () => ({ ...runningRun, step: step++ }),
      cancelTrainingRun: ({ body }) => {
        const cancelRequested = { at: '2026-11-30T06:30:00.000Z', by: 'Ann', attempt: 1, why: body.why };
        server.answer({ ...runShop, getTrainingRun: () => ({ ...runningRun, cancelRequested }) });
        return { ...runningRun, cancelRequested };
      },
    });
    const page = await open(`${server.url}/#/runs?run=${runningRun.id}`);
    await page.getByText('step 16 of 21').waitFor();
    await page.getByText('step 18 of 21').waitFor();
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toContain('The live version stays');
    expect(await findFlaws(page)).toEqual([]);
    await dialog.getByLabel('Reason').fill('started by mistake');
    await dialog.getByLabel('Your name').fill('Ann');
    await dialog.getByRole('button', { name: 'Cancel the run' }).click();
    await page.getByText(`${runningRun.id} will end`).waitFor();
    await page.getByText('Ann has asked at').waitFor();
    expect(await page.getByRole('button', { name: 'Cancel the run' }).isDisabled()).toBe(true);
  });

  it('starts a run after saying what will happen, and goes to it', async () => {
    server.answer({
      ...runShop,
      startTrainingRun: () => runningRun,
      getTrainingRun: () => runningRun,
    });
    const page = await open(`${server.url}/#/runs`);
    await page.getByRole('link', { name: 'Training on all data' }).first().waitFor();
    await page.getByRole('button', { name: 'Start a run' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toMatch(
      /only goes live if the gate lets it pass\. The last run took \d+ s and \$/,
    );
    await dialog.getByText('New data').click();
    await dialog.locator('summary').click();
    await dialog.getByLabel('As JSON').fill('{"epochs": }');
    await dialog.getByText(/^This is no JSON/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Start the run' }).isDisabled()).toBe(true);
    await dialog.getByLabel('As JSON').fill('{"epochs": 20}');
    expect(await findFlaws(page)).toEqual([]);
    await dialog.getByLabel('Reason').fill('new films');
    await dialog.getByRole('button', { name: 'Start the run' }).click();
    await page.getByText(`${runningRun.id} has started.`).waitFor();
    expect(new URL(page.url()).hash).toBe(`#/runs?run=${runningRun.id}`);
    expect(bodiesOf('startTrainingRun')).toMatchObject([{ data: 'new', config: { epochs: 20 }, why: 'new films' }]);
  });

  it('promotes a version that the gate held only with a reason and one more consent', async () => {
    const held = { ...runAnswers.models, live: previous, previous: null };
    server.answer({
      ...runShop,
      listModels: () => held,
      promoteModel: () => runningRun,
      getTrainingRun: () => runningRun,
    });
    const page = await open(`${server.url}/#/runs`);
    await page.getByRole('button', { name: `Promote ${live}` }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toContain('The gate has held this version. The trained model has');
    await dialog.getByLabel('Reason').fill('the sale begins');
    const promote = dialog.getByRole('button', { name: 'Promote', exact: true });
    expect(await promote.isDisabled()).toBe(true);
    expect(await findFlaws(page)).toEqual([]);
    await dialog.getByLabel('Promote it all the same').check();
    await promote.click();
    await page.getByText(`The publication of ${live} has started.`).waitFor();
    expect(bodiesOf('promoteModel')).toEqual([{ version: live, why: 'the sale begins', override: true }]);
    const ended = { ...runAnswers.run[heldRun.id]!, id: runningRun.id };
    server.answer({ ...runShop, getTrainingRun: () => ended, getHealth: () => ({ ...filmAnswers.health, live }) });
    await page.locator('.shell-live', { hasText: live! }).waitFor();
  });

  it('rolls back with a reason, says so, and keeps what was typed if the service refuses', async () => {
    const refuse = () => problem('not-live', `version ${live} is not live`);
    server.answer({ ...runShop, rollBackModel: refuse });
    const page = await open(`${server.url}/#/runs`);
    await page.getByRole('button', { name: 'Roll back' }).click();
    const dialog = page.getByRole('dialog', { name: `Roll back to ${previous}?` });
    const confirm = dialog.getByRole('button', { name: 'Roll back' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('worse for old films');
    await confirm.click();
    await dialog.getByText(`version ${live} is not live`).waitFor();
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('worse for old films');
    server.answer({
      ...runShop,
      rollBackModel: () => ({ ...runningRun, live: previous! }),
      getHealth: () => ({ ...filmAnswers.health, live: previous }),
      listModels: () => ({ ...runAnswers.models, live: previous, previous: live }),
    });
    await confirm.click();
    await page.getByText(`${previous} is live again.`).waitFor();
    await page.getByRole('button', { name: `Promote ${live}` }).waitFor();
    await page.locator('header').getByText(previous!).first().waitFor();
    expect(bodiesOf('rollBackModel')).toEqual([{ version: live, why: 'worse for old films' }]);
  });

  it('says what to do while nothing is trained, and when a run does not exist', async () => {
    const models = { ...runAnswers.models, data: [], head: null, live: null, previous: null, next: null };
    server.answer({ ...runShop, listTrainingRuns: () => ({ data: [], nextCursor: null }), listModels: () => models });
    const page = await open(`${server.url}/#/runs`);
    await page.getByRole('heading', { name: 'Nothing is trained yet' }).waitFor();
    await page.getByRole('heading', { name: 'No version yet' }).waitFor();
    await takePicture(page, 'runs-empty');
    expect(await findFlaws(page)).toEqual([]);
    await page.goto(`${server.url}/#/runs?run=run-nobody`);
    await page.getByRole('heading', { name: 'There is no such run' }).waitFor();
    await expectToLookRight(page, 'runs-failure');
  });
});
