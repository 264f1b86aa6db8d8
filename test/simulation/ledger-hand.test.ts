// Turns in which a ledger could count too little, or wake what has ended: told by hand. Under 1 s.

import { expect, test } from "vitest";
import { clientOrderId, venueOrderId } from "#core/account/order";
import { epochMs, priceUnits, sizeUnits } from "#core/brand";
import { fill, handLedger, ID, INTENT, instrument, LIVED, LOT, OWN, report } from "./hand-ledger.ts";

/** After INTENT was written down, by the venue's clock. */
const LATER = 1_767_225_600_100;

test("the fills of an order that ended before the start, read again from the history, do not wake it", () => {
  const at = epochMs(1_767_225_600_010);
  const ended = { kind: "ended", at, clientOrderId: OWN, venueOrderId: ID, status: "filled", filledSize: "2" } as const;
  const hand = handLedger({ recovered: [...LIVED, ended] });
  hand.told(fill("t-1", { origin: "query" }));
  hand.told(fill("t-2", { origin: "query" }));
  expect(hand.ledger.order(OWN)?.state).toEqual({ kind: "ended", status: "filled" });
  expect(hand.ledger.exposure).toEqual([]);
  // Nothing was invented that a stream would have to tell too.
  expect(hand.heard.filter(({ kind }) => kind === "order")).toEqual([]);
  hand.ledger.stop();
});

test("a quote buy that a crash left unknown counts as soon as a price says what it may buy", () => {
  let size: number | undefined;
  const [intent, ...rest] = LIVED;
  if (intent?.kind !== "intent") throw new Error("no intent");
  const quoted = { ...intent, intent: { ...intent.intent, size: undefined, quote: "100", style: "market" as const, price: undefined } };
  const hand = handLedger({ recovered: [quoted, ...rest], quoteSize: () => (size === undefined ? undefined : sizeUnits(size)) });
  expect(hand.ledger.exposure).toMatchObject([{ standing: "unknown" }]);
  size = 7 * LOT;
  expect(hand.ledger.exposure).toMatchObject([{ remaining: 7 * LOT }]);
  hand.ledger.stop();
});

test("an accepted change counts with its new price before the order itself is told again", () => {
  const hand = handLedger({ recovered: LIVED });
  hand.told(report("open", 0, { origin: "query" }));
  const price = priceUnits(instrument.tick * 2_000);
  hand.ledger.amend(OWN, { price }, () => undefined);
  hand.clock.advance(10);
  const amend = hand.sent.find(({ call }) => call.effect === "write");
  amend?.answer({ kind: "accepted", venueOrderId: ID, report: undefined });
  expect(hand.ledger.order(OWN)?.pendingChange).toBeUndefined();
  expect(hand.ledger.exposure.map((order) => order.price)).toContain(price);
  hand.told(report("open", 0, { price, venueTime: epochMs(1_767_225_600_500) }));
  expect(hand.ledger.exposure).toMatchObject([{ price, remaining: LOT * 2 }]);
  hand.ledger.stop();
});

test("a foreign order whose side nobody tells counts both ways", () => {
  const hand = handLedger();
  hand.told(report("open", 0, { clientOrderId: undefined, side: undefined }));
  expect(hand.ledger.exposure.map(({ side, remaining }) => [side, remaining])).toEqual([
    ["buy", LOT * 2],
    ["sell", LOT * 2],
  ]);
  hand.ledger.stop();
});

test("a refusal that comes by the stream counts for the breakers like one that comes in the reply, once", () => {
  const hand = handLedger();
  const post = { ...INTENT, clientOrderId: clientOrderId("post-1"), style: { ...INTENT.style, timeInForce: "post-only" } } as typeof INTENT;
  for (const [at, intent] of [INTENT, post].entries()) {
    const id = venueOrderId(`o-${at}`);
    hand.ledger.submit(intent, () => undefined);
    hand.clock.advance(10);
    hand.sent.findLast(({ call }) => call.effect === "write")?.answer({ kind: "accepted", venueOrderId: id, report: undefined });
    const told = { venueOrderId: id, clientOrderId: intent.clientOrderId };
    hand.told(report("rejected", 0, told));
    hand.told(report("rejected", 0, { ...told, origin: "query" }));
  }
  expect(hand.answers).toEqual(["accepted", "unrecognized", "accepted", "post-only-would-trade"]);
  hand.ledger.stop();
});

test("a refusal that the stream tells before the reply is no contradiction", () => {
  const hand = handLedger();
  let told: string | undefined;
  hand.ledger.submit(INTENT, (result) => {
    told = result.kind;
  });
  hand.clock.advance(10);
  hand.told(report("rejected", 0));
  hand.sent
    .findLast(({ call }) => call.effect === "write")
    ?.answer({ kind: "rejected", reason: "price-rule", venueCode: "1", words: "no" });
  expect([told, hand.ledger.counts.alarms, hand.answers]).toEqual(["rejected", 0, ["unrecognized"]]);
  hand.ledger.stop();
});

