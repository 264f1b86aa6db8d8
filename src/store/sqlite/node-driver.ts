import { type DatabaseSync } from "node:sqlite";
import { type SqlDatabase, type SqlDriver, type SqlRow, type SqlValue } from "#store/sqlite/sql-driver";

/** SQLite as it comes with Node 22.13 and newer. Rejects where Node has none. */
export async function loadNodeDriver(): Promise<SqlDriver> {
  const sqlite = await import("node:sqlite");
  return { name: "node:sqlite", open: (path) => new NodeDatabase(new sqlite.DatabaseSync(path)) };
}

class NodeDatabase implements SqlDatabase {
  #database: DatabaseSync | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  exec(sql: string): void {
    this.#open().exec(sql);
  }

  prepare(sql: string): ReturnType<SqlDatabase["prepare"]> {
    const statement = this.#open().prepare(sql);
    return {
      run: (values: readonly SqlValue[]) => Number(statement.run(...values).changes),
      all: (values: readonly SqlValue[]) => statement.all(...values) as readonly SqlRow[],
    };
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  #open(): DatabaseSync {
    if (this.#database === undefined) throw new Error("database is not open");
    return this.#database;
  }
}
