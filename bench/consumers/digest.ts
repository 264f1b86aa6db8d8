import { createHash } from "node:crypto";

/** Many books in one short text, to compare and to print. */
export const digestOf = (books: readonly string[]): string => createHash("sha256").update(books.join("\n")).digest("hex");
