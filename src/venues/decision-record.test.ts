// The decision record "a venue is a dictionary" shows data of the three descriptions. It must show what they hold.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lbankDescription } from "#venues/lbank/description";
import { lmexDescription } from "#venues/lmex/description";
import { type VenueDescription } from "#venues/venue";
import { weexDescription } from "#venues/weex/description";

const record = readFileSync(new URL("../../docs/decisions/0003-a-venue-is-a-dictionary.md", import.meta.url), "utf8");
const venues = new Map<string, VenueDescription>([lmexDescription, lbankDescription, weexDescription].map((venue) => [venue.id, venue]));
const excerpts = [...record.matchAll(/`(\w+)` (?:(\w+) (v[\d.]+), )?`([\w.]+)`:\n\n```json\n([^`]+)```/g)];

function lookUp(path: string, from: unknown): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], from);
}

test("every block of data in the record says where it comes from", () => {
  expect(excerpts.length).toBe(record.split("```json").length - 1);
  for (const id of venues.keys()) expect(excerpts.filter((excerpt) => excerpt[1] === id).length, id).toBeGreaterThan(3);
});

test.each(excerpts.map(([, venue = "", product, version, path = "", json = ""]) => ({ venue, product, version, path, json })))(
  "the record shows $venue $product $version $path as it is",
  ({ venue, product, version, path, json }) => {
    const description = venues.get(venue);
    const from =
      product === undefined ? description : description?.products.find((entry) => entry.product === product && entry.api === version);
    const value = lookUp(path, from);
    expect(value).toBeDefined();
    expect(value).toMatchObject(JSON.parse(json));
  },
);
