// One list of promises for the description of every venue: plain data, addresses that exist, topics that can be filled in.

import { expect, test } from "vitest";
import { venues as registered } from "#venues/registry";
import { type ChannelDescription, type ProductDescription, type VenueDescription } from "#venues/venue";

const venues: readonly VenueDescription[] = [...registered.values()].map(({ description }) => description);
const CHANNELS = ["book", "trades", "ticker", "candles"] as const;
const placeholders = new Set(["$SYM", "$GROUP", "$DEPTH", "$INTERVAL", "$KEY"]);

const channels = (product: ProductDescription): readonly ChannelDescription[] => [
  product.book,
  product.trades,
  product.ticker,
  product.candles,
  ...product.privateTopics,
];

/** Walks plain data and gives every number with the path that leads to it. */
function* numbersIn(value: unknown, path: string): Generator<readonly [path: string, value: number]> {
  if (typeof value === "number") yield [path, value];
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* numbersIn(inner, `${path}.${key}`);
}

/** A copy without members that are undefined, which JSON cannot carry. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, withoutUndefined(inner)]),
  );
}

for (const venue of venues) {
  test(`${venue.id}: the description is plain data that survives a copy and a trip through JSON`, () => {
    expect(structuredClone(venue)).toEqual(venue);
    expect(JSON.parse(JSON.stringify(venue))).toStrictEqual(withoutUndefined(venue));
  });

  test(`${venue.id}: every host that a product names exists in every environment that offers the product`, () => {
    expect(Object.keys(venue.environments)).toContain("live");
    for (const environment of Object.values(venue.environments)) {
      const offered = venue.products.filter(
        (product) =>
          environment.only === undefined ||
          environment.only.some((entry) => entry.product === product.product && entry.api === product.api),
      );
      expect(offered.length).toBeGreaterThan(0);
      for (const product of offered) {
        for (const socket of Object.values(product.sockets)) expect(environment.hosts[socket.host]).toMatch(/^wss:\/\//);
        expect(environment.hosts[product.rest.host]).toMatch(/^https:\/\//);
      }
    }
  });

  test(`${venue.id}: addresses are TLS origins without a path, and alternates belong to a host of the environment`, () => {
    for (const environment of Object.values(venue.environments)) {
      const alternates = Object.entries(environment.alternateHosts ?? {});
      for (const [key] of alternates) expect(Object.keys(environment.hosts)).toContain(key);
      for (const address of [...Object.values(environment.hosts), ...alternates.flatMap(([, list]) => list)]) {
        expect(address).toMatch(/^(wss|https):\/\/[a-z0-9.-]+$/);
      }
    }
  });

  test(`${venue.id}: every product can deliver a book, trades, a ticker and candles, and names the socket that does`, () => {
    expect(venue.products.length).toBeGreaterThan(0);
    for (const product of venue.products) {
      for (const channel of channels(product)) {
        if (channel.socket === undefined) {
          expect(channel.topics).toEqual([]);
          expect(channel.instead).toBeDefined();
        } else {
          expect(Object.keys(product.sockets)).toContain(channel.socket);
          expect(channel.topics.length).toBeGreaterThan(0);
        }
      }
      expect([...product.book.depths]).toEqual([...product.book.depths].sort((a, b) => a - b));
      expect(product.book.depths.length).toBeGreaterThan(0);
    }
  });

  test(`${venue.id}: an image book claims no sequence, and a sequence book recovers by subscribing again`, () => {
    for (const { book } of venue.products) {
      expect(book.recovery).toBe(book.proof === "image" ? "next-image" : "resubscribe");
      if (book.proof === "image") expect(book.restSequence).toBe(false);
    }
  });

  test(`${venue.id}: topic templates hold only placeholders that a subscription can fill`, () => {
    for (const topic of venue.products.flatMap(channels).flatMap((channel) => channel.topics)) {
      for (const [placeholder] of topic.matchAll(/\$[A-Z]+/g)) expect(placeholders).toContain(placeholder);
    }
  });

  test(`${venue.id}: market data topics name their instrument, private ones need not`, () => {
    for (const product of venue.products) {
      for (const channel of [product.book, product.trades, product.ticker, product.candles]) {
        for (const topic of channel.topics) expect(topic).toContain("$SYM");
      }
    }
  });

  test(`${venue.id}: every number is positive, but for what says "none" by a zero`, () => {
    const mayBeZero = /\.(tradesMax|candlesMax)$|\.groupings\.\d+$/;
    for (const [path, value] of numbersIn(venue, venue.id)) {
      expect(Number.isFinite(value), path).toBe(true);
      if (mayBeZero.test(path)) expect(value, path).toBeGreaterThanOrEqual(0);
      else expect(value, path).toBeGreaterThan(0);
    }
  });

  test(`${venue.id}: no two versions of a product share a name, and links of limits lead somewhere`, () => {
    const names = venue.products.map((product) => `${product.product} ${product.api} ${product.dialect ?? ""}`);
    expect(new Set(names).size).toBe(names.length);
    const buckets = venue.limits.rest.map((bucket) => bucket.bucket);
    expect(new Set(buckets).size).toBe(buckets.length);
    for (const link of venue.limits.rest.flatMap((bucket) => bucket.links)) expect(buckets).toContain(link);
  });

  test(`${venue.id}: every unproven product is explained by an evidence row, and each row says how it is known`, () => {
    const subjects = venue.evidence.map((row) => row.subject);
    expect(new Set(subjects).size).toBe(subjects.length);
    for (const row of venue.evidence) {
      expect(row.claim.length, row.subject).toBeGreaterThan(0);
      expect(row.marks.length, row.subject).toBeGreaterThan(0);
    }
    if (venue.products.some((product) => product.evidence === "unproven")) {
      expect(venue.evidence.some((row) => row.evidence === "unproven")).toBe(true);
    }
  });
}

for (const venue of venues) {
  test(`${venue.id}: what the compiler is told is what the description says`, () => {
    const { capabilities, environments, products } = venue;
    const spoken = products.filter((product) => product.spoken !== false);
    const sorted = (words: Iterable<string>): readonly string[] => [...new Set(words)].sort();
    expect(capabilities.id).toBe(venue.id);
    expect(sorted(capabilities.environments)).toEqual(sorted(Object.keys(environments)));
    expect(sorted(capabilities.hosts)).toEqual(sorted(Object.values(environments).flatMap(({ hosts }) => Object.keys(hosts))));
    expect(sorted(capabilities.dialects)).toEqual(sorted(spoken.flatMap(({ dialect }) => dialect ?? [])));
    expect(sorted(Object.keys(capabilities.products))).toEqual(sorted(spoken.map(({ product }) => product)));
    for (const [name, told] of Object.entries(capabilities.products)) {
      const all = spoken.filter(({ product }) => product === name);
      const pushed = CHANNELS.filter((channel) => all.some((product) => product[channel].socket !== undefined));
      expect(sorted(told.apis)).toEqual(sorted(all.flatMap(({ api }) => api ?? [])));
      expect(sorted(told.pushes)).toEqual(sorted(pushed));
      expect(told.bookDepth).toBe(Math.max(...all.flatMap(({ book }) => book.depths)));
      expect([...told.groupings]).toEqual([...new Set(all.flatMap(({ book }) => book.groupings))]);
      expect(sorted(told.pastIntervals)).toEqual(sorted(all.flatMap(({ rest }) => rest.candleIntervals)));
    }
  });
}
