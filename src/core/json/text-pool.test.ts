// Costs about 0.1 s.

import fc from "fast-check";
import { expect, test } from "vitest";
import { NamePool, textHash } from "#core/json/text-pool";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A poor hash, so that many names meet in a neighbourhood. */
const poorHash = (bytes: Uint8Array): number => (bytes[0] ?? 0) & 7;

const hashOf = (bytes: Uint8Array): number => textHash(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length);

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
  const names = Array.from({ length: 1_000 }, (_, at) => `update:B${String(at).padStart(3, "0")}-PERP_0`);
  for (let lap = 0; lap < 3; lap += 1) for (const name of names) lookUp(pool, name, hashOf(bytesOf(name)));
  expect(made).toBe(1_000);
});

test("a hash is of the bytes alone, wherever they stand, and of every one of them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat({ max: 7 }), fc.nat(), (bytes, before, at) => {
      const moved = new Uint8Array(before + bytes.length + 3).fill(0xff);
      moved.set(bytes, before);
      const there = textHash(new DataView(moved.buffer), before, bytes.length);
      expect(there).toBe(hashOf(bytes));
      const other = bytes.slice();
      other[at % bytes.length] = (other[at % bytes.length] as number) ^ 1;
      expect(hashOf(other)).not.toBe(there);
    }),
  );
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
