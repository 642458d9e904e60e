import { describe, expect, it } from 'vitest';
import type { TextEmbedder } from '../../lambdas/ports/text-vectors/text-embedder.ts';
import type { TextVectorStore } from '../../lambdas/ports/text-vectors/text-vector-store.ts';
import { type TextModel, type TextModelName, textModelNames, textModels } from '../../lambdas/shared/text-models.ts';

/** Every known model, with each number of dimensions. */
const everyTextModel: readonly TextModel[] = textModelNames.flatMap((name: TextModelName) =>
  textModels[name].dimensions.map((dimensions) => ({ name, dimensions })),
);

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** The tests that every text embedder must pass. */
export function describeTextEmbedder(name: string, make: (model: TextModel) => TextEmbedder): void {
  describe.each(everyTextModel)(`${name} as a TextEmbedder of $name with $dimensions numbers`, (model) => {
    const { textsPerCall, charactersPerText } = textModels[model.name];

    it('says its model and how many texts a call takes', () => {
      const { textsPerCall: said, model: its } = make(model);
      expect({ said, its }).toEqual({ said: textsPerCall, its: model });
    });

    it('embeds as many texts as a call takes, each as it embeds it alone', async () => {
      const embedder = make(model);
      const texts = Array.from({ length: textsPerCall }, (_, i) => `red lamp number ${i}`);
      const vectors = await embedder.embed(texts);
      expect(vectors.map(({ length }) => length)).toEqual(texts.map(() => model.dimensions));
      const [alone] = await embedder.embed([texts.at(-1)!]);
      expect(cosine(alone!, vectors.at(-1)!)).toBeCloseTo(1, 6);
    });

    it('gives texts of the same words nearer vectors than others', async () => {
      const [lamp, red, sofa] = await Promise.all(
        ['a red lamp', 'lamp, red', 'grey sofa'].map(async (text) => (await make(model).embed([text]))[0]!),
      );
      expect(cosine(lamp!, red!)).toBeGreaterThan(cosine(lamp!, sofa!));
    });

    it('refuses more texts than a call takes, no text, and a text that is too long', async () => {
      const embedder = make(model);
      const tooLong = 'a'.repeat(charactersPerText + 1);
      for (const texts of [[tooLong], ...(textsPerCall > 1 ? [Array(textsPerCall + 1).fill('a')] : [['']])])
        await expect(embedder.embed(texts)).rejects.toMatchObject({ code: 'refused' });
    });
  });
}

const HASHES = ['0a', 'ff', '0b'].map((start) => start.padEnd(64, '7'));
const expiresAt = '2026-08-01T00:00:00.000Z';

/** The tests that every store of text vectors must pass. @param make A store without anything in it. */
export function describeTextVectorStore(name: string, make: () => Promise<TextVectorStore>): void {
  describe(`${name} as a TextVectorStore`, () => {
    it('returns what it stores, bit for bit, and nothing for other hashes', async () => {
      const store = await make();
      const vector = Float32Array.of(0.1, -2, 3e-9);
      await store.putMany([
        { hash: HASHES[0]!, vector, expiresAt },
        { hash: HASHES[1]!, vector: Float32Array.of(1), expiresAt },
      ]);
      const found = await store.getMany([HASHES[2]!, HASHES[0]!]);
      expect([...found]).toEqual([[HASHES[0], { vector, expiresAt }]]);
    });

    it('replaces what it stored before', async () => {
      const store = await make();
      const later = { hash: HASHES[0]!, vector: Float32Array.of(2), expiresAt: '2026-09-01T00:00:00.000Z' };
      await store.putMany([{ ...later, vector: Float32Array.of(1), expiresAt }]);
      await store.putMany([later]);
      const { hash, ...stored } = later;
      expect((await store.getMany([hash])).get(hash)).toEqual(stored);
    });

    it('reads and stores nothing without a hash', async () => {
      const store = await make();
      await store.putMany([]);
      expect((await store.getMany([])).size).toBe(0);
    });

    it('counts the texts of each day, those of concurrent callers too, and takes some back', async () => {
      const store = await make();
      await Promise.all(Array.from({ length: 10 }, () => store.addToDay('2026-05-01', 3)));
      expect(await store.addToDay('2026-05-01', -5)).toBe(25);
      expect(await store.addToDay('2026-05-02', 1)).toBe(1);
    });
  });
}
