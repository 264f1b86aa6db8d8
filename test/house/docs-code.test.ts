import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { ensureBuilt, run } from "./build.ts";
import { commandFault, type KnownCommands } from "./command-check.ts";
import { type DocsBlock, docsBlocks, docsCommands } from "./docs-blocks.ts";
import {
  type Program,
  type RunningSimulator,
  readersProject,
  runProgram,
  runToEnd,
  startSimulator,
  typecheckPrograms,
} from "./docs-programs.ts";
import { ROOT, readTree } from "./source-tree.ts";

const PAGES = readTree(["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs", "examples", "src"], (path) => path.endsWith(".md"));
const BLOCKS = docsBlocks(PAGES);
const CODE = BLOCKS.filter(({ language }) => ["ts", "typescript", "js", "mjs"].includes(language));
const EXAMPLE_FILES = readTree(["examples"], (path) => path.endsWith(".ts"));
const EXAMPLES = [...EXAMPLE_FILES].map(([path, code]): Program => ({ name: nameOf(path), code }));

/** Programs that run at the same time: they mostly wait for data. */
const AT_ONCE = 6;

let folder: string;
/**
 * One for every program that runs at the same time: a venue counts requests by address, and LMEX shuts out for minutes who passes its limit
 * twice. In the first a program trades on its own, in the others somebody else's activity is there to be read.
 */
let simulators: readonly RunningSimulator[] = [];

beforeAll(async () => {
  ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), "truebook-docs-"));
  readersProject(folder);
  simulators = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, lane) => startSimulator("7", lane === 0 ? [] : ["--account-activity"])),
  );
}, 90_000);

afterAll(async () => {
  await Promise.all(simulators.map((simulator) => simulator.stop()));
  await rm(folder, { recursive: true, force: true });
});

test("every block says how it is judged in a word that is known", () => {
  expect(CODE.filter(({ judged }) => !["", "types", "sketch"].includes(judged)).map(({ file, line }) => `${file}:${line}`)).toEqual([]);
});

test("the README shows code that runs, and there are examples", () => {
  expect(CODE.filter(({ file, judged }) => file === "README.md" && judged === "")).not.toEqual([]);
  expect(EXAMPLES.length).toBeGreaterThan(0);
});

test("code of the documentation and the examples type-check", () => {
  const programs = [...CODE.filter(({ judged }) => judged !== "sketch").map(programOf), ...EXAMPLES];
  expect(typecheckPrograms(folder, programs).stdout).toBe("");
}, 60_000);

test("code of the documentation runs against the simulator", async () => {
  const programs = CODE.filter(({ judged }) => judged === "").map(programOf);
  expect(await faultsOf(programs, runProgram)).toEqual([]);
}, 120_000);

test("every example ends by itself, well, and says something", async () => {
  expect(await faultsOf(EXAMPLES, runToEnd)).toEqual([]);
}, 240_000);

test("an example that does not end well, and one without a word, are seen", async () => {
  const programs = [
    { name: "silent", code: "export {};" },
    { name: "failing", code: 'console.log("planted"); process.exitCode = 3;' },
  ];
  expect(await faultsOf(programs, runToEnd)).toEqual([
    expect.stringMatching(/silent.*without a word/),
    expect.stringMatching(/failing.*ended with 3/),
  ]);
});

test("examples are numbered, each once, on their list, and short", () => {
  const numbers = EXAMPLES.map(({ name }) => /^examples-(\d\d)-[a-z-]+-ts$/.exec(name)?.[1]);
  expect(numbers).not.toContain(undefined);
  expect(new Set(numbers).size).toBe(numbers.length);
  const list = PAGES.get("examples/README.md") ?? "";
  expect([...EXAMPLE_FILES.keys()].filter((path) => !list.includes(`](${path.replace("examples/", "")})`))).toEqual([]);
  expect(EXAMPLES.filter(({ code }) => code.trimEnd().split("\n").length > 60).map(({ name }) => name)).toEqual([]);
});

