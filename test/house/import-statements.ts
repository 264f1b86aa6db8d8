import ts from "typescript";

export interface ImportStatement {
  readonly specifier: string;
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean;
  /** `import()` instead of a statement. */
  readonly dynamic: boolean;
  readonly line: number;
}

/** Every way in which a file names another module: import, export from, import(), and types by import("…"). */
export function importStatements(path: string, text: string): readonly ImportStatement[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, false, ts.ScriptKind.TS);
  const found: ImportStatement[] = [];
  const add = (node: ts.Node, module: ts.Node, kind: { typeOnly: boolean; dynamic: boolean }): void => {
    const specifier = ts.isStringLiteralLike(module) ? module.text : `<computed: ${module.getText(source)}>`;
    found.push({ specifier, ...kind, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, { typeOnly: importsTypesOnly(node.importClause), dynamic: false });
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node, node.moduleSpecifier, { typeOnly: exportsTypesOnly(node), dynamic: false });
    } else if (ts.isCallExpression(node) && isModuleCall(node)) {
      const [module] = node.arguments;
      if (module !== undefined) add(node, module, { typeOnly: false, dynamic: true });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node, node.argument.literal, { typeOnly: true, dynamic: false });
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node, node.moduleReference.expression, { typeOnly: node.isTypeOnly, dynamic: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isModuleCall(node: ts.CallExpression): boolean {
  const callee = node.expression;
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
}

function importsTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  if (clause.name !== undefined || names === undefined || ts.isNamespaceImport(names)) return false;
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly);
}

function exportsTypesOnly(node: ts.ExportDeclaration): boolean {
  if (node.isTypeOnly) return true;
  const names = node.exportClause;
  return (
    names !== undefined && ts.isNamedExports(names) && names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly)
  );
}
