// What tutorials do about books, measured in virtual time. About 3 s.

import { expect } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { BookSide } from "#core/book/book-side";
import { get, scriptedWorld } from "#sim/scripted-world";
import { lmexDialect } from "#venues/lmex/dialect";
import { Stage } from "../simulation/stage.ts";
import { claim } from "./claim.ts";
import { TutorialBook } from "./tutorial-book.ts";

const SYMBOL = "ETH-PERP";
const REST_BOOK = "https://api.lmex.io/futures/api/v2.3/orderbook/L2?symbol=ETH-PERP";
/** The best bid of the scripted market, 3120.40 at two places, and the one behind it. */
const [BEST, BEHIND] = [312_040, 312_035];

/** A market that moves when told, and a tutorial's book of it that is up to date. */
function begin() {
  const clock = new VirtualClock();
  const world = scriptedWorld({ dialect: lmexDialect, clock });
  const book = new TutorialBook(world.network, SYMBOL);
  clock.advance(100);
  expect(book.bestBid).toBe(BEST / 100);
  /** Moves the market away from the best bid, so that any later message is innocent. */
  const step = (size: number): void => {
    world.eth.step({ asks: [[312_065, size]] });
    clock.advance(50);
  };
  return { clock, ...world, book, step };
}

claim("T2", "one lost message leaves a best bid that is gone in the tutorial's book for 59 s, until its refresh", () => {
  const { clock, desk, eth, book, step } = begin();
  clock.advance(900);
  expect(desk.post({ name: "drop-delta", venue: "lmex" }).kind).toBe("posted");
  eth.step({ bids: [[BEST, 0]] });
  let wrongMs = 0;
  // The refresh comes a minute after the first subscription.
  for (let second = 1; second <= 60; second += 1) {
    if (second === 60) book.subscribe();
    step(second);
    clock.advance(950);
    if (book.bestBid !== BEHIND / 100) wrongMs += 1_000;
  }
  expect(book.gapped).toBe(true);
  expect(wrongMs).toBe(59_000);
  expect(book.bestBid).toBe(BEHIND / 100);
});

claim("T2", "truebook leaves live at the first message that shows the loss, is never wrong while live, and heals by itself", () => {
  const stage = new Stage({});
  const book = stage.book("BTC-PERP");
  stage.pass(3_000);
  stage.fault("drop-delta", {}, "BTC-PERP");
  stage.expectNotLive(book, 2_000);
  expect(book.source.state()).toMatchObject({ kind: "resyncing" });
  stage.expectLive(book, 1_000);
  stage.pass(60_000);
  // Holds every hand-out to the venue's own book.
  stage.end();
});

claim("T3", "a book over REST has no number, and one from a cache puts a level back that is gone; no later message shows it", () => {
  const { clock, desk, network, eth, book, step } = begin();
  desk.post({ name: "stale-rest-book", venue: "lmex", params: { durationMs: 60_000 } });
  const early = get(network, REST_BOOK);
  clock.advance(50);
  expect(early.outcome?.kind).toBe("reply");
  eth.step({ bids: [[BEST, 0]] });
  clock.advance(50);
  expect(book.bestBid).toBe(BEHIND / 100);
  // The repair: read the book over REST, put it in the place of ours, go on with the messages.
  const repair = get(network, REST_BOOK);
  clock.advance(50);
  if (repair.outcome?.kind !== "reply") throw new Error("The simulator gave no reply.");
  const text = new TextDecoder().decode(repair.outcome.reply.body);
  expect(text).not.toMatch(/seq/i);
  const { buyQuote } = JSON.parse(text) as { readonly buyQuote: readonly { readonly price: string; readonly size: string }[] };
  book.bids = new Map(buyQuote.map(({ price, size }) => [price, size]));
  for (let round = 1; round <= 20; round += 1) step(round);
  expect(book.gapped).toBe(false);
  expect(book.bestBid).toBe(BEST / 100);
});

claim("T3", "truebook heals a gap by a new subscription and asks no book of REST for it", () => {
  const stage = new Stage({});
  const book = stage.book("BTC-PERP");
  stage.pass(2_000);
  const [asked, subscribed] = [stage.booksAsked, stage.subscribes("update:BTC-PERP_0")];
  stage.fault("drop-delta", {}, "BTC-PERP");
  stage.expectNotLive(book, 2_000);
  stage.expectLive(book, 1_000);
  expect(stage.booksAsked).toBe(asked);
  expect(stage.subscribes("update:BTC-PERP_0")).toBe(subscribed + 1);
  stage.end();
});

claim("T7", "sorted as text, a bid of 9.9 stands above one of 10.1; as whole numbers of ticks it does not", () => {
  const prices = ["9.9", "10.1", "10.0"];
  expect([...prices].sort().reverse()[0]).toBe("9.9");
  const side = new BookSide("bids");
  for (const price of prices) side.set(Math.round(Number(price) * 10), 1);
  expect(side.priceAt(0)).toBe(101);
});

claim("T7", "in more than three messages of ten the first bid is not the best bid of the book", () => {
  const stage = new Stage({});
  const book = new TutorialBook(stage.world.network, "BTC-PERP");
  stage.pass(60_000);
  expect(book.messages).toBeGreaterThan(300);
  expect(book.misleading / book.messages).toBeGreaterThan(0.3);
  book.close();
  stage.end();
});
