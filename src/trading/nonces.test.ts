import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { ConfigError } from "#core/error";
import { ownNonces, sharedNonces } from "#trading/nonces";

const folder = mkdtempSync(join(tmpdir(), "truebook-nonces-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shared = (now = 1_000_000) => sharedNonces({ path: join(folder, "keys", "lmex-live.nonce"), now: () => now });

test("numbers follow the clock, never repeat, and never go back when the clock does", () => {
  for (const nonces of [ownNonces(), shared()]) {
    expect([nonces.next(1_000), nonces.next(1_000), nonces.next(900), nonces.next(2_000.4)]).toEqual([1_000, 1_001, 1_002, 2_001]);
  }
});

test("a number from a clock that was far ahead does not bind the ones after it", () => {
  for (const nonces of [ownNonces(), shared()]) {
    expect([nonces.next(900_000, 60_000), nonces.next(1_000, 60_000), nonces.next(1_000, 60_000)]).toEqual([900_000, 1_000, 1_001]);
    expect([nonces.next(5_000, 60_000), nonces.next(1_000, 60_000)]).toEqual([5_000, 5_001]);
  }
});

test("two processes with one key share one row of numbers, also after a restart", () => {
  const [one, other] = [shared(), shared()];
  expect([one.next(5_000), other.next(5_000), one.next(5_000), shared().next(1)]).toEqual([5_000, 5_001, 5_002, 5_003]);
});

test("a lock that a dead process left is taken over; one that is held is an error by name", () => {
  const path = join(folder, "keys", "lmex-live.nonce");
  shared().next(1);
  writeFileSync(`${path}.lock`, "");
  utimesSync(`${path}.lock`, 1, 1);
  expect(shared().next(7)).toBe(7);
  writeFileSync(`${path}.lock`, "");
  const held = sharedNonces({ path, now: () => 0 });
  expect(() => held.next(8)).toThrow(ConfigError);
});

test("a file that is no number counts as none, because the clock alone is above what it can have held", () => {
  const path = join(folder, "keys", "lmex-live.nonce");
  shared().next(1);
  writeFileSync(path, "garbage");
  expect(shared().next(9_000)).toBe(9_000);
});
