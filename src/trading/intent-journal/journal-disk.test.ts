import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeDisk } from "#trading/intent-journal/journal-disk";

test("a free name is claimed with the file that it gets, a taken one is refused, and nothing else stays behind", () => {
  const folder = mkdtempSync(join(tmpdir(), "truebook-disk-"));
  try {
    const [first, second] = ["first", "second"].map((name) => nodeDisk.create(join(folder, name)));
    nodeDisk.claim(join(folder, "first"), join(folder, "lock"));
    expect(nodeDisk.look(join(folder, "lock"))?.id).toBe(first?.id);
    expect(() => nodeDisk.claim(join(folder, "second"), join(folder, "lock"))).toThrow(/EEXIST/);
    expect(readdirSync(folder)).toEqual(["lock", "second"]);
    first?.close();
    second?.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
