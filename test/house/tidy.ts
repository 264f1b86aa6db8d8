// The checker of habits that the compiler and the linter cannot see, or see only in part. Pure functions of a tree of files.

import ts from "typescript";
import { isTestCode, type SourceTree } from "./source-tree.ts";

/** Globals that bring time, randomness or the network in from the air. */
const AIR: ReadonlySet<string> = new Set([
  "Date",
  "performance",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "fetch",
  "crypto",
  "WebSocket",
  "queueMicrotask",
]);
const AIR_MEMBERS: ReadonlySet<string> = new Set(["Math.random", "process.hrtime", "process.uptime", "process.nextTick"]);

/** Where an `as ClearedOrder` may stand, and why. */
const CLEARING_FILES: ReadonlyMap<string, string> = new Map([
  ["src/risk/gate.ts", "it is what clears orders"],
  [
    "src/assemblies/simulated-ground/clearing.ts",
    "the conformance cards write orders, and behind their ground there is nothing but a simulator",
  ],
]);

/** Checks code and texts. Returns one sentence for each violation, none when the tree is tidy. */
export function checkTidy(tree: SourceTree): readonly string[] {
  const violations: string[] = [];
  for (const [path, text] of tree) {
    violations.push(...lineFaults(path, text));
    if (/\.(ts|mjs)$/.test(path)) violations.push(...codeFaults(path, text));
  }
  return violations;
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, path.endsWith(".mjs") ? ts.ScriptKind.JS : ts.ScriptKind.TS);
}

