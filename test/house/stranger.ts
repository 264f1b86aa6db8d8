// A project that knows truebook only as a published package: the packed tarball, installed by npm from a lock file.

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { run } from "./build.ts";
import { ROOT } from "./source-tree.ts";

export interface Tarball {
  readonly path: string;
  readonly integrity: string;
  readonly files: readonly string[];
  readonly unpackedBytes: number;
}

const NPM_ARGS = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/** Packs the built repository into `folder`, as publishing would. */
export function pack(folder: string): Tarball {
  const [report] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder, ...NPM_ARGS], ROOT)) as {
    filename: string;
    integrity: string;
    unpackedSize: number;
    files: { path: string }[];
  }[];
  if (report === undefined) throw new Error("npm pack reported nothing.");
  return {
    path: join(folder, report.filename),
    integrity: report.integrity,
    files: report.files.map((file) => file.path),
    unpackedBytes: report.unpackedSize,
  };
}

/** Paths of a tarball that a user has no use for. */
export function leaks(files: readonly string[]): readonly string[] {
  const wanted = /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/.+\.(?:js|d\.ts))$/;
  const unwanted = /\.test\.|\/fixtures\//;
  return files.filter((path) => !wanted.test(path) || unwanted.test(path));
}

interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/**
 * Installs the tarball into a new project. The lock file is made from our own, so npm takes every package from its cache (that `npm ci`
 * filled) and asks the registry only for what is missing there.
 */
export function strangerProject(folder: string, tarball: Tarball): void {
  const own = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Record<string, LockedPackage> };
  const { version, dependencies, bin, engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const locked = Object.entries(own.packages).filter(([path, entry]) => path !== "" && entry.dev !== true && entry.devOptional !== true);
  const spec = `file:${tarball.path}`;
  const root = { name: "stranger", version: "1.0.0", dependencies: { truebook: spec } };
  const packages = {
    "": root,
    "node_modules/truebook": { version, resolved: spec, integrity: tarball.integrity, dependencies, bin, engines },
    ...Object.fromEntries(locked),
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...root, private: true, type: "module" }));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages }));
  run("npm", ["ci", "--prefer-offline", ...NPM_ARGS], folder);
  // Node's own types, which every TypeScript project on Node has; nothing else of our development tools is visible.
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  symlinkSync(join(ROOT, "node_modules/@types/node"), join(folder, "node_modules/@types/node"), "junction");
}

/** Type-checks a program of the stranger's and every declaration of ours that it reaches, strictly. Returns what the compiler says. */
export function typecheck(folder: string, text: string): string {
  const file = join(folder, "program.ts");
  writeFileSync(file, text);
  const program = ts.createProgram([file], {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    types: ["node"],
    typeRoots: [join(folder, "node_modules/@types")],
    noEmit: true,
  });
  // Node's own declarations are not ours to check, and they are most of the time.
  const checked = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.endsWith("/program.ts") || fileName.includes("/node_modules/truebook/"));
  const found = [...program.getOptionsDiagnostics(), ...checked.flatMap((source) => ts.getPreEmitDiagnostics(program, source))];
  return ts.formatDiagnostics(found, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => folder, getNewLine: () => "\n" });
}
