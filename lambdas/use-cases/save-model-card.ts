import { cardMarkdown } from '../core/model-card/card-markdown.ts';
import { cardJson, type ModelCard } from '../core/model-card/model-card.ts';
import type { ReportStore } from '../ports/report-store.ts';

/** Writes a card beside its weights, as JSON for programs and as Markdown for people. Writing it again changes nothing. */
export async function saveModelCard(reports: ReportStore, card: ModelCard): Promise<void> {
  const folder = `models/${card.modelVersion}`;
  await reports.write(`${folder}/card.json`, oneText(cardJson(card)), 'application/json');
  await reports.write(`${folder}/card.md`, oneText(cardMarkdown(card)), 'text/markdown; charset=utf-8');
}

/** A text as a report store takes it. */
export async function* oneText(text: string): AsyncGenerator<string, void, void> {
  yield text;
}
