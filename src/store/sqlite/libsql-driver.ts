import { type SqlDatabase, type SqlDriver, type SqlRow, type SqlValue } from "#store/sqlite/sql-driver";

type Libsql = typeof import("libsql");
type LibsqlDatabase = InstanceType<Libsql>;

/** SQLite as the package libsql brings it, for a Node without its own. Rejects where it is not installed or has no build for this machine. */
export async function loadLibsqlDriver(): Promise<SqlDriver> {
  const { default: Database } = await import("libsql");
  return { name: "libsql", open: (path) => new LibsqlFile(new Database(path)) };
}

class LibsqlFile implements SqlDatabase {
  #database: LibsqlDatabase | undefined;

  constructor(database: LibsqlDatabase) {
    this.#database = database;
  }

  exec(sql: string): void {
    this.#open().exec(sql);
  }

  prepare(sql: string): ReturnType<SqlDatabase["prepare"]> {
    const statement = this.#open().prepare(sql);
    return {
      run: (values: readonly SqlValue[]) => statement.run(...values).changes,
      all: (values: readonly SqlValue[]) => statement.all(...values) as readonly SqlRow[],
    };
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  #open(): LibsqlDatabase {
    if (this.#database === undefined) throw new Error("database is not open");
    return this.#database;
  }
}
