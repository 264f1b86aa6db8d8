import { readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/**
 * Compiles the files that a new venue adds or changes, under the flags of the project, and writes them to `dist`. The others are read for
 * their types and not judged again. Returns what the compiler has to say; nothing when all is well.
 */
export function compileAdded(folder: string, added: readonly string[]): readonly string[] {
  const { config } = ts.readConfigFile(join(folder, "tsconfig.src.json"), ts.sys.readFile) as { readonly config: object };
  const { tsBuildInfoFile: _, ...options } = ts.parseJsonConfigFileContent({ ...config, references: [] }, ts.sys, folder).options;
  const alone = { ...options, composite: false, incremental: false, declaration: true };
  const roots = added.map((file) => join(folder, file));
  const program = ts.createProgram({ rootNames: roots, options: alone });
  const words: string[] = [];
  for (const root of roots) {
    const file = program.getSourceFile(root);
    if (file === undefined) throw new RangeError(`The compiler does not see ${root}.`);
    for (const found of [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]) {
      words.push(`${root}: ${ts.flattenDiagnosticMessageText(found.messageText, " ")}`);
    }
    program.emit(file);
  }
  return words;
}

/** The TypeScript files under a folder of the copy. */
export function typescriptFiles(folder: string, place: string): readonly string[] {
  return readdirSync(join(folder, place), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${place}/${name}`);
}