function codeFaults(path: string, text: string): readonly string[] {
  const source = parse(path, text);
  const faults: string[] = [];
  const production = path.startsWith("src/") && !isTestCode(path);
  const declared = declaredNames(source);
  const report = (node: ts.Node, words: string): void => {
    faults.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1} ${words}`);
  };
  const visit = (node: ts.Node): void => {
    if (production) {
      const air = path.startsWith("src/clock/") ? undefined : airTaken(node, declared);
      if (air !== undefined) report(node, `takes ${air} from the air; only src/clock may, everything else is handed it.`);
      if (ts.isIdentifier(node) && node.text === "console" && isRead(node) && !path.startsWith("src/apps/")) {
        report(node, "writes to the console; only src/apps speaks to people.");
      }
    }
    if (node.kind === ts.SyntaxKind.AnyKeyword) report(node, "says `any`.");
    if (
      ts.isAsExpression(node) &&
      /\bCleared(Order|Change)\b/.test(node.type.getText(source)) &&
      !CLEARING_FILES.has(path) &&
      !isTestCode(path)
    ) {
      report(node, `clears an order by a cast; only ${[...CLEARING_FILES.keys()].join(" and ")} may.`);
    }
    if (isTestCode(path)) {
      const muted = mutedTest(node);
      if (muted !== undefined) report(node, `has a ${muted} test; every test runs, or goes.`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return faults;
}

/** The name of the global that a node reads, when it is one of the air's. */
function airTaken(node: ts.Node, declared: ReadonlySet<string>): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const whole = `${node.expression.text}.${node.name.text}`;
    if (AIR_MEMBERS.has(whole)) return whole;
    if (node.expression.text === "globalThis" && AIR.has(node.name.text)) return whole;
  }
  return ts.isIdentifier(node) && AIR.has(node.text) && !declared.has(node.text) && isRead(node) ? node.text : undefined;
}

/** Names that a file gives to something of its own, anywhere in it: a class of ws called `WebSocket` is not the global. */
function declaredNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const declares =
      ts.isBindingElement(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node);
    if (declares && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** Whether an identifier is read as a value of its own: no property name, no declaration, no import, no type. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isTypeReferenceNode(parent) || ts.isTypeQueryNode(parent) || ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent))
    return false;
  if (ts.isQualifiedName(parent) || ts.isLabeledStatement(parent)) return false;
  if ("name" in parent && parent.name === node) return false;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return true;
}

/** `test.skip`, `describe.only`, `test.todo`, `xit` … as the words that name them. `skipIf` and `runIf` too: a test that may not run is no proof. */
function mutedTest(node: ts.Node): string | undefined {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(rootOf(node))) return undefined;
  const root = rootOf(node).getText();
  if (!["test", "it", "describe", "suite"].includes(root)) return undefined;
  const word = node.name.text;
  return ["skip", "only", "todo", "skipIf", "runIf", "fails"].includes(word) ? `${root}.${word}` : undefined;
}

function rootOf(node: ts.Expression): ts.Expression {
  return ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) ? rootOf(node.expression) : node;
}

interface LineRule {
  readonly pattern: RegExp;
  readonly words: string;
  readonly applies?: (path: string, line: string) => boolean;
}

const LINE_RULES: readonly LineRule[] = [
  // The last look-behind spares URL paths: a machine path begins a word.
  { pattern: /(?<![\w/.:$}-])\/(?:work|home|root|Users|tmp|mnt)\/[\w.-]/, words: "names a path of one machine" },
  { pattern: /(?<![\w\\])[A-Z]:\\+\w/, words: "names a path of one machine" },
  { pattern: new RegExp(`\\b(?:${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b`), words: "is left unfinished" },
  { pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, words: "holds a private key" },
  { pattern: /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|sk_live_\w{16,}|xox[baprs]-[\w-]{10,}|npm_\w{36})\b/, words: "holds a token" },
  {
    pattern: /\b(?:api_?key|secret|passphrase|password|private_?key|access_?token)["'`]?\s*[:=]\s*["'`][A-Za-z0-9+/=_-]{16,}["'`]/i,
    words: "holds what looks like a secret",
    applies: (path, line) => !isPublishedVector(path, line),
  },
  {
    pattern: /["'`](?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{32,}["'`]/,
    words: "holds what looks like a secret",
    applies: (path, line) => !isPublishedVector(path, line),
  },
];

/** Vectors that a venue published itself live in fixtures and sign tests, or carry the words that say so. */
function isPublishedVector(path: string, line: string): boolean {
  return /\/fixtures\/|\/sign\.test\.ts$/.test(path) || /published (?:test )?vector/i.test(line);
}

function lineFaults(path: string, text: string): readonly string[] {
  const faults: string[] = [];
  text.split("\n").forEach((line, at) => {
    for (const { pattern, words, applies } of LINE_RULES) {
      if (pattern.test(line) && applies?.(path, line) !== false) faults.push(`${path}:${at + 1} ${words}: ${line.trim().slice(0, 80)}`);
    }
  });
  return faults;
}

/** Past these a file or function is worth a second look; nothing fails on it. */
const LOOK_AGAIN = { sourceLines: 400, testLines: 500, functionLines: 60, exports: 10, folderFiles: 12 };

/** What stands past "look again", and how many casts there are, as lines for people. */
export function sizeReport(tree: SourceTree): readonly string[] {
  const report: string[] = [];
  const folders = new Map<string, number>();
  let casts = 0;
  let lines = 0;
  for (const [path, text] of tree) {
    if (!path.endsWith(".ts") || !path.startsWith("src/")) continue;
    const length = text.split("\n").length;
    if (length > (isTestCode(path) ? LOOK_AGAIN.testLines : LOOK_AGAIN.sourceLines)) report.push(`${path}: ${length} lines`);
    if (isTestCode(path)) continue;
    const folder = path.slice(0, path.lastIndexOf("/"));
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
    lines += length;
    const shape = shapeOf(parse(path, text));
    casts += shape.casts;
    if (shape.exports > LOOK_AGAIN.exports) report.push(`${path}: ${shape.exports} exported names`);
    for (const { name, length: own } of shape.long) report.push(`${path}: ${name} has ${own} lines`);
  }
  for (const [folder, count] of folders) if (count > LOOK_AGAIN.folderFiles) report.push(`${folder}: ${count} files`);
  return [...report, `${casts} casts in ${lines} lines: ${((casts * 1000) / Math.max(1, lines)).toFixed(1)} per 1000`];
}

interface Shape {
  readonly casts: number;
  readonly exports: number;
  readonly long: readonly { readonly name: string; readonly length: number }[];
}

function shapeOf(source: ts.SourceFile): Shape {
  let casts = 0;
  const long: { name: string; length: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)) casts += 1;
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      const from = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const length = source.getLineAndCharacterOfPosition(node.end).line - from + 1;
      if (length > LOOK_AGAIN.functionLines) long.push({ name: node.name?.getText(source) ?? "a function", length });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const isExported = (node: ts.Statement): boolean =>
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((each) => each.kind === ts.SyntaxKind.ExportKeyword) === true;
  return { casts, exports: source.statements.filter(isExported).length, long };
}
