// Prints the corridor table for readers: a diagram and a table, of the rooms that exist.

import { ROOMS, type Room, type Tool } from "./corridor-table.ts";
import { roomOf } from "./corridors.ts";

export const DIAGRAM_FILE = "docs/rooms.md";
const BEGIN = "<!-- rooms: printed by `npm run rooms` from test/house/corridor-table.ts -->";
const END = "<!-- rooms: end -->";

/** The rooms that hold at least one of `files` (paths under the repository's root). */
export function inhabitedRooms(files: Iterable<string>): readonly Room[] {
  const inhabited = new Set<Room | undefined>();
  for (const path of files)
    if (path.startsWith("src/") && path.endsWith(".ts") && !path.endsWith(".test.ts")) inhabited.add(roomOf(path.slice(4)));
  return ROOMS.filter((room) => inhabited.has(room));
}

/** The text between the markers of docs/rooms.md. */
export function printRooms(rooms: readonly Room[]): string {
  const names = new Set(rooms.map((room) => room.name));
  const present = (wanted: readonly string[]): string => wanted.filter((name) => names.has(name)).join(", ") || "–";
  const lines = ["```mermaid", "flowchart BT"];
  for (const room of rooms) for (const other of room.uses) if (names.has(other)) lines.push(`  ${room.name} --> ${other}`);
  for (const room of rooms) for (const other of room.sees) if (names.has(other)) lines.push(`  ${room.name} -.-> ${other}`);
  lines.push(
    "```",
    "",
    "| room | what it is for | holds | may use | may only see | packages and node: modules |",
    "| --- | --- | --- | --- | --- | --- |",
  );
  for (const room of rooms) {
    const holds = room.holds.map((place) => `\`${place}\``).join(", ");
    lines.push(`| ${room.name} | ${room.purpose} | ${holds} | ${present(room.uses)} | ${present(room.sees)} | ${toolsText(room)} |`);
  }
  return lines.join("\n");
}

function toolsText(room: Room): string {
  if (room.tools === "any") return "any";
  const text = ({ name, only, lazy }: Tool): string =>
    `${name}${only === undefined ? "" : ` (${only.map((place) => `\`${place}\``).join(", ")})`}${lazy === true ? " by `import()`" : ""}`;
  return room.tools.map(text).join(", ") || "–";
}

/** Puts the printed rooms between the markers of a page. Throws when the page has none. */
export function withRooms(page: string, printed: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${DIAGRAM_FILE} has lost its markers; put "${BEGIN}" and "${END}" back.`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${printed}\n\n${page.slice(end)}`;
}
