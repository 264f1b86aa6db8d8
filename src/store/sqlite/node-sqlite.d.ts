// The part of Node's own SQLite that is used here. The types of the lowest Node that truebook runs on do not know this module.

declare module "node:sqlite" {
  type Value = string | number | bigint | null | Uint8Array;

  interface StatementSync {
    run(...values: Value[]): { readonly changes: number | bigint };
    all(...values: Value[]): Readonly<Record<string, Value>>[];
  }

  class DatabaseSync {
    constructor(path: string);
    exec(sql: string): void;
    prepare(sql: string): StatementSync;
    close(): void;
  }
}
