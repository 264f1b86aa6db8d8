import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOMS } from "./corridor-table.ts";
import { checkCorridors } from "./corridors.ts";
import { DIAGRAM_FILE, inhabitedRooms, printRooms, withRooms } from "./room-diagram.ts";
import { ROOT, readTree } from "./source-tree.ts";

const sources = readTree(["src"], (path) => path.endsWith(".ts"));

// Parses every source file, which takes its time on a busy machine.
test("every import statement keeps to the table of rooms", () => {
  expect(checkCorridors(sources)).toEqual([]);
}, 60_000);

test("the table names only rooms that it has", () => {
  const names = new Set(ROOMS.map((room) => room.name));
  expect(ROOMS.flatMap((room) => [...room.uses, ...room.sees]).filter((name) => !names.has(name))).toEqual([]);
});

test("the diagram in the docs is printed from the table", () => {
  const page = readFileSync(join(ROOT, DIAGRAM_FILE), "utf8");
  expect(page, "run `npm run rooms`").toBe(withRooms(page, printRooms(inhabitedRooms(sources.keys()))));
});

describe("a planted violation is seen:", () => {
  const venue = "src/venues/venue.ts";
  const base: Record<string, string> = {
    [venue]: "export interface Venue { readonly id: string }\nexport const notOnlyATypeFile = 1;",
    "src/core/event.ts": "export interface Trade { readonly id: string }",
    "src/transport/socket.ts": "export class Socket {}",
    "src/venues/lmex/index.ts": "export const lmex = 1;",
    "src/venues/lmex/wire.ts": "export const wire = 1;",
    "src/venues/lmex/dialect.ts": "export const dialect = 1;",
    "src/assemblies/dialects.ts": 'import { dialect } from "#venues/lmex/dialect";\nexport const dialects = [dialect];',
  };
  const planted = (file: string, text: string): readonly string[] => checkCorridors(new Map(Object.entries({ ...base, [file]: text })));

  test("the base itself is in order", () => {
    expect(checkCorridors(new Map(Object.entries(base)))).toEqual([]);
  });

  const cases: readonly (readonly [what: string, file: string, text: string, words: RegExp])[] = [
    ["core imports node:fs", "src/core/book.ts", 'import { readFileSync } from "node:fs";', /node:fs.*no tool of core/],
    ["core looks outward", "src/core/book.ts", 'import { type Venue } from "#venues/venue";', /core may not look into contract/],
    ["feed uses a value of transport", "src/feed/feed.ts", 'import { Socket } from "#transport/socket";', /may only see/],
    [
      "feed mixes a value into a type import",
      "src/feed/feed.ts",
      'import { type Venue, notOnlyATypeFile } from "#venues/venue";',
      /may only see/,
    ],
    ["feed reaches transport dynamically", "src/feed/feed.ts", 'const socket = await import("#transport/socket");', /may only see/],
    ["feed re-exports a value of transport", "src/feed/feed.ts", 'export * from "#transport/socket";', /may only see/],
    ["feed imports a package", "src/feed/feed.ts", 'import pino from "pino";', /no tool of feed/],
    ["ws outside its file", "src/transport/retry.ts", 'import WebSocket from "ws";', /belongs to transport\/socket/],
    ["a heavy package at load", "src/transport/request.ts", 'import { request } from "undici";', /reach it by import\(\)/],
    ["a relative path", "src/feed/feed.ts", 'import { x } from "./audit.js";', /relative path/],
    ["an alias to nowhere", "src/feed/feed.ts", 'import { x } from "#feed/nowhere";', /no file under src/],
    ["a computed import", "src/apps/cli/main.ts", "const x = await import(name);", /computed/],
    ["one venue imports another", "src/venues/weex/index.ts", 'import { wire } from "#venues/lmex/wire";', /another venue/],
    ["an index imports its dialect", "src/venues/lmex/index.ts", 'import { dialect } from "#venues/lmex/dialect";', /dialect/],
    [
      "the registry enters a venue by the window",
      "src/venues/registry.ts",
      'import { wire } from "#venues/lmex/wire";',
      /entered by its index/,
    ],
    [
      "an assembly names a venue",
      "src/assemblies/live.ts",
      'import { lmex } from "#venues/lmex/index";',
      /only venues\/registry.ts names venues/,
    ],
    [
      "an assembly imports a dialect",
      "src/assemblies/live.ts",
      'import { dialect } from "#venues/lmex/dialect";',
      /only assemblies\/dialects.ts/,
    ],
    [
      "the live assembly knows dialects",
      "src/assemblies/live.ts",
      'import { dialects } from "#assemblies/dialects";',
      /assemblies with a simulator/,
    ],
    ["a file without a room", "src/helpers/things.ts", "export const x = 1;", /belongs to no room/],
    ["production code imports test code", "src/core/book.ts", 'import { x } from "#core/event.test";', /no file under src|test code/],
    ["two files in a ring", "src/core/event.ts", 'import { type Other } from "#core/event";', /in a ring/],
  ];
  test.each(cases)("%s", (_what, file, text, words) => {
    expect(planted(file, text).join("\n")).toMatch(words);
  });

  test("a ring over three files", () => {
    const tree = new Map([
      ["src/core/a.ts", 'import "#core/b";'],
      ["src/core/b.ts", 'import { type C } from "#core/c";'],
      ["src/core/c.ts", 'export { x } from "#core/a";'],
    ]);
    expect(checkCorridors(tree).join()).toMatch(/ring: .*core\/a.ts/);
  });

  test("an edited diagram", () => {
    const page = readFileSync(join(ROOT, DIAGRAM_FILE), "utf8");
    expect(withRooms(page, printRooms(ROOMS.slice(1)))).not.toBe(withRooms(page, printRooms(ROOMS)));
  });

  test("types, own files and allowed tools pass", () => {
    const fine = [
      ["src/feed/feed.ts", 'import { type Socket } from "#transport/socket";\nimport type { Venue } from "#venues/venue";'],
      ["src/transport/request.ts", 'const undici = await import("undici");\nimport { type Dispatcher } from "undici";'],
      ["src/core/book.test.ts", 'import { test } from "vitest";\nimport { Socket } from "#transport/socket";'],
      ["src/assemblies/simulated.ts", 'import { dialects } from "#assemblies/dialects";'],
    ] as const;
    expect(fine.flatMap(([file, text]) => planted(file, text))).toEqual([]);
  });
});