test.each(["rejected", "unclear"] as const)(
  "a change of a trigger that is %s is not taken for done because nobody shows triggers",
  (kind) => {
    const [intent, ...rest] = LIVED;
    if (intent?.kind !== "intent") throw new Error("no intent");
    const stop = {
      ...intent.intent,
      style: "stop" as const,
      price: undefined,
      timeInForce: undefined,
      trigger: { price: "100", by: "last" },
    };
    const hand = handLedger({ recovered: [{ ...intent, intent: stop }, ...rest] });
    const shown = report("untriggered", 0, { style: "stop", price: undefined, origin: "query" });
    hand.told(shown);
    const before = hand.ledger.order(OWN)?.intent.style;
    hand.ledger.amend(OWN, { triggerPrice: priceUnits(instrument.tick * 2_000) }, () => undefined);
    hand.clock.advance(10);
    const words = { reason: "price-rule", venueCode: "1", words: "no" } as const;
    hand.sent.findLast(({ call }) => call.effect === "write")?.answer({ kind, ...words });
    for (let round = 0, answered = hand.sent.length; round < 100; round += 1) {
      hand.clock.advance(600);
      for (; answered < hand.sent.length; answered += 1) {
        const asked = hand.sent[answered];
        if (asked?.call.name.includes(" order ") === true && asked.call.effect === "read") asked.answer(shown);
      }
    }
    expect(hand.ledger.order(OWN)).toMatchObject({ state: { kind: "live" }, pendingChange: undefined });
    expect(hand.ledger.order(OWN)?.intent.style).toEqual(before);
    // What nobody can see is a person's to look at.
    expect(hand.ledger.counts.alarms).toBe(kind === "rejected" ? 0 : 1);
    hand.ledger.stop();
  },
);

test("a name that was used is not used again, also when its order is long forgotten", () => {
  const hand = handLedger({ recovered: LIVED, settings: { endedMax: 1 } });
  hand.told(report("filled", 2));
  for (const name of ["a", "b"]) {
    const intent = { ...INTENT, clientOrderId: clientOrderId(`other-${name}`) };
    hand.ledger.submit(intent, () => undefined);
    hand.clock.advance(10);
    hand.sent
      .findLast(({ call }) => call.effect === "write")
      ?.answer({ kind: "rejected", reason: "price-rule", venueCode: "1", words: "no" });
  }
  const before = hand.sent.filter(({ call }) => call.effect === "write").length;
  let told: string | undefined;
  hand.ledger.submit(INTENT, (result) => {
    told = result.kind;
  });
  hand.clock.advance(10);
  expect(told).toBe("accepted");
  expect(hand.sent.filter(({ call }) => call.effect === "write")).toHaveLength(before);
  hand.ledger.stop();
});

test("an order that the venue refused after all is refused for every later process too, never accepted", () => {
  const first = handLedger();
  first.ledger.submit(INTENT, () => undefined);
  first.clock.advance(10);
  first.told(report("rejected", 0));
  first.ledger.stop();
  const ends = first.journal.entries.filter(({ kind }) => kind === "ended");
  // With its story, and with nothing left of it but its end.
  for (const recovered of [first.journal.entries, ends]) {
    const second = handLedger({ recovered });
    let told: string | undefined;
    second.ledger.submit(INTENT, (result) => {
      told = result.kind;
    });
    expect(told).toBe("rejected");
    second.ledger.stop();
  }
});

test("an order that may be among more unknown fills than one round asks about is not taken for one that never arrived", () => {
  const hand = handLedger({ recovered: LIVED.slice(0, 2) });
  const ours = venueOrderId("s-99");
  const fills = Array.from({ length: 100 }, (_, at) =>
    fill(`t-${at}`, { venueOrderId: venueOrderId(`s-${at}`), clientOrderId: undefined, origin: "query", venueTime: epochMs(LATER + at) }),
  );
  for (let step = 0, answered = 0; step < 600 && hand.ledger.order(OWN)?.state.kind === "unknown"; step += 1) {
    hand.clock.advance(50);
    for (; answered < hand.sent.length; answered += 1) {
      const asked = hand.sent[answered];
      const [, stranger] = /(s-\d+)/.exec(JSON.stringify(asked?.call.query) + (asked?.call.body ?? "")) ?? [];
      if (/fills/.test(asked?.call.name ?? "")) asked?.answer({ rows: fills, next: undefined, skippedRows: 0 });
      else if (stranger !== undefined) {
        const told = { venueOrderId: venueOrderId(stranger), clientOrderId: undefined, origin: "query" as const };
        // Ours has lost its name; what others wanted is another price.
        const other = { price: priceUnits(instrument.tick * 900) };
        asked?.answer(report("filled", 2, { ...told, venueTime: epochMs(LATER), ...(told.venueOrderId === ours ? {} : other) }));
      } else if (/order /.test(asked?.call.name ?? "")) asked?.answer(undefined);
      else if (/position|balance|wallet/.test(asked?.call.name ?? "")) asked?.answer([]);
      else asked?.answer({ rows: [], next: undefined, skippedRows: 0 });
    }
  }
  expect(hand.ledger.order(OWN)).toMatchObject({ state: { kind: "ended", status: "filled" }, venueOrderId: ours });
  hand.ledger.stop();
});
