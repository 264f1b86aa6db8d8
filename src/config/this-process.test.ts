// This process, and one that ended. Costs a twentieth of a second.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { thisProcess } from "#config/this-process";

test("a process is alive while it runs, and the mark of its start stays the same", () => {
  const self = thisProcess();
  expect(self.pid).toBe(process.pid);
  expect(self.isAlive(self.pid)).toBe(true);
  expect(self.startOf(self.pid)).toBe(thisProcess().startOf(self.pid));
  expect(thisProcess().place).toBe(self.place);
});

test("a process that ended is not alive", async () => {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  const pid = child.pid ?? 0;
  await once(child, "close");
  expect(thisProcess().isAlive(pid)).toBe(false);
  expect(thisProcess().startOf(pid)).toBe(undefined);
});
