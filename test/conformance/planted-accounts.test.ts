// The cards about accounts can fail: an account codec with one planted mistake, and exactly the cards that must see it. In virtual
// time; about 3 s.

import { expect, test } from "vitest";
import { subjectName, subjectsOf } from "#assemblies/simulated-ground/subject";
import { openVirtualGround } from "#assemblies/simulated-ground/virtual-ground";
import { systemClock } from "#clock/system-clock";
import { CARDS } from "#conformance/cards";
import { runCards } from "#conformance/run-cards";
import { type ClearedOrder, type OrderIntent } from "#core/account/order";
import { type AccountCodec, type PrivateReading, type TradingVenue } from "#venues/account";
import { lmex } from "#venues/lmex/index";

const SUBJECT = "lmex futures v2.3";
const CHOSEN = ["VC-59", "VC-60", "VC-65", "VC-66", "VC-68", "VC-72", "VC-76", "VC-79", "VC-86"];

async function failing(mistake: (codec: AccountCodec) => AccountCodec): Promise<readonly string[]> {
  const wrong = (codec: AccountCodec | undefined) => (codec === undefined ? undefined : mistake(codec));
  const venue: TradingVenue = { ...lmex, account: (product, choice) => wrong(lmex.account(product, choice)) };
  const subject = subjectsOf(venue).find((each) => subjectName(each) === SUBJECT);
  if (subject === undefined) throw new RangeError(`There is no ${SUBJECT}.`);
  const cards = CARDS.filter(({ id }) => CHOSEN.includes(id));
  const results = await runCards(subject, { open: openVirtualGround, clock: systemClock, cards });
  return results.filter(({ outcome }) => outcome.kind === "failed").map(({ id }) => id);
}

const rewriting =
  (change: (order: OrderIntent) => OrderIntent) =>
  (codec: AccountCodec): AccountCodec => ({
    ...codec,
    orders: { ...codec.orders, place: (order) => codec.orders.place(change(order) as ClearedOrder) },
  });

const rereading =
  (change: (reading: PrivateReading) => PrivateReading) =>
  (codec: AccountCodec): AccountCodec => {
    const { stream } = codec;
    if (stream === undefined) return codec;
    return {
      ...codec,
      stream: {
        ...stream,
        reader: (table) => {
          const reader = stream.reader(table);
          return { counters: reader.counters, read: (...frame) => change(reader.read(...frame)) };
        },
      },
    };
  };

test("a codec without a mistake fails none of them", async () => {
  expect(await failing((codec) => codec)).toEqual([]);
}, 30_000);

test("a codec that forgets post-only fails its card, and no other", async () => {
  const forgetful = rewriting((order) =>
    order.style.kind === "limit" && order.style.timeInForce === "post-only"
      ? { ...order, style: { ...order.style, timeInForce: "gtc" } }
      : order,
  );
  expect(await failing(forgetful)).toEqual(["VC-65"]);
}, 30_000);

test("a codec that forgets reduce-only fails its card, and no other", async () => {
  expect(await failing(rewriting((order) => ({ ...order, effect: "any" })))).toEqual(["VC-66"]);
}, 30_000);

test("a stream that names its trades otherwise than REST does fails the cards that count trades", async () => {
  const renaming = rereading((reading) =>
    reading.kind === "account"
      ? { ...reading, events: reading.events.map((event) => (event.kind === "fill" ? { ...event, tradeId: `x${event.tradeId}` } : event)) }
      : reading,
  );
  expect(await failing(renaming)).toEqual(["VC-60", "VC-66", "VC-68", "VC-72", "VC-79"]);
}, 30_000);

test("a stream that passes over what it cannot read fails the card of unknown rows, and no other", async () => {
  const careless = rereading((reading) => (reading.kind === "account" ? { ...reading, skippedRows: 0 } : reading));
  expect(await failing(careless)).toEqual(["VC-59"]);
}, 30_000);
