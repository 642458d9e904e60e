import { createClient } from '../../lib/client/client.ts';

const api = createClient({ url: process.env.KINDRED_URL ?? 'http://127.0.0.1:3000' });

/** Records that a visitor looked at a product. `sessionId` is random, and says nothing about the person. */
export async function recordClick(sessionId: string, productId: string) {
  const click = { items: [productId], kind: 'session', sessionId, at: new Date().toISOString() } as const;
  const { accepted, data } = await api.recordEvents({ body: { events: [click] } });
  if (accepted === 0) console.error('refused:', data);
}
