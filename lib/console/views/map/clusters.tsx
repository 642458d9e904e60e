import { useMemo, useState } from 'preact/hooks';
import type { ProductMap } from '../../api/product-map.ts';
import { countOf, formatCount } from '../../common/format.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import type { PointPart } from './data/points.ts';
import { firstRowsOf } from './data/shown.ts';
import type { UsedNames } from './data/use-names.ts';
import { ProductList } from './product-list.tsx';

/** How many products of a cluster can be listed. */
const LISTED = 240;
/** How many clusters are seen at first. */
const SHOWN = 20;

interface ClustersProps {
  readonly map: ProductMap;
  readonly parts: readonly PointPart[];
  readonly names: UsedNames;
  /** Shows a cluster on the map; undefined where there is no map to see. */
  readonly onShow: ((cluster: number) => void) | undefined;
}

/** All clusters with their products, to search and to read: the map for keyboards and for readers of the screen. */
export function Clusters({ map, parts, names, onShow }: ClustersProps) {
  const [words, setWords] = useState('');
  const [isAll, setAll] = useState(false);
  const found = useMemo(() => findClusters(map, words), [map, words]);
  const seen = isAll ? found : found.slice(0, SHOWN);
  return (
    <section class="map-clusters" aria-labelledby="map-clusters-title">
      <h2 id="map-clusters-title">Clusters</h2>
      <p class="meta">
        Everything that the map shows, as a list: products that lie together, the largest cluster first.
      </p>
      <input
        type="search"
        class="input"
        aria-label="Search clusters"
        placeholder="Search clusters"
        value={words}
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      <p class="visually-hidden" role="status">
        {countOf(found.length, 'cluster')}
      </p>
      {found.length === 0 && <p class="meta">No cluster has “{words}” in its name.</p>}
      <ul class="map-cluster-list">
        {seen.map((cluster) => (
          <Cluster key={cluster} {...{ map, parts, names, onShow, cluster }} />
        ))}
      </ul>
      {found.length > seen.length && (
        <Button isSmall onClick={() => setAll(true)}>
          Show all {formatCount(found.length)}
        </Button>
      )}
    </section>
  );
}

/** The numbers of the clusters with these words in their label, the largest first. */
function findClusters({ clusters }: ProductMap, words: string): readonly number[] {
  const wanted = words.trim().toLowerCase();
  return clusters
    .map((_, at) => at)
    .filter((at) => clusters[at]!.label.toLowerCase().includes(wanted))
    .sort((a, b) => clusters[b]!.products - clusters[a]!.products);
}

function Cluster({ map, parts, names, onShow, cluster }: ClustersProps & { readonly cluster: number }) {
  const [isOpen, setOpen] = useState(false);
  const { label, products } = map.clusters[cluster]!;
  return (
    <li class="map-cluster">
      <div class="map-cluster-head">
        <button type="button" class="map-cluster-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name="chevron" size={16} />
          <span class="map-cluster-label">{label}</span>
          <span class="map-legend-count">{countOf(products, 'product')}</span>
        </button>
        {onShow && (
          <Button look="quiet" isSmall icon="map" onClick={() => onShow(cluster)}>
            Show<span class="visually-hidden"> {label} on the map</span>
          </Button>
        )}
      </div>
      {isOpen && <ClusterProducts {...{ map, parts, names, cluster }} />}
    </li>
  );
}

function ClusterProducts({ map, parts, names, cluster }: Omit<ClustersProps, 'onShow'> & { readonly cluster: number }) {
  const { label, products } = map.clusters[cluster]!;
  const rows = useMemo(() => {
    const colour = map.colours.findIndex(({ field }) => field === 'cluster');
    return colour < 0 ? [] : firstRowsOf(parts, colour, cluster, LISTED);
  }, [map, parts, cluster]);
  return <ProductList label={`Products of ${label}`} rows={rows} total={products} names={names} />;
}
