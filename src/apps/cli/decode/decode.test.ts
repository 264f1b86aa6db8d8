import { expect, test } from "vitest";
import { clientMessages } from "#apps/cli/decode/client-messages";
import { type Decoding, type PayloadReader } from "#apps/cli/decode/decoded-line";
import { guessScales } from "#apps/cli/decode/guessed-instruments";
import { httpAnswers } from "#apps/cli/decode/http-answers";
import { venueMessages } from "#apps/cli/decode/venue-messages";
import { venues } from "#assemblies/command-line";
import { VirtualClock } from "#clock/virtual-clock";

const clock = new VirtualClock();
const [lmex, lbank, weex] = await Promise.all(["lmex", "lbank", "weex"].map((id) => venues.get(id)?.load?.()));
if (lmex === undefined || lbank === undefined || weex === undefined) throw new Error("A venue is not there.");
const futures = lmex.market("futures");
const both = [futures, lmex.market("spot")];
const fromVenue = venueMessages("lmex", futures, clock);
const fromClient = clientMessages(lmex.description, both);

const snapshot =
  '{"topic":"update:BTC-PERP_0","data":{"bids":[["59252.5","0.06865"],["59252.0","1"]],"asks":[],"seqNum":628282,"prevSeqNum":628281,"type":"snapshot","timestamp":1565135165600,"symbol":"BTC-PERP"}}';

test("a book message is told with the numbers as they were written and its sequence as text", () => {
  expect(fromVenue(snapshot)).toEqual({
    understood: true,
    message: "book-snapshot",
    topic: "update:BTC-PERP_0",
    events: [
      {
        kind: "book-snapshot",
        symbol: "BTC-PERP",
        group: 0,
        sequence: "628282",
        previous: "628281",
        venueTime: 1_565_135_165_600,
        bids: [
          ["59252.5", "0.06865"],
          ["59252.0", "1"],
        ],
        asks: [],
      },
    ],
    unknownFields: [],
  });
});

test("a field that the decoder does not know is named, for its own line only", () => {
  expect(fromVenue(snapshot.replace('"type"', '"novelty":1,"type"')).unknownFields).toEqual(["novelty"]);
  expect(fromVenue(snapshot).unknownFields).toEqual([]);
});

test.each([
  ['{"event":"subscribe","channel":["update:BTC-PERP_0"]}', "ack"],
  ["pong", "pong"],
  ['{"severity":"ERROR","errors":[{"arg":"update:X_0","error":{"code":1000,"message":"no"}}]}', "refused"],
  [
    '{"topic":"tradeHistoryApiV3:ETH-PERP","data":[{"price":3120.5,"size":4,"side":"SELL","symbol":"ETH-PERP","tradeId":1,"timestamp":1767225663004}]}',
    "trade",
  ],
])("%s is understood as %s", (payload, message) => {
  expect(fromVenue(payload)).toMatchObject({ understood: true, message });
});

test.each([
  "garbage",
  "{",
  '{"topic":"update:BTC-PERP_0"',
  '{"topic":"update:BTC-PERP_0","data":{"bids":[["-1","1"]],"asks":[],"seqNum":1,"prevSeqNum":0,"type":"delta","symbol":"BTC-PERP"}}',
  '{"__proto__":{}}',
  "[]",
  "null",
  '""',
])("%s is not understood, and says why", (payload) => {
  const decoding = fromVenue(payload);
  expect(decoding.understood).toBe(false);
  expect(decoding).toMatchObject({ error: { message: expect.stringMatching(/.{10}/) } });
});

const ask = (args: readonly string[], op = "subscribe"): Decoding => fromClient(JSON.stringify({ op, args }));

test("a client's line tells what it asks: channel, symbol and the socket it belongs on", () => {
  expect(ask(["update:BTC-PERP_3", "tradeHistoryApiV2:ETH-PERP"])).toMatchObject({
    understood: true,
    message: "subscribe",
    events: [
      { topic: "update:BTC-PERP_3", channel: "book", symbol: "BTC-PERP", group: "3", socket: "oss" },
      { topic: "tradeHistoryApiV2:ETH-PERP", channel: "trades", symbol: "ETH-PERP", fallback: 1 },
    ],
  });
  expect(ask(["update:BTC-PERP_0"], "unsubscribe")).toMatchObject({ understood: true, message: "unsubscribe" });
  expect(fromClient("ping")).toMatchObject({ understood: true, message: "ping" });
});

