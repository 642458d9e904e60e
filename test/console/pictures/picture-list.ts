import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { views } from '../../../lib/console/views.ts';
import { projectRoot } from '../../support/architecture/source-files.ts';
import type { Look } from '../../support/console/browser.ts';

/** A picture of the documentation. */
export interface Picture {
  /** Of the file, without its ending. */
  readonly name: string;
  /** The part of the address after `#/`. */
  readonly address: string;
  readonly look: Look;
  /** Brings the page to what is shown. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** The second run of the film shop, which chooses its best epoch: its page shows held-out figures beside the loss. */
export const SECOND_RUN = 'run-best-epoch';

const bright: Look = { scheme: 'light', width: 1280 };
const FILM = 'film-2018';
const EXPORT = join(projectRoot, 'docs/first-hour/shop/products_export.csv');

/** What is shown of a view, where its first page shows too little. A view that is not here is shown as it opens. */
const shownOfView: Readonly<Record<string, Pick<Picture, 'address' | 'prepare'>>> = {
  explore: { address: `explore?like=${FILM}`, prepare: openFirstReason },
  data: { address: 'data', prepare: uploadExport },
};

/** Every picture: one of each view in the order of the navigation, and three more. */
export const pictures: readonly Picture[] = [
  ...views.map(({ name }) => ({ name, address: name, look: bright, ...shownOfView[name] })),
  { name: 'run', address: `runs?run=${SECOND_RUN}`, look: bright, prepare: scrollToHeading('The gate') },
  { name: 'map-dark', address: 'map', look: { scheme: 'dark', width: 1280 } },
  { name: 'explore-phone', address: `explore?like=${FILM}`, look: { scheme: 'dark', width: 390 } },
];

async function openFirstReason(page: Page): Promise<void> {
  await page.locator('summary', { hasText: 'Why' }).first().click();
}

function scrollToHeading(name: string): NonNullable<Picture['prepare']> {
  return (page) =>
    page.getByRole('heading', { name }).evaluate((heading) => {
      // Below the bar, which stays at the top.
      scrollTo({ top: heading.getBoundingClientRect().top - 80 });
    });
}

/** Uploads an export of Shopify as a person does, and opens its report. */
async function uploadExport(page: Page): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(EXPORT);
  await page.getByRole('button', { name: 'Upload 1 file' }).click();
  await page.getByText('Searches find the products').waitFor();
  await page.getByRole('link', { name: /^What was read/ }).click();
  await page.getByRole('heading', { name: 'Columns and fields' }).waitFor();
}
