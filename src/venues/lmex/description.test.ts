import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lmex } from "#venues/lmex/index";

test("the README's evidence table is the description's, row by row", () => {
  const readme = readFileSync(new URL("./README.md", import.meta.url), "utf8");
  const table = readme.slice(readme.indexOf("| subject |")).trimEnd().split("\n").slice(2);
  expect(table).toEqual(
    lmex.description.evidence.map((row) => `| ${row.subject} | ${row.claim} | ${row.evidence} | ${row.marks.join(", ")} |`),
  );
});

test("every channel template is what the subscription sends", () => {
  for (const product of lmex.description.products) {
    const codec = lmex.market(product.product, product);
    const reading = codec.reads.instruments().decode({ status: 200, headers: {}, body: new TextEncoder().encode(SUMMARY) });
    const instrument = reading.kind === "value" ? reading.value[0] : undefined;
    if (instrument === undefined) throw new Error("no instrument");
    const filled = (topic: string): string => topic.replace("$SYM", instrument.symbol).replace("$GROUP", "2");
    expect(codec.subscribe.topics({ channel: "book", instrument, group: 2, depth: 50 })).toEqual(product.book.topics.map(filled));
    expect(codec.subscribe.topics({ channel: "trades", instrument })).toEqual(product.trades.topics.map(filled));
    expect(codec.subscribe.topics({ channel: "ticker", instrument })).toEqual(product.ticker.topics);
    expect(codec.subscribe.topics({ channel: "candles", instrument, interval: "1m" })).toEqual(product.candles.topics);
  }
});

const SUMMARY =
  '[{"symbol":"ETH-X","base":"ETH","quote":"USDT","minPriceIncrement":0.05,"minSizeIncrement":1,"contractSize":0.01,"active":true}]';
