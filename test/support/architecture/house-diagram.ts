/** A folder of the diagram: a layer, or a room inside a layer. */
export interface DiagramFolder {
  readonly id: string;
  /** Path from the project's root, without a slash at the end. */
  readonly path: string;
  /** Id of the layer the room is in; undefined for a layer. */
  readonly layer: string | undefined;
}

export interface HouseDiagram {
  readonly folders: ReadonlyMap<string, DiagramFolder>;
  /** Arrows as pairs of ids, in the order of the page. */
  readonly arrows: readonly (readonly [from: string, to: string])[];
}

const SUBGRAPH = /^subgraph (\w+)\["([^"]+)"\]$/;
const NODE = /^(\w+)\["([^"]+)"\]$/;
const ARROW = /^(\w+(?: & \w+)*) --> (\w+(?: & \w+)*)$/;

/**
 * Reads the Mermaid diagram of a page: the first ```mermaid block. The label of a layer is its path, the label of a room its
 * path below the layer.
 * @throws Error for a line that is none of a subgraph, a node, an arrow, and for an arrow between unknown folders.
 */
export function readHouseDiagram(page: string): HouseDiagram {
  const block = /```mermaid\nflowchart [A-Z]+\n([\s\S]*?)```/.exec(page)?.[1];
  if (block === undefined) throw new Error('The page has no ```mermaid block that begins with `flowchart`.');
  const folders = new Map<string, DiagramFolder>();
  const arrows: [string, string][] = [];
  let layer: DiagramFolder | undefined;
  for (const line of block.split('\n').map((text) => text.trim())) {
    const subgraph = SUBGRAPH.exec(line);
    const node = NODE.exec(line);
    const arrow = ARROW.exec(line);
    if (subgraph) layer = addFolder(folders, { id: subgraph[1]!, path: subgraph[2]!, layer: undefined });
    else if (line === 'end') layer = undefined;
    else if (node) addFolder(folders, roomOf(layer, node[1]!, node[2]!));
    else if (arrow) arrows.push(...pairsOf(arrow[1]!, arrow[2]!));
    else if (line !== '') throw new Error(`The diagram has a line that the test cannot read: ${line}`);
  }
  const unknown = arrows.flat().find((id) => !folders.has(id));
  if (unknown !== undefined) throw new Error(`An arrow of the diagram names the unknown folder ${unknown}.`);
  return { folders, arrows };
}

function addFolder(folders: Map<string, DiagramFolder>, folder: DiagramFolder): DiagramFolder {
  if (folders.has(folder.id)) throw new Error(`The diagram has two folders with the id ${folder.id}.`);
  folders.set(folder.id, folder);
  return folder;
}

function roomOf(layer: DiagramFolder | undefined, id: string, label: string): DiagramFolder {
  if (layer === undefined) return { id, path: label, layer: undefined };
  return { id, path: label === '.' ? layer.path : `${layer.path}/${label}`, layer: layer.id };
}

/** `a & b --> c` stands for two arrows. */
function pairsOf(from: string, to: string): [string, string][] {
  return from.split(' & ').flatMap((one) => to.split(' & ').map((other): [string, string] => [one, other]));
}
