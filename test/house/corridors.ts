// The checker of the corridor table. A pure function of a tree of sources, so that planted trees can show that it sees.

import {
  CLEARING_FILE,
  CLEARING_FOLDER,
  DIALECTS_FILE,
  REGISTRY_FILE,
  ROOMS,
  type Room,
  SIMULATOR_ASSEMBLIES,
  type Tool,
  VENUE_ENTRANCES,
} from "./corridor-table.ts";
import { type ImportStatement, importStatements } from "./import-statements.ts";
import { isTestCode, type SourceTree } from "./source-tree.ts";

/** One import of one file, its target found. */
interface Corridor {
  readonly from: string;
  readonly statement: ImportStatement;
  /** A path under src without `src/`; undefined for packages and node: modules. */
  readonly to: string | undefined;
}

/** Checks every import of `src/**`. Returns one sentence for each violation, none when the house is in order. */
export function checkCorridors(tree: SourceTree): readonly string[] {
  const files = [...tree.keys()].filter((path) => path.startsWith("src/") && path.endsWith(".ts")).map((path) => path.slice(4));
  const known = new Set(files);
  const violations: string[] = [];
  const edges = new Map<string, string[]>();
  for (const file of files) {
    const ownRoom = roomOf(file);
    if (ownRoom === undefined && !isTestCode(file)) violations.push(`src/${file} belongs to no room; see test/house/corridor-table.ts.`);
    const targets: string[] = [];
    edges.set(file, targets);
    for (const statement of importStatements(file, tree.get(`src/${file}`) ?? "")) {
      const corridor: Corridor = { from: file, statement, to: target(statement.specifier, known) };
      if (corridor.to !== undefined && !statement.dynamic) targets.push(corridor.to);
      const words =
        aliasFault(corridor) ??
        (isTestCode(file) || ownRoom === undefined ? undefined : (roomFault(corridor, ownRoom) ?? venueFault(corridor)));
      if (words !== undefined) violations.push(`src/${file}:${statement.line} ${words}`);
    }
  }
  return [...violations, ...cycles(edges).map((files) => `These files import each other in a ring: ${files.join(" → ")}.`)];
}

/** The room that holds a path under src. */
export function roomOf(file: string): Room | undefined {
  return ROOMS.find((room) => room.holds.some((place) => startsAt(file, place)));
}

/** Whether `file` begins with `place`, in which `*` stands for one folder's name. */
function startsAt(file: string, place: string): boolean {
  const pattern = place.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, "[^/]+");
  return new RegExp(`^${pattern}`).test(file);
}

function target(specifier: string, known: ReadonlySet<string>): string | undefined {
  if (!specifier.startsWith("#")) return undefined;
  const file = `${specifier.slice(1)}.ts`;
  return known.has(file) ? file : undefined;
}

function aliasFault({ from, statement, to }: Corridor): string | undefined {
  const { specifier } = statement;
  if (specifier.startsWith("<computed")) return `imports something that is computed (${specifier}); name it.`;
  if (specifier.startsWith(".") || specifier.startsWith("/")) return `imports "${specifier}" by a relative path; use "#room/file".`;
  if (specifier.startsWith("#") && to === undefined) return `imports "${specifier}", which is no file under src.`;
  if (to !== undefined && isTestCode(to) && !isTestCode(from)) return `imports test code: "${specifier}".`;
  return undefined;
}

function roomFault({ from, statement, to }: Corridor, own: Room): string | undefined {
  const { specifier, typeOnly } = statement;
  if (to === undefined) return toolFault(from, statement, own);
  const other = roomOf(to);
  if (other === undefined || own.uses.includes(other.name)) return undefined;
  if (own === other) return own.name === "venues" && venueOf(from) !== venueOf(to) ? `imports another venue: "${specifier}".` : undefined;
  if (own.sees.includes(other.name))
    return typeOnly ? undefined : `uses "${specifier}", but ${own.name} may only see (import type) ${other.name}.`;
  return `imports "${specifier}", but ${own.name} may not look into ${other.name}.`;
}

function toolFault(from: string, { specifier, typeOnly, dynamic }: ImportStatement, own: Room): string | undefined {
  if (own.tools === "any") return undefined;
  const name = packageOf(specifier);
  const found: Tool | undefined = own.tools.find((each) => each.name === name);
  if (found === undefined) return `imports "${specifier}", which is no tool of ${own.name}.`;
  if (found.only !== undefined && !found.only.some((place) => startsAt(from, place)))
    return `imports "${specifier}", which belongs to ${found.only.join(", ")} alone.`;
  if (found.lazy === true && !dynamic && !typeOnly)
    return `imports "${specifier}" at load; reach it by import(), so that only who needs it loads it.`;
  return undefined;
}

function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function venueOf(file: string): string | undefined {
  return /^venues\/([^/]+)\//.exec(file)?.[1];
}

/** A venue is entered by its index; its dialect is for the simulator alone. */
function venueFault({ from, to, statement }: Corridor): string | undefined {
  if (to === undefined) return undefined;
  if (to === DIALECTS_FILE && !SIMULATOR_ASSEMBLIES.some((place) => from.startsWith(place))) {
    return `imports the dialects, but only assemblies with a simulator may.`;
  }
  if (to === CLEARING_FILE && !from.startsWith(CLEARING_FOLDER)) {
    return `imports "${statement.specifier}", but orders are cleared without the gate behind a simulated ground only.`;
  }
  const venue = venueOf(to);
  if (venue === undefined) return undefined;
  const part = to.slice(`venues/${venue}/`.length);
  const isDialect = part === "dialect.ts" || part.startsWith("dialect/");
  if (isDialect && from !== DIALECTS_FILE && !/^venues\/[^/]+\/dialect[./]/.test(from)) {
    return `imports "${statement.specifier}", but only ${DIALECTS_FILE} may import a venue's dialect.`;
  }
  if (venueOf(from) !== undefined || isDialect) return undefined;
  if (!VENUE_ENTRANCES.includes(part)) return `imports "${statement.specifier}"; a venue is entered by its index or description.`;
  if (from !== REGISTRY_FILE) return `imports "${statement.specifier}"; only ${REGISTRY_FILE} names venues.`;
  return undefined;
}

/**
 * Groups of files that reach each other (Tarjan). Type imports count, because they too say which way a file looks; `import()` does
 * not: what is loaded when it is wanted may know who loads it.
 */
export function cycles(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const rings: string[][] = [];
  const visit = (file: string): number => {
    const at = order.size;
    order.set(file, at);
    stack.push(file);
    let lowest = at;
    for (const next of edges.get(file) ?? []) {
      if (!order.has(next)) lowest = Math.min(lowest, visit(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, low.get(next) ?? order.get(next) ?? at);
    }
    low.set(file, lowest);
    if (lowest === at) {
      const ring = stack.splice(stack.indexOf(file));
      if (ring.length > 1 || edges.get(file)?.includes(file) === true) rings.push(ring);
    }
    return lowest;
  };
  for (const file of edges.keys()) if (!order.has(file)) visit(file);
  return rings;
}
