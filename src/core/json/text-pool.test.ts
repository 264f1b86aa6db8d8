// Costs about 0.1 s.

import fc from "fast-check";
import { expect, test } from "vitest";
import { NamePool } from "#core/json/text-pool";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A poor hash, so that many names meet in a neighbourhood. */
const poorHash = (bytes: Uint8Array): number => (bytes[0] ?? 0) & 7;

/** What the pool knows by a name, and whether it had to be made. */
function lookUp(pool: NamePool<{ readonly text: string }>, text: string, hash: number): { readonly text: string } {
  const bytes = bytesOf(`..${text}..`);
  return pool.find(bytes, 2, bytes.length - 2, hash) ?? pool.keep(bytes, 2, bytes.length - 2, hash);
}

test("whatever names come in whatever order, each finds what was made of it and never another's", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-h]{0,3}$/), { maxLength: 400 }), fc.boolean(), (names, poor) => {
      const pool = new NamePool((text) => ({ text }));
      for (const name of names) expect(lookUp(pool, name, poor ? poorHash(bytesOf(name)) : name.length * 7919).text).toBe(name);
    }),
  );
});

test("a thousand names that take turns are made once each", () => {
  let made = 0;
  const pool = new NamePool((text) => ({ text, count: ++made }));
  const hashes = Array.from({ length: 1_000 }, (_, at) => Math.imul(at + 1, 0x9e3779b1));
  for (let lap = 0; lap < 3; lap += 1) hashes.forEach((hash, at) => void lookUp(pool, `update:${at}`, hash));
  expect(made).toBe(1_000);
});

test("names without end are forgotten again, and what comes after is still right", () => {
  let made = 0;
  const pool = new NamePool((text) => ({ text, count: ++made }));
  for (let at = 0; at < 40_000; at += 1) expect(lookUp(pool, `name ${at}`, Math.imul(at, 0x9e3779b1)).text).toBe(`name ${at}`);
  expect(made).toBe(40_000);
  expect(lookUp(pool, "name 39999", Math.imul(39_999, 0x9e3779b1)).text).toBe("name 39999");
  expect(made).toBe(40_000);
});

test("a name that is too long for a habit is made anew each time", () => {
  let made = 0;
  const pool = new NamePool((text) => ({ text, count: ++made }));
  const long = "x".repeat(129);
  expect([lookUp(pool, long, 1).text, lookUp(pool, long, 1).text]).toEqual([long, long]);
  expect(made).toBe(2);
});
