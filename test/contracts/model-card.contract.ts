import { describe, expect, it } from 'vitest';
import { renderCardMarkdown } from '../../lambdas/core/model-card/card-markdown.ts';
import { writeCardJson } from '../../lambdas/core/model-card/model-card.ts';
import { renderCardPage } from '../../lambdas/core/model-card/page/card-page.ts';
import type { ReportStore } from '../../lambdas/ports/report-store.ts';
import { saveModelCard } from '../../lambdas/use-cases/models/save-model.ts';
import { cardOf, shortReport } from '../support/core/model-card-factories.ts';

/** The tests of model cards in a report store. @param makeStore An empty store. */
export function describeModelCards(name: string, makeStore: () => Promise<ReportStore>): void {
  const card = cardOf(shortReport());
  const folder = `models/${card.modelVersion}`;

  describe(`${name} with model cards`, () => {
    it('stores a card as JSON, as Markdown and as a page, byte by byte', async () => {
      const store = await makeStore();
      await saveModelCard(store, card);
      expect(await store.read(`${folder}/card.json`)).toBe(writeCardJson(card));
      expect(await store.read(`${folder}/card.md`)).toBe(renderCardMarkdown(card));
      expect(await store.read(`${folder}/card.html`)).toBe(renderCardPage(card));
    });

    it('stores a card again without a change to the cards of other versions', async () => {
      const store = await makeStore();
      await saveModelCard(store, card);
      await saveModelCard(store, { ...card, modelVersion: 'm-other' });
      await saveModelCard(store, card);
      expect(await store.read(`${folder}/card.json`)).toBe(writeCardJson(card));
      expect(await store.read('models/m-other/card.md')).toContain('# Model m-other');
    });
  });
}