const helps = new Map<string, string>();
const known: KnownCommands = {
  scripts: Object.keys(manifest.scripts),
  fileExists: (path) => existsSync(join(ROOT, path)),
  help: (path) => {
    const key = path.join(" ");
    const text = helps.get(key) ?? run(process.execPath, [join(ROOT, "dist/apps/cli/main.js"), ...path, "--help"], ROOT);
    helps.set(key, text);
    return text;
  },
};

test("every command in the documentation exists", () => {
  const commands = docsCommands(BLOCKS);
  expect(commands.length).toBeGreaterThan(0);
  const faults = commands.map(({ at, words }) => [at, commandFault(words, known)] as const).filter(([, fault]) => fault !== undefined);
  expect(faults.map(([at, fault]) => `${at}: ${fault}`)).toEqual([]);
}, 60_000);

test.each([
  ["truebook", "wach", "lmex"],
  ["npx", "truebook", "watch", "lmex", "BTC-PERP", "--dept", "5"],
  ["truebook", "sim", "rum"],
  ["npm", "run", "nothing"],
  ["npm", "start", "--", "--fro", "20s"],
  ["node", "examples/nowhere.mjs"],
  ["truebok", "watch"],
])(
  "a planted command that does not exist is seen: %s %s %s",
  (...words) => {
    expect(commandFault(words, known)).toMatch(/no (?:command|option|script|file)|nothing is known/);
  },
  30_000,
);

test("a planted type error, a throw and a refusal in a block are seen", async () => {
  const page = [
    "```ts",
    'import { connect } from "truebook";',
    'await connect("lmex", { mode: 5 });',
    "```",
    "```ts",
    'throw new Error("planted");',
    "```",
  ].join("\n");
  const [typed, thrown] = docsBlocks(new Map([["docs/planted.md", page]])).map(programOf);
  expect(typed === undefined ? "" : typecheckPrograms(folder, [typed]).stdout).toMatch(
    // With several signatures the compiler's reasons come in lines of their own.
    /docs-planted-md-2\.ts[\s\S]*(?:mode|number)/,
  );
  const url = simulators.at(-1)?.url ?? "";
  expect(thrown === undefined ? "" : await runProgram(folder, thrown, url)).toMatch(/planted/);
  const lost = { name: "lost", code: 'import { connect } from "truebook";\nawait connect("nowhere");' };
  expect(await runProgram(folder, lost, url)).toMatch(/nowhere/);
}, 60_000);

test("every link of the documentation into the repository leads somewhere", () => {
  const links = [...PAGES].flatMap(([path, text]) => relativeLinks(text).map((link) => ({ path, link })));
  expect(links.length).toBeGreaterThan(0);
  expect(
    links.filter(({ path, link }) => !existsSync(join(ROOT, dirname(path), link))).map(({ path, link }) => `${path}: ${link}`),
  ).toEqual([]);
  expect(relativeLinks("[planted](docs/nowhere.md#part) and [far](https://example.org)")).toEqual(["docs/nowhere.md"]);
});

function relativeLinks(text: string): readonly string[] {
  const links = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

/** What went wrong with programs, in their order. */
async function faultsOf(programs: readonly Program[], run: typeof runProgram): Promise<readonly string[]> {
  const all = programs.map((program, at) => ({ program, at }));
  // One process trades on an account: programs that do wait for each other.
  const trades = ({ program }: { readonly program: Program }): boolean => program.code.includes('mode: "live"');
  const faults: string[] = [];
  const work = async (left: typeof all, { url }: RunningSimulator): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const fault = await run(folder, next.program, url);
      if (fault !== undefined) faults[next.at] = `${next.program.name} ${fault}`;
    }
  };
  const others = all.filter((each) => !trades(each));
  await Promise.all(simulators.map((simulator, lane) => work(lane === 0 ? all.filter(trades) : others, simulator)));
  return faults.filter((fault) => fault !== undefined);
}

function programOf({ file, line, code }: DocsBlock): Program {
  return { name: `${nameOf(file)}-${line}`, code };
}

function nameOf(path: string): string {
  return path.replace(/\W+/g, "-");
}
