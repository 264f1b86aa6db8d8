import { expect, test } from "vitest";
import { readMarkets } from "#apps/cli/watch-markets";
import { UsageError } from "#core/error";

const VENUES = ["lmex", "lbank", "weex"];

function known(name: string): string {
  if (VENUES.includes(name.toLowerCase())) return name.toLowerCase();
  throw new UsageError("unknown-venue", `There is no venue ${name}.`);
}

const read = (...words: string[]): readonly string[] =>
  readMarkets(words, VENUES, known).map(({ venue, symbol, product }) =>
    [venue, symbol, ...(product === undefined ? [] : [product])].join(" "),
  );

test.each([
  [
    ["lmex", "BTC-PERP", "ETH-PERP", "BTC-PERP"],
    ["lmex BTC-PERP", "lmex ETH-PERP"],
  ],
  [["LMEX", "BTC/USDT:USDT"], ["lmex BTC/USDT:USDT"]],
  [
    ["lmex:BTC-PERP", "lbank:btc_usdt", "WEEX:BTC/USDT:USDT"],
    ["lmex BTC-PERP", "lbank btc_usdt", "weex BTC/USDT:USDT"],
  ],
  [
    ["lmex", "BTC-PERP", "weex/spot:BTCUSDT"],
    ["lmex BTC-PERP", "weex BTCUSDT spot"],
  ],
  [
    ["weex/spot:BTCUSDT", "weex/contract:BTCUSDT"],
    ["weex BTCUSDT spot", "weex BTCUSDT contract"],
  ],
])("%j are the markets %j", (words, markets) => {
  expect(read(...words)).toEqual(markets);
});

test.each([
  [["lmex"], "missing-argument", /No symbol of lmex/],
  [["lmex:"], "missing-argument", /No symbol stands behind lmex:/],
  [["lmex:BTC-PERP", "btc_usdt"], "missing-argument", /"btc_usdt" names no venue/],
  [["lmx:BTC-PERP"], "unknown-venue", /no venue lmx/],
  [["lmex", "BTC-PERP", "wex:BTCUSDT"], "unknown-venue", /no venue wex/],
  [["BTC/USDT:USDT"], "unknown-venue", /no venue BTC\/USDT:USDT/],
])("%j is refused", (words, code, message) => {
  expect(() => read(...words)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
});
