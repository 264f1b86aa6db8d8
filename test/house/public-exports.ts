// What the package's doors hand out, read from the compiled declarations.

import { join } from "node:path";
import ts from "typescript";

/** One line for each exported name of each door, sorted: `function connect`, under a line with the door's name. */
export function publicExports(root: string, doors: Readonly<Record<string, string>>): string {
  const files = Object.values(doors).map((types) => join(root, types));
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const sections = Object.entries(doors).map(([door, types]) => {
    const source = program.getSourceFile(join(root, types));
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) return `${door}: missing (${types})`;
    const names = checker.getExportsOfModule(module).map((symbol) => `${kindOf(symbol, checker)} ${symbol.name}`);
    return [door, ...names.sort().map((line) => `  ${line}`)].join("\n");
  });
  return `${sections.join("\n")}\n`;
}

function kindOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const kinds: string[] = [];
  if (flags & ts.SymbolFlags.Class) return "class";
  if (flags & ts.SymbolFlags.Function) kinds.push("function");
  if (flags & ts.SymbolFlags.Variable) kinds.push("value");
  if (flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)) kinds.push("type");
  return kinds.length === 0 ? `unresolved(${flags})` : kinds.join("+");
}
