// In a process of its own, because a process has one parser, made at its first request.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const CHILD = join(import.meta.dirname, "parser-memory-child.mjs");

test("large answers leave the memory of undici's parser as it was", { timeout: 60_000 }, () => {
  const { stdout, stderr } = spawnSync(process.execPath, [CHILD], { encoding: "utf8", timeout: 50_000 });
  expect(stderr).toBe("");
  // Two pages, as undici ships it: a first answer that made it grow would show here too.
  expect(JSON.parse(stdout)).toEqual({ parsers: 1, pages: 2, kept: true, whole: true });
});
