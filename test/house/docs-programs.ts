// A reader's project in a temporary folder: programs of the documentation are type-checked against the built declarations and run
// against a simulator, word for word as they stand. The reader's `truebook` is ours but for one thing: `connect` goes to the simulator of
// the test unless the program names another one; the usual address is ours too.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { type Outcome, outcomeOf } from "./build.ts";
import { ROOT } from "./source-tree.ts";

/** Where `npm run sim` is found. */
const USUAL = "http://127.0.0.1:7421";

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

/** Packages besides truebook that examples use. */
const COMPANIONS = ["trading-signals"];

/** Writes the reader's `node_modules/truebook`, and what examples use beside it. */
export function readersProject(folder: string): void {
  const home = join(folder, "node_modules/truebook");
  mkdirSync(home, { recursive: true });
  for (const name of COMPANIONS) symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name), "junction");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "reader", private: true, type: "module" }));
  const exports = Object.fromEntries(Object.keys(DOORS).map((door) => [door.replace("truebook", "."), `./${door.replace(/\W/g, "-")}.js`]));
  writeFileSync(join(home, "package.json"), JSON.stringify({ name: "truebook", type: "module", exports }));
  for (const [door, built] of Object.entries(DOORS)) {
    const real = JSON.stringify(pathToFileURL(join(ROOT, "dist", `${built}.js`)).href);
    const connect = `import * as real from ${real};
const ours = process.env.SIMULATOR_OF_THE_TEST;
export const connect = (venue, options) =>
  real.connect(venue, { simulator: ours, ...options, ...(options?.simulator === "${USUAL}" ? { simulator: ours } : {}) });`;
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

/** A program that ends by itself gets this long for it, on a machine that runs others beside it. */
const END_MS = 45_000;

/** Runs a program. Resolves to undefined when it ended well, or spoke and was still well when it was stopped; else to what went wrong. */
export async function runProgram(folder: string, program: Program, simulator: string): Promise<string | undefined> {
  let stopped: "spoke" | "silent" | undefined;
  const run = startProgram(folder, program, simulator);
  const stop = (why: "spoke" | "silent"): void => {
    stopped ??= why;
    run.child.kill("SIGKILL");
  };
  const silence = setTimeout(() => stop("silent"), FIRST_WORD_MS);
  run.child.stdout.once("data", () => setTimeout(() => stop("spoke"), MORE_WORDS_MS).unref());
  const { exit, out, words } = await run.ended;
  clearTimeout(silence);
  if (stopped === "silent") return `said nothing for ${FIRST_WORD_MS} ms and did not end.\n${words}`;
  if (words !== "" || (stopped === undefined && exit !== 0)) return `ended with ${exit}.\n${words}${out}`;
  return undefined;
}

/** Runs a program to its end. Resolves to undefined when it came by itself, well, and after at least a word; else to what went wrong. */
export async function runToEnd(folder: string, program: Program, simulator: string): Promise<string | undefined> {
  const run = startProgram(folder, program, simulator);
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    run.child.kill("SIGKILL");
  }, END_MS);
  const { exit, out, words } = await run.ended;
  clearTimeout(deadline);
  if (late) return `did not end within ${END_MS} ms.\n${words}${out}`;
  if (words !== "" || exit !== 0) return `ended with ${exit}.\n${words}${out}`;
  return out === "" ? "ended without a word." : undefined;
}

interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly words: string;
}

function startProgram(folder: string, { name, code }: Program, simulator: string) {
  const file = join(folder, `${name}.mjs`);
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  writeFileSync(file, ts.transpileModule(code, { compilerOptions: options }).outputText);
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      SIMULATOR_OF_THE_TEST: simulator,
      // Journals and request numbers belong to one simulator's accounts.
      TRUEBOOK_STATE_DIR: join(folder, `state-${new URL(simulator).port}`),
      ...demoKeys,
    },
  });
  let out = "";
  let words = "";
  child.stdout.on("data", (bytes) => {
    out += String(bytes);
  });
  child.stderr.on("data", (bytes) => {
    words += String(bytes);
  });
  const ended = new Promise<Ended>((resolve) => child.once("close", (exit) => resolve({ exit, out, words })));
  return { child, ended };
}

export interface RunningSimulator {
  readonly url: string;
  stop(): Promise<void>;
}

interface DemoKeys {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase?: string;
}

/** The keys of the simulated accounts under the names that readers use; filled when a simulator starts. */
const demoKeys: Record<string, string> = {};

function noteKeys(venue: string, { apiKey, secret, passphrase }: DemoKeys): void {
  demoKeys[`${venue}_API_KEY`] = apiKey;
  demoKeys[`${venue}_API_SECRET`] = secret;
  if (passphrase !== undefined) demoKeys[`${venue}_API_PASSPHRASE`] = passphrase;
}

/**
 * Starts `truebook sim run` on a free port, with more words where they are given. The same seed has the same demo keys. Rejects with its
 * words when it does not get ready in 15 s.
 */
export async function startSimulator(seed: string, more: readonly string[] = []): Promise<RunningSimulator> {
  const port = await freePort();
  const main = join(ROOT, "dist/apps/cli/main.js");
  const child = spawn(process.execPath, [main, "sim", "run", "--json", "--port", String(port), "--seed", seed, ...more], {
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
      const { url, credentials } = JSON.parse(ready) as { url: string; credentials: Readonly<Record<string, DemoKeys>> };
      for (const [venue, keys] of Object.entries(credentials)) noteKeys(venue.toUpperCase(), keys);
      resolve(url);
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
