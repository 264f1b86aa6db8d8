// How often we may knock, over the full time that the budgets name: the socket tests hold the same rule to a tenth of it.

import { expect } from "vitest";
import { scenario } from "./stage.ts";

const SYMBOL = "BTC-PERP";
const MANY = 1_000;

scenario("a book whose handshakes are refused with 429 and Retry-After 30 knocks at most twice in a minute, and comes back", (stage) => {
  const { network } = stage.world;
  stage.fault("refuse-handshake", { status: "429", retryAfterSeconds: 30, times: MANY });
  const book = stage.book(SYMBOL, { wait: false });
  stage.pass(60_000);
  expect(network.dials).toBeGreaterThan(0);
  expect(network.dials).toBeLessThanOrEqual(2);
  stage.world.exchange.desk.clear();
  stage.expectLive(book, 45_000);
});

scenario("a live book that is cut and then refused so knocks at most twice in a minute", (stage) => {
  const { network } = stage.world;
  const book = stage.book(SYMBOL);
  const before = network.dials;
  stage.fault("refuse-handshake", { status: "429", retryAfterSeconds: 30, times: MANY });
  stage.fault("close", { code: "1006", scope: "all" });
  stage.pass(60_000);
  expect(network.dials - before).toBeLessThanOrEqual(2);
  expect(book.source.state().kind).toBe("stale");
});

scenario("books of two products on two sockets that are refused so knock at most twice in a minute together", (stage) => {
  const { network } = stage.world;
  stage.fault("refuse-handshake", { status: "429", retryAfterSeconds: 30, times: MANY });
  const books = [stage.book(SYMBOL, { wait: false }), stage.book("BTC-USDT", { wait: false })];
  stage.pass(60_000);
  expect(network.dials).toBeGreaterThan(0);
  expect(network.dials).toBeLessThanOrEqual(2);
  stage.world.exchange.desk.clear();
  for (const book of books) stage.expectLive(book, 45_000);
});
