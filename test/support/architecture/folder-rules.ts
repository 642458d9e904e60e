import { dirname } from 'node:path';
import type { DiagramFolder, HouseDiagram } from './house-diagram.ts';
import type { SourceFile } from './source-files.ts';

/** A folder holds at most so many files: a longer list is not read any more. */
const MAX_FILES_PER_FOLDER = 25;

/** One import that crosses folders. */
interface Crossing {
  readonly file: string;
  readonly target: string;
  readonly from: DiagramFolder;
  readonly to: DiagramFolder;
}

/** Differences between the diagram and the imports, each as a sentence. Empty when the diagram is true. */
export function diagramFaults(files: readonly SourceFile[], diagram: HouseDiagram): string[] {
  const homeless = files.filter((file) => folderOf(file.path, diagram) === undefined);
  const crossings = crossingsOf(files, diagram);
  return [
    ...homeless.map((file) => `${file.path} is in no folder of the diagram`),
    ...emptyFolders(files, diagram),
    ...crossings.filter((one) => !isDrawn(one, diagram)).map((one) => `${one.file} imports ${one.target}: no arrow`),
    ...unusedArrows(crossings, diagram),
    ...diagramCircles(diagram),
  ];
}

/** The room or layer that holds a file. Files at the top of a layer are in its room `.`, if it has one. */
function folderOf(path: string, { folders }: HouseDiagram): DiagramFolder | undefined {
  const matching = [...folders.values()].filter((folder) => folder.path === dirname(path));
  return matching.find((folder) => folder.layer !== undefined) ?? matching[0];
}

function emptyFolders(files: readonly SourceFile[], diagram: HouseDiagram): string[] {
  const held = new Set(files.map((file) => folderOf(file.path, diagram)?.id));
  const layers = new Set([...diagram.folders.values()].map((folder) => folder.layer));
  return [...diagram.folders.values()]
    .filter(({ id }) => !held.has(id) && !layers.has(id))
    .map(({ path }) => `the diagram has a folder without files: ${path}`);
}

function crossingsOf(files: readonly SourceFile[], diagram: HouseDiagram): Crossing[] {
  return files.flatMap((file) => {
    const from = folderOf(file.path, diagram);
    return file.imports.flatMap(({ target }) => {
      const to = target === undefined ? undefined : folderOf(target, diagram);
      return from && to && target && from !== to ? [{ file: file.path, target, from, to }] : [];
    });
  });
}

const layerOf = (folder: DiagramFolder): string => folder.layer ?? folder.id;

/**
 * Between layers an import needs the arrow of the two layers itself: `handlers -> compose -> stores` gives handlers no right to
 * the stores. Inside a layer the arrows are an order: a path along them is enough.
 */
function isDrawn({ from, to }: Crossing, { arrows }: HouseDiagram): boolean {
  const [a, b] = [layerOf(from), layerOf(to)];
  if (a !== b) return arrows.some(([one, other]) => one === a && other === b);
  return reachable(from.id, arrows).has(to.id);
}

function reachable(from: string, arrows: HouseDiagram['arrows'], found = new Set<string>()): Set<string> {
  for (const [one, other] of arrows) {
    if (one !== from || found.has(other)) continue;
    found.add(other);
    reachable(other, arrows, found);
  }
  return found;
}

function unusedArrows(crossings: readonly Crossing[], { arrows, folders }: HouseDiagram): string[] {
  const ends = (folder: DiagramFolder) => [folder.id, layerOf(folder)];
  const used = new Set(
    crossings.flatMap(({ from, to }) => ends(from).flatMap((one) => ends(to).map((other) => `${one} ${other}`))),
  );
  return arrows
    .filter(([one, other]) => !used.has(`${one} ${other}`))
    .map(([one, other]) => `no import needs ${folders.get(one)!.path} --> ${folders.get(other)!.path}`);
}

/** Circles among the rooms of one layer, and among the layers. */
function diagramCircles({ arrows, folders }: HouseDiagram): string[] {
  return [...folders.values()]
    .filter(({ id }) => reachable(id, arrows).has(id))
    .map(({ path }) => `the arrows lead from ${path} back to it`);
}

/** Circles of imports between folders, also those that the diagram allows. Each is the list of its folders. */
export function folderCircles(files: readonly SourceFile[]): string[] {
  const next = new Map<string, Set<string>>();
  for (const file of files) {
    const from = dirname(file.path);
    for (const { target } of file.imports) {
      if (target === undefined || dirname(target) === from) continue;
      next.set(from, (next.get(from) ?? new Set()).add(dirname(target)));
    }
  }
  return circlesOf(next);
}

function circlesOf(next: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (folder: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(folder);
    if (seenAt >= 0) found.push([...trail.slice(seenAt), folder].join(' -> '));
    if (seenAt >= 0 || done.has(folder)) return;
    for (const one of next.get(folder) ?? []) visit(one, [...trail, folder]);
    done.add(folder);
  };
  for (const folder of next.keys()) visit(folder, []);
  return found;
}

/** Folders with more files than one reads through. @param paths Files of the project, from its root. */
export function crowdedFolders(paths: readonly string[], maxFiles = MAX_FILES_PER_FOLDER): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > maxFiles).map(([folder, count]) => `${folder} holds ${count} files`);
}
