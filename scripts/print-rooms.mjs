// Prints the corridor table into docs/rooms.md. Runs with tsx, because the table is TypeScript.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DIAGRAM_FILE, inhabitedRooms, printRooms, withRooms } from "../test/house/room-diagram.ts";
import { ROOT, readTree } from "../test/house/source-tree.ts";

const page = join(ROOT, DIAGRAM_FILE);
const rooms = inhabitedRooms(readTree(["src"], (path) => path.endsWith(".ts")).keys());
writeFileSync(page, withRooms(readFileSync(page, "utf8"), printRooms(rooms)));
process.stdout.write(`${DIAGRAM_FILE}: ${rooms.length} rooms\n`);
