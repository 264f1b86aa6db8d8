import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lbankDescription } from "#venues/lbank/description";

const [spot, contract] = lbankDescription.products;

test("the spot book is an image of 10, 50 or 100 levels that the next image repairs", () => {
  expect(spot?.book).toMatchObject({ proof: "image", depths: [10, 50, 100], recovery: "next-image", restSequence: false });
  expect(spot?.book.images?.trustedNodePrefix).toBe("t-");
});

test("nothing on spot is acknowledged", () => {
  for (const channel of [spot?.book, spot?.trades, spot?.ticker, spot?.candles, ...(spot?.privateTopics ?? [])])
    expect(channel?.acked).toBe(false);
});

test("spot pings go both ways in JSON and bring the same id back; no RFC ping is relied on", () => {
  const beats = spot?.sockets["market"]?.heartbeats ?? [];
  expect(beats.map((beat) => [beat.kind, beat.from])).toEqual([
    ["json", "server"],
    ["json", "client"],
  ]);
  expect(spot?.sockets["market"]?.probe.kind).toBe("text");
});

test("private topics carry a key that lives an hour and is renewed at 80 % of it", () => {
  expect(lbankDescription.login).toEqual([expect.objectContaining({ kind: "leased-key", lifeMs: 3_600_000, renewAtFraction: 0.8 })]);
  for (const channel of spot?.privateTopics ?? []) expect(channel.topics[0]).toContain('"$KEY"');
});

test("spot topics are the fields of a message, so they are JSON", () => {
  for (const channel of [spot?.book, spot?.trades, spot?.ticker, spot?.candles]) {
    for (const topic of channel?.topics ?? []) expect(() => JSON.parse(topic)).not.toThrow();
  }
});

test("limits are 500 for orders and 200 for the rest in ten seconds, and no Retry-After helps", () => {
  const capacities = lbankDescription.limits.rest.map((bucket) => [bucket.bucket, bucket.capacity, bucket.perMs]);
  expect(capacities).toEqual([
    ["orders", 500, 10_000],
    ["private", 200, 10_000],
    ["public", 200, 10_000],
  ]);
  expect(lbankDescription.limits.feedback.retryAfter).toBe("none");
});

test("contract books are polled, and the socket that nobody documents is marked unproven", () => {
  expect(contract?.book).toMatchObject({ socket: undefined, instead: { how: "polled" }, proof: "image" });
  expect(contract?.sockets["undocumented"]?.evidence).toBe("unproven");
});

test("the README shows every evidence row as the data has it", () => {
  const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");
  for (const row of lbankDescription.evidence) {
    expect(readme).toContain(`| ${row.subject} | ${row.claim} | ${row.evidence} | ${row.marks.join(", ")} |`);
  }
});
