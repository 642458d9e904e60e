import { describe, expect, it } from 'vitest';
import { labelClusters } from '../../../lambdas/core/map/cluster-labels.ts';
import { type DescribedProduct, describeProduct } from '../../../lambdas/core/map/described-product.ts';

type Description = Omit<Parameters<typeof describeProduct>[0], 'id'>;

/** The labels of clusters with as many products each, the i-th of which `describe` gives. */
function labelsOf(
  clusterCount: number,
  describe: (cluster: number, i: number) => Description,
  size = 10,
): readonly string[] {
  const clusters = Int32Array.from({ length: size * clusterCount }, (_, row) => row % clusterCount);
  const products = Array.from(clusters, (cluster, row): DescribedProduct => {
    return describeProduct({ id: `p${row}`, ...describe(cluster, Math.floor(row / clusterCount)) });
  });
  return labelClusters(products, clusters, clusterCount);
}

const nouns = [
  'lamp',
  'sofa',
  'teapot',
  'mirror',
  'candle',
  'basket',
  'clock',
  'ribbon',
  'tray',
  'frame',
  'jug',
  'hook',
];

describe('the labels of clusters', () => {
  it('are the terms that distinguish them, as they are written, and none that all products have', () => {
    const [lamps, chairs] = labelsOf(2, (cluster, i) =>
      cluster === 0
        ? { title: `Brass lamp with shade ${i}`, brand: 'Lumen', category: 'Home > Lamps' }
        : { title: `Oak chair with arms ${i}`, category: ['Home', 'Chairs'] },
    );
    expect(lamps).toBe('Lamps, Lumen, brass');
    expect(chairs!.split(', ')).toContain('Chairs');
    expect(chairs).not.toMatch(/with|Home|\d/);
  });

  it('have no articles and prepositions of any language, although some clusters have more of them', () => {
    const fillers = ['the', 'with', 'der', 'und', 'les', 'pour', 'para'];
    const labels = labelsOf(nouns.length, (cluster, i) => ({
      // A third of the titles of each cluster has a filler, half of them in every other cluster.
      title: `${i % 3 === 0 || cluster % 2 === 0 ? fillers[(cluster + i) % fillers.length] : ''} ${nouns[cluster]} ${i}`,
    }));
    expect(labels).toEqual(nouns);
  });

  it('begin with a category that at least half of the products have', () => {
    const labels = labelsOf(nouns.length, (cluster, i) => ({
      title: `${nouns[cluster]} thing`,
      ...(cluster === 3 && i < 5 ? { category: 'Glass' } : {}),
      ...(cluster === 4 && i < 4 ? { category: 'Wax' } : {}),
    }));
    expect(labels[3]).toBe('Glass, mirror');
    expect(labels[4]).toBe('candle, Wax');
  });

  it('leave out what is more frequent elsewhere', () => {
    const isRed = (cluster: number, i: number) => cluster < 3 || (cluster === 3 && i < 2);
    const labels = labelsOf(nouns.length, (cluster, i) => ({
      title: `${nouns[cluster]} ${isRed(cluster, i) ? 'red' : ''}`,
    }));
    expect(labels.slice(0, 4)).toEqual(['lamp, red', 'sofa, red', 'teapot, red', 'mirror']);
  });

  it('take rarer terms if no frequent one distinguishes a cluster', () => {
    const describe = (cluster: number, i: number) => ({
      title: i < (cluster === 5 ? 3 : 20) ? nouns[cluster]! : `${i}`,
    });
    expect(labelsOf(nouns.length, describe, 40)).toEqual(nouns);
  });

  it('say no word twice, in the singular and in the plural', () => {
    const forms = [
      ['berry', 'berries'],
      ['lamp', 'lamps'],
      ['story', 'stories'],
    ];
    const labels = labelsOf(3, (cluster, i) => ({ title: `${forms[cluster]![i % 2]} ${forms[cluster]![0]} no ${i}` }));
    expect(labels).toEqual(['berry', 'lamp', 'story']);
  });

  it('have letters: neither years nor sizes nor brands of digits', () => {
    const labels = labelsOf(3, (cluster) => ({
      title: `${nouns[cluster]} ${2020 + cluster} ٣٤${cluster}`,
      brand: String(4711 + cluster),
      category: String(100 + cluster),
    }));
    expect(labels).toEqual(['lamp', 'sofa', 'teapot']);
  });

  it('keep accents, and take short words of scripts in which a character is a word', () => {
    const titles = ['Stühle', '椅子', '의자 다리', 'Ölgemälde'];
    expect(labelsOf(4, (cluster) => ({ title: titles[cluster]! }))).toEqual([
      'stühle',
      '椅子',
      '의자, 다리',
      'ölgemälde',
    ]);
  });

  it('number a cluster that nothing distinguishes', () => {
    expect(labelsOf(2, () => ({ title: 'Lamp' }))).toEqual(['group 1', 'group 2']);
  });

  it('are the most frequent terms of a single cluster, and never the same', () => {
    expect(labelsOf(1, () => ({ title: 'Lamp', category: 'Light' }))).toEqual(['Light, lamp']);
    const three = labelsOf(3, (cluster) => ({ title: cluster === 1 ? 'Sofa' : 'Lamp' }));
    expect(three).toEqual(['lamp', 'sofa', 'lamp (2)']);
  });
});
