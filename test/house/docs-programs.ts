// A reader's project in a temporary folder: programs of the documentation are type-checked against the built declarations and run
// against a simulator, word for word as they stand. The reader's `truebook` is ours but for one thing: `connect` goes to the simulator
// unless the program says where else.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { type Outcome, outcomeOf } from "./build.ts";
import { ROOT } from "./source-tree.ts";

export interface Program {
  /** A file name without its ending, unique in the project. */
  readonly name: string;
  readonly code: string;
}

const DOORS: Readonly<Record<string, string>> = {
  truebook: "index",
  "truebook/core": "core/index",
  "truebook/store": "store",
  "truebook/testing": "testing",
};

/** Writes the reader's `node_modules/truebook`. */
export function readersProject(folder: string): void {
  const home = join(folder, "node_modules/truebook");
  mkdirSync(home, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "reader", private: true, type: "module" }));
  const exports = Object.fromEntries(Object.keys(DOORS).map((door) => [door.replace("truebook", "."), `./${door.replace(/\W/g, "-")}.js`]));
  writeFileSync(join(home, "package.json"), JSON.stringify({ name: "truebook", type: "module", exports }));
  for (const [door, built] of Object.entries(DOORS)) {
    const real = JSON.stringify(pathToFileURL(join(ROOT, "dist", `${built}.js`)).href);
    const connect = `import * as real from ${real};
export const connect = (venue, options) => real.connect(venue, { simulator: process.env.SIMULATOR_OF_THE_TEST, ...options });`;
    writeFileSync(join(home, `${door.replace(/\W/g, "-")}.js`), `export * from ${real};\n${door === "truebook" ? connect : ""}\n`);
  }
}

/** Type-checks one or more programs together; their file names stand in the compiler's words. */
export function typecheckPrograms(folder: string, programs: readonly Program[]): Outcome {
  for (const { name, code } of programs) writeFileSync(join(folder, `${name}.ts`), `${code}\nexport {};\n`);
  const paths = Object.fromEntries(Object.entries(DOORS).map(([door, built]) => [door, [join(ROOT, "dist", `${built}.d.ts`)]]));
  const compilerOptions = {
    strict: true,
    module: "nodenext",
    target: "es2022",
    lib: ["es2023", "esnext.disposable"],
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules/@types")],
    skipLibCheck: true,
    noEmit: true,
    paths,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: programs.map(({ name }) => `${name}.ts`) }));
  return outcomeOf(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "."], folder);
}

/** A program gets this long to say its first word or to end. */
const FIRST_WORD_MS = 15_000;
/** A program that has spoken and goes on is let run this long; loops over live data need not end by themselves. */
const MORE_WORDS_MS = 700;

/** Runs a program. Resolves to undefined when it ended well, or spoke and was still well when it was stopped; else to what went wrong. */
export async function runProgram(folder: string, { name, code }: Program, simulator: string): Promise<string | undefined> {
  const file = join(folder, `${name}.mjs`);
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  writeFileSync(file, ts.transpileModule(code, { compilerOptions: options }).outputText);
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "", SIMULATOR_OF_THE_TEST: simulator },
  });
  let out = "";
  let words = "";
  let stopped: "spoke" | "silent" | undefined;
  const stop = (why: "spoke" | "silent"): void => {
    stopped ??= why;
    child.kill("SIGKILL");
  };
  const silence = setTimeout(() => stop("silent"), FIRST_WORD_MS);
  child.stdout.on("data", (bytes) => {
    if (out === "") setTimeout(() => stop("spoke"), MORE_WORDS_MS).unref();
    out += String(bytes);
  });
  child.stderr.on("data", (bytes) => {
    words += String(bytes);
  });
  const exit = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearTimeout(silence);
  if (stopped === "silent") return `said nothing for ${FIRST_WORD_MS} ms and did not end.\n${words}`;
  if (words !== "" || (stopped === undefined && exit !== 0)) return `ended with ${exit}.\n${words}${out}`;
  return undefined;
}

export interface RunningSimulator {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `truebook sim run` on a free port. Rejects with its words when it does not get ready in 15 s. */
export async function startSimulator(seed: string): Promise<RunningSimulator> {
  const port = await freePort();
  const main = join(ROOT, "dist/apps/cli/main.js");
  const child = spawn(process.execPath, [main, "sim", "run", "--json", "--port", String(port), "--seed", seed], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = await readyUrl(child);
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = "";
    let words = "";
    const fail = (why: string): void => {
      clearTimeout(deadline);
      child.kill("SIGKILL");
      reject(new Error(`The simulator ${why}.\n${words}${out}`));
    };
    const deadline = setTimeout(() => fail("did not get ready"), 15_000);
    child.once("close", (exit) => fail(`ended with ${exit}`));
    child.stderr?.on("data", (bytes) => {
      words += String(bytes);
    });
    child.stdout?.on("data", (bytes) => {
      out += String(bytes);
      const ready = out.split("\n").find((line) => line.includes('"kind":"ready"'));
      if (ready === undefined) return;
      clearTimeout(deadline);
      child.removeAllListeners("close");
      resolve((JSON.parse(ready) as { url: string }).url);
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
