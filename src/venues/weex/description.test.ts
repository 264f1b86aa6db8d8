import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { weexDescription } from "#venues/weex/description";

const product = (name: string, version: string) =>
  weexDescription.products.find((entry) => entry.product === name && entry.api === version);

test("contracts and spot each have V3 first and V2 second, with symbols of their own", () => {
  expect(weexDescription.products.map((entry) => [entry.product, entry.api, entry.spelling?.symbol])).toEqual([
    ["contract", "v3", "BTCUSDT"],
    ["contract", "v2", "cmt_btcusdt"],
    ["spot", "v3", "BTCUSDT"],
    ["spot", "v2", "BTCUSDT_SPBL"],
  ]);
});

test("spot stays unproven until its sockets are captured", () => {
  for (const version of ["v2", "v3"]) expect(product("spot", version)?.evidence).toBe("unproven");
});

test("V2 echoes the server's time; V3 answers with a method whatever key the question had", () => {
  expect(product("contract", "v2")?.sockets["public"]?.heartbeats).toEqual([
    expect.objectContaining({ kind: "json", from: "server", answer: '{"event":"pong","time":$ID}', patience: { missed: 5 } }),
  ]);
  const [open] = product("contract", "v3")?.sockets["public"]?.heartbeats ?? [];
  const [closed] = product("contract", "v3")?.sockets["private"]?.heartbeats ?? [];
  expect(open).toMatchObject({
    kind: "method",
    ask: '{"event":"ping","time":"$TIME"}',
    answer: '{"method":"PONG","id":$N}',
    patience: { missed: 10 },
  });
  expect(closed).toMatchObject({ kind: "method", ask: '{"type":"ping","time":"$TIME"}', answer: '{"method":"PONG","id":$N}' });
});

test("every connection holds 100 topics and 240 operations an hour", () => {
  for (const socket of weexDescription.products.flatMap((entry) => Object.values(entry.sockets))) {
    expect(socket).toMatchObject({ topicsMax: 100, operations: { max: 240, perMs: 3_600_000 } });
  }
});

test("one address holds 100 sockets of V2 and 20 of V3, and opens 300 in five minutes", () => {
  expect(product("contract", "v2")?.sockets["public"]?.concurrentPerIp).toBe(100);
  expect(product("contract", "v3")?.sockets["public"]?.concurrentPerIp).toBe(20);
  expect(weexDescription.limits.connectsPerIp).toEqual({ max: 300, perMs: 300_000 });
});

test("only V3 greets, takes many topics a message, and cuts a socket that holds nothing", () => {
  expect(product("contract", "v3")?.sockets["public"]).toMatchObject({ greeting: true, topicsPerMessage: 100, idleCutMs: 60_000 });
  expect(product("contract", "v2")?.sockets["public"]).toMatchObject({ greeting: false, topicsPerMessage: 1, idleCutMs: undefined });
});

test("candles are asked for with their price type, so that data and topic agree", () => {
  expect(product("contract", "v3")?.candles.topics).toEqual(["$SYM@kline_$INTERVAL_LAST_PRICE"]);
});

test("private sockets log in by headers of the handshake, public ones do not", () => {
  expect(weexDescription.login[0]?.kind).toBe("handshake-headers");
  for (const entry of weexDescription.products) {
    expect(entry.sockets["private"]?.login).toBe("headers");
    expect(entry.sockets["public"]?.login).toBe("none");
  }
});

test("weights are 500 in ten seconds, reported back in headers, with a ban of ten seconds and no Retry-After", () => {
  const { limits } = weexDescription;
  for (const name of ["ip-weight", "account-weight"]) {
    expect(limits.rest.find((bucket) => bucket.bucket === name)).toMatchObject({ capacity: 500, perMs: 10_000 });
  }
  expect(limits.feedback).toEqual({ usedHeader: "x-used-weight-10s", remainingHeader: "x-remaining-weight-10s", retryAfter: "none" });
  expect(limits.banMs).toBe(10_000);
});

test("demo trading is an environment on the live hosts, for contract V3 only", () => {
  const { live, sim } = weexDescription.environments;
  expect(sim?.hosts).toEqual(live?.hosts);
  expect(sim?.only).toEqual([{ product: "contract", api: "v3" }]);
});

test("the 24 h change is a fraction in every version", () => {
  for (const entry of weexDescription.products) expect(entry.spelling?.change24h).toBe("fraction");
});

test("the README shows every evidence row as the data has it", () => {
  const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");
  for (const row of weexDescription.evidence) {
    expect(readme).toContain(`| ${row.subject} | ${row.claim} | ${row.evidence} | ${row.marks.join(", ")} |`);
  }
});
