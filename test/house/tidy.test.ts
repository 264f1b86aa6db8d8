import { expect, test } from "vitest";
import { readTree } from "./source-tree.ts";
import { checkTidy, sizeReport } from "./tidy.ts";

const TEXTS = /\.(ts|mjs|js|md|json|jsonl|txt|toml|sh)$|\/run$/;
const tree = readTree(
  [
    "src",
    "test",
    "bench",
    "examples",
    "scripts",
    "docs",
    ".ci",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "package.json",
  ],
  (path) => TEXTS.test(path),
);

test("the tree is tidy", () => {
  expect(tree.size).toBeGreaterThan(20);
  // This file plants what it looks for.
  const others = new Map([...tree].filter(([path]) => path !== "test/house/tidy.test.ts"));
  expect(checkTidy(others)).toEqual([]);
}, 60_000);

test("sizes worth a second look are told, and nothing fails on them", () => {
  const report = sizeReport(tree);
  process.stdout.write(`\nworth a second look:\n  ${report.join("\n  ")}\n`);
  expect(report.at(-1)).toMatch(/casts in \d+ lines/);
});

const planted: readonly (readonly [what: string, path: string, text: string, words: RegExp])[] = [
  ["Date.now in feed", "src/feed/feed.ts", "const at = Date.now();", /takes Date/],
  ["new Date in feed", "src/feed/feed.ts", "const at = new Date();", /takes Date/],
  ["globalThis.Date in feed", "src/feed/feed.ts", "const at = globalThis.Date.now();", /takes globalThis.Date/],
  ["a timer in transport", "src/transport/socket.ts", "setTimeout(() => {}, 5);", /takes setTimeout/],
  ["a timer passed on", "src/transport/socket.ts", "wait({ setInterval });", /takes setInterval/],
  ["Math.random in sim", "src/sim/participants.ts", "const x = Math.random();", /takes Math.random/],
  ["performance.now in feed", "src/feed/feed.ts", "performance.now();", /takes performance/],
  ["crypto.randomUUID in sim", "src/sim/world.ts", "crypto.randomUUID();", /takes crypto/],
  ["fetch in a venue", "src/venues/lmex/index.ts", 'await fetch("https://x");', /takes fetch/],
  ["hrtime in bus", "src/bus/topic.ts", "process.hrtime.bigint();", /takes process.hrtime/],
  ["console outside apps", "src/feed/feed.ts", 'console.log("x");', /console/],
  ["a cleared order by cast", "src/trading/order-manager.ts", "submit(intent as ClearedOrder);", /clears an order/],
  ["a cleared change by cast", "src/trading/order-manager.ts", "amend(change as ClearedChange);", /clears an order/],
  ["a cleared order by two casts", "src/apps/cli/order.ts", "submit(intent as unknown as ClearedOrder);", /clears an order/],
  ["a cleared order in a card", "src/conformance/cards/account/orders.ts", "submit(intent as ClearedOrder);", /clears an order/],
  ["a cleared order beside the clearing", "src/assemblies/simulated-ground/ground.ts", "f(intent as ClearedOrder);", /clears an order/],
  ["any", "src/core/event.ts", "export const x: any = 1;", /says `any`/],
  ["any in a test", "test/simulation/x.test.ts", "const x = y as any;", /says `any`/],
  ["a skipped test", "src/core/event.test.ts", 'test.skip("x", () => {});', /test.skip/],
  ["a skipped table", "src/core/event.test.ts", 'describe.skip.each([1])("x", () => {});', /describe.skip/],
  ["a conditional test", "test/tapes/x.test.ts", 'test.skipIf(true)("x", () => {});', /test.skipIf/],
  ["an only test", "src/core/event.test.ts", 'test.only("x", () => {});', /test.only/],
  ["a machine path", "docs/story.md", "See /home/someone/truebook.", /one machine/],
  ["another machine path", "scripts/x.mjs", 'const root = "/work/main";', /one machine/],
  ["leftover work", "src/core/event.ts", "// TODO later", /unfinished/],
  ["a private key", "docs/story.md", "-----BEGIN RSA PRIVATE KEY-----", /private key/],
  ["a secret", "src/config/load.ts", 'const apiSecret = { secret: "YWJjZGVmZ2hpamtsbW5vcA==" };', /secret/],
  ["a key of hex", "src/config/load.ts", 'const key = "9f86d081884c7d659a2feaa0c55ad015";', /secret/],
];
test.each(planted)("a planted violation is seen: %s", (_what, path, text, words) => {
  expect(checkTidy(new Map([[path, text]])).join("\n")).toMatch(words);
});

const fine: readonly (readonly [what: string, path: string, text: string])[] = [
  ["time in clock", "src/clock/system-clock.ts", "Date.now(); setTimeout(() => {}, performance.now());"],
  ["a name of its own", "src/transport/socket.ts", 'const { WebSocket } = await import("ws"); new WebSocket(url);'],
  ["console in apps", "src/apps/cli/main.ts", "console.log(1);"],
  ["clearing in the gate", "src/risk/gate.ts", "return intent as ClearedOrder;"],
  ["clearing for a simulator", "src/assemblies/simulated-ground/clearing.ts", "const clear = (intent) => intent as ClearedOrder;"],
  [
    "names that only look like it",
    "src/feed/feed.ts",
    "const x = { fetch: 1, Date: 2 }; x.fetch; clock.now(); type A = Date; reads.fetch();",
  ],
  ["words in comments and texts", "src/feed/feed.ts", '// Date.now() is forbidden here.\nconst words = "setTimeout";'],
  ["addresses", "docs/story.md", "https://api.lmex.io/home/x and `GET /work` and /tmp"],
  [
    "a published vector",
    "src/venues/lmex/sign.test.ts",
    'const secret = "848db84ac252b6726e5f6e7a711d9c96d9fd77d020151b45839a5b59c37203bx";',
  ],
];
test.each(fine)("nothing is seen where nothing is: %s", (_what, path, text) => {
  expect(checkTidy(new Map([[path, text]]))).toEqual([]);
});