test("an article's name is understood and says what it means; a wrong one gets the nearest", () => {
  expect(ask(["orderBookL2"])).toMatchObject({ understood: true, events: [{ alias: "orderBookL2", channel: "book" }] });
  expect(ask(["updat:BTC-PERP_0"])).toMatchObject({ understood: false, error: { code: "unknown-topic", hint: "Did you mean update?" } });
});

test("a login is recognised and nothing of it is repeated", () => {
  const decoding = ask(["CANARY-KEY", "1767225605678", "CANARY-SIGN"], "authKeyExpires");
  expect(decoding).toMatchObject({ understood: true, message: "login" });
  expect(JSON.stringify(decoding)).not.toContain("CANARY");
});

test.each(['{"op":"subscribe"}', '{"op":"subscribe","args":[]}', '{"op":"subscribe","args":[1]}', '{"op":"fly","args":["x"]}', "x", "[]"])(
  "%s asks for nothing that the venue offers",
  (payload) => {
    expect(fromClient(payload).understood).toBe(false);
  },
);

const answers = (request: string): PayloadReader => httpAnswers(request, both, { venue: "lmex", clock });

test("an answer is read by the path of its request", () => {
  const l2 =
    '{"buyQuote":[{"price":"3120.40","size":"1875"}],"sellQuote":[{"price":"3120.50","size":"960"}],"timestamp":1767225661842,"symbol":"ETH-PERP"}';
  expect(answers("GET /futures/api/v2.3/orderbook/L2?symbol=ETH-PERP")(l2)).toMatchObject({
    understood: true,
    message: "book",
    events: [{ symbol: "ETH-PERP", bids: [["3120.40", "1875"]], asks: [["3120.50", "960"]] }],
  });
  expect(answers("/spot/api/v3.3/time")('{"iso":"2026-01-01T00:01:02.417Z","epoch":1767225662}')).toMatchObject({
    understood: true,
    message: "time",
  });
  expect(answers("GET /spot/api/v3.3/time")("<html>")).toMatchObject({ understood: false });
});

test("a path that no read has is refused before anything is read", () => {
  expect(() => answers("GET /futures/api/v2.3/wallets")).toThrow("No read of lmex has the path");
  expect(() => answers("futures")).toThrow("a method and a path");
});

test("scales are guessed from pairs and names, and hostile numbers do not confuse the guess", () => {
  expect(guessScales('{"bids":[["3120.40","1"],["3120.4","0.001"]]}')).toMatchObject({ price: 2, size: 3 });
  expect(guessScales('[{"price":3120.45,"size":12}]')).toMatchObject({ price: 2, size: 0 });
  expect(guessScales("not json")).toMatchObject({ price: 0, size: 0 });
  expect(guessScales(`{"bids":[["0.${"1".repeat(60)}","1"]]}`).price).toBeLessThanOrEqual(22);
});

test("what other venues push is read as well: figures under any name, markets that no table lists", () => {
  const image =
    '{"depth":{"asks":[[151.32,40.5]],"bids":[[151.31,22.75]]},"count":50,"type":"depth","pair":"sol_usdt","SERVER":"V2","TS":"2026-09-21T22:13:20.123"}';
  expect(venueMessages("lbank", lbank.market("spot"), clock)(image)).toMatchObject({
    understood: true,
    message: "book-image",
    events: [{ symbol: "sol_usdt", asks: [["151.32", "40.5"]] }],
  });
  const trade =
    '{"e":"trade","E":1767225600010,"s":"ETHUSDT","d":[{"T":1767225600001,"t":"5b0f6a52-0c6e-4b5e-9a55-1a2b3c4d5e6f","p":"2950.61","q":"0.250","v":"737.65250","m":false}]}';
  expect(venueMessages("weex", weex.market("contract"), clock)(trade)).toMatchObject({
    understood: true,
    events: [{ price: "2950.61", size: "0.250" }],
  });
});
