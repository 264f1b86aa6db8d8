// The little of SQLite that truebook needs, the same over every driver. Synchronous, because both drivers are: whoever writes keeps
// its batches small, and never waits for another process' lock.

import { ConfigError } from "#core/error";

/** Exact numbers are stored as text; `number` is for times and counts, whole and below 2^53. */
export type SqlValue = string | number | null;

export type SqlRow = Readonly<Record<string, SqlValue>>;

export interface SqlStatement {
  /** Values by position, from `?1`. Returns how many rows it changed. */
  run(values: readonly SqlValue[]): number;
  all(values: readonly SqlValue[]): readonly SqlRow[];
}

/** One open database file. Every method throws the driver's own error. */
export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  /** Closes it; a second call does nothing. */
  close(): void;
}

export type SqlDriverName = "node:sqlite" | "libsql";

export interface SqlDriver {
  readonly name: SqlDriverName;
  /** Opens a file, or makes it; `:memory:` is one that nobody else sees. */
  open(path: string): SqlDatabase;
}

/** In the order of preference: what comes with Node first. */
const DRIVERS: Readonly<Record<SqlDriverName, () => Promise<SqlDriver>>> = {
  "node:sqlite": async () => (await import("#store/sqlite/node-driver")).loadNodeDriver(),
  libsql: async () => (await import("#store/sqlite/libsql-driver")).loadLibsqlDriver(),
};

/** Loads a driver: the one named, or the first that is there. Rejects with ConfigError where none is. */
export async function loadSqlDriver(wanted?: SqlDriverName): Promise<SqlDriver> {
  const causes: unknown[] = [];
  for (const [name, load] of Object.entries(DRIVERS)) {
    if (wanted !== undefined && name !== wanted) continue;
    try {
      return await load();
    } catch (cause) {
      causes.push(cause);
    }
  }
  const tried = wanted === undefined ? "neither node:sqlite nor libsql could be loaded" : `${wanted} could not be loaded`;
  throw new ConfigError("no-sqlite-driver", `There is no SQLite: ${tried}.`, {
    hint: "use Node 22.13 or newer, or run npm install libsql",
    cause: new AggregateError(causes, "no driver could be loaded"),
  });
}
