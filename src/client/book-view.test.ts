import { expect, test } from "vitest";
import { LiveBookView } from "#client/book-view";
import { LIVE } from "#core/book/book-state";
import { OrderBook } from "#core/book/order-book";
import { epochMs, instrumentId, priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { type BookSource } from "#feed/book-source";

const ETH: Instrument = {
  venue: "lmex",
  product: "futures",
  kind: "perpetual",
  symbol: venueSymbol("ETH-PERP"),
  id: instrumentId("ETH/USDT:USDT"),
  base: "ETH",
  quote: "USDT",
  settle: "USDT",
  priceScale: 1,
  sizeScale: 0,
  tick: priceUnits(5),
  lot: sizeUnits(1),
  minSize: sizeUnits(1),
  sizeUnit: "contract",
  contractSize: "0.01",
  status: "trading",
};

test("a live view that was taken before the tick became finer reads the book by the rules of the moment", () => {
  const book = new OrderBook();
  const source = { instrument: ETH, book, state: () => LIVE } as { instrument: Instrument } & BookSource;
  const view = new LiveBookView(source, { depth: 5, allowStale: false });
  const levels = { bids: [[priceUnits(31_204), sizeUnits(7)]], asks: [], sequence: 1, venueTime: epochMs(0) } as const;
  book.replace({ instrument: ETH, ...levels });
  expect(String(view.bestBid?.price)).toBe("3120.4");

  source.instrument = { ...ETH, priceScale: 2, tick: priceUnits(1) };
  book.replace({ instrument: source.instrument, ...levels, bids: [[priceUnits(312_041), sizeUnits(7)]] });
  expect(String(view.bestBid?.price)).toBe("3120.41");
  expect(String(view.bids[0]?.price)).toBe("3120.41");
});
