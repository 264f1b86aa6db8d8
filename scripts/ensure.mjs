// Makes the checkout ready to run: the right Node, the locked packages, a fresh build. Stands before every script that a newcomer
// types, so it depends on nothing but Node, says one line for each thing it does and nothing when there is nothing to do.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCK_DIR = join(ROOT, ".ensure-lock");
const PACKAGES_STAMP = join(ROOT, "node_modules", ".truebook-packages");
const BUILD_STAMP = join(ROOT, "dist", ".stamp");
const NODE_FLOOR = [20, 19];
const LOCK_WAIT_MS_MAX = 10 * 60_000;

const read = (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);
const say = (line) => process.stderr.write(`${line}\n`);

const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

class Refusal extends Error {}

/** Refuses an old Node before anything fails in a less readable way. */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1])) return;
  throw new Refusal(
    `truebook needs Node ${NODE_FLOOR.join(".")} or newer; this is Node ${process.versions.node}. Install one from nodejs.org and run the command again.`,
  );
}

/** What the lock file asks for, as one word that changes with it. */
function packagesWanted() {
  return createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
}

/** Whether npm itself already installed what the lock names: then only our stamp is missing. */
function packagesMatch() {
  const hidden = read(join(ROOT, "node_modules", ".package-lock.json"));
  if (hidden === undefined) return false;
  const have = JSON.parse(hidden).packages;
  const want = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")).packages;
  return Object.entries(want).every(([path, { version, optional, devOptional, peer }]) => {
    const found = have[path];
    if (found === undefined) return path === "" || optional === true || devOptional === true || peer === true;
    return found.version === version;
  });
}

/** Every file that the build reads, with its time and size, as one word. */
function sourcesNow() {
  const hash = createHash("sha256");
  const add = (path) => {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${relative(ROOT, path)} ${mtimeMs} ${size}\n`);
  };
  for (const name of readdirSync(ROOT).sort()) if (name.startsWith("tsconfig") || name === "package.json") add(join(ROOT, name));
  for (const path of filesUnder(join(ROOT, "src"))) if (path.endsWith(".ts") && !path.endsWith(".test.ts")) add(path);
  hash.update(read(PACKAGES_STAMP) ?? "");
  return hash.digest("hex");
}

function filesUnder(folder) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesUnder(path));
    else found.push(path);
  }
  return found.sort();
}

/** Removes built files whose source is gone: the compiler leaves them, and they would be published. */
function pruneBuild() {
  const dist = join(ROOT, "dist");
  for (const path of filesUnder(dist)) {
    const name = relative(dist, path).split(sep).join("/");
    const source = name.replace(/(\.d\.ts|\.js)$/, ".ts");
    if (source !== name && !existsSync(join(ROOT, "src", source))) rmSync(path);
  }
}

/** Runs a tool and shows its words only when it fails. */
function run(words, command, args) {
  say(words);
  try {
    execFileSync(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", maxBuffer: 64 << 20 });
  } catch (failure) {
    say(`${failure.stdout ?? ""}${failure.stderr ?? ""}`.trim());
    throw new Refusal(`This failed: ${[command, ...args].join(" ")}`, { cause: failure });
  }
}

/** `npm` as a command and its first arguments; the path that npm gives its scripts also works where `npm` is a .cmd file. */
function npm() {
  const path = process.env.npm_execpath;
  return path?.endsWith(".js") ? [process.execPath, path] : [process.platform === "win32" ? "npm.cmd" : "npm"];
}

function ensurePackages(wanted) {
  if (read(PACKAGES_STAMP) === wanted) return;
  if (!packagesMatch()) {
    const [command, ...first] = npm();
    run("packages: installing what package-lock.json names (npm ci) …", command, [
      ...first,
      "ci",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
    ]);
  }
  writeFileSync(PACKAGES_STAMP, wanted);
}

function ensureBuild() {
  const wanted = sourcesNow();
  if (read(BUILD_STAMP) === wanted) return;
  run("build: compiling src to dist (tsc -b) …", process.execPath, [join(ROOT, "node_modules", "typescript", "bin", "tsc"), "-b"]);
  pruneBuild();
  writeFileSync(BUILD_STAMP, wanted);
}

/** Whether the run that made the lock still lives. A lock without a readable owner is given a moment to get one. */
function lockIsAbandoned() {
  const owner = Number(read(join(LOCK_DIR, "pid")));
  if (Number.isInteger(owner) && owner > 0) {
    try {
      process.kill(owner, 0);
      return false;
    } catch (error) {
      return error.code === "ESRCH";
    }
  }
  try {
    return Date.now() - statSync(LOCK_DIR).mtimeMs > 5_000;
  } catch {
    return false;
  }
}

/** Removes a lock whose owner died. Only one run at a time looks and removes, so that none removes the lock that another just took. */
function removeAbandonedLock() {
  const guard = `${LOCK_DIR}-takeover`;
  try {
    mkdirSync(guard);
  } catch {
    const made = statSync(guard, { throwIfNoEntry: false });
    if (made !== undefined && Date.now() - made.mtimeMs > 10_000) rmSync(guard, { recursive: true, force: true });
    pause(50);
    return;
  }
  try {
    if (lockIsAbandoned()) rmSync(LOCK_DIR, { recursive: true, force: true });
  } finally {
    rmSync(guard, { recursive: true, force: true });
  }
}

/** Lets one run at a time install and build; the others wait for it and then find nothing left to do. */
function underLock(work) {
  const start = Date.now();
  let told = false;
  for (;;) {
    try {
      mkdirSync(LOCK_DIR);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (lockIsAbandoned()) removeAbandonedLock();
    else if (Date.now() - start > LOCK_WAIT_MS_MAX)
      throw new Refusal(`Another run holds ${LOCK_DIR} for too long. Remove that folder and run the command again.`);
    else {
      if (!told) say("waiting for another run that is installing or building …");
      told = true;
      pause(200);
    }
  }
  const release = () => rmSync(LOCK_DIR, { recursive: true, force: true });
  process.once("exit", release);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(signal === "SIGINT" ? 130 : 143));
  try {
    writeFileSync(join(LOCK_DIR, "pid"), String(process.pid));
    work();
  } finally {
    release();
  }
}

try {
  checkNode();
  const wanted = packagesWanted();
  const ready = read(PACKAGES_STAMP) === wanted && read(BUILD_STAMP) === sourcesNow();
  if (!ready) {
    underLock(() => {
      ensurePackages(wanted);
      ensureBuild();
    });
  }
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say(error.message);
  process.exitCode = 1;
}
