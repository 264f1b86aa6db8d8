// What tutorials do with orders, and what becomes of the same here. About 3 s.

import { expect } from "vitest";
import { decimal, decimalText, plus, times, ZERO } from "#core/decimal-arithmetic";
import { HeardSocket } from "#sim/scripted-world";
import { claim } from "./claim.ts";
import { tutorialDesk } from "./raw-orders.ts";
import { REST, tradingDesk } from "./trading-desk.ts";

claim("T10", "an order signed without its body is refused, and a read signed the same way passes", () => {
  const { account, buy } = tutorialDesk();
  expect(buy({ body: false })).toMatchObject({ status: 401 });
  expect(account.openOrders()).toHaveLength(0);
  expect(buy()).toMatchObject({ status: 200 });
  expect(account.openOrders()).toHaveLength(1);
});

claim("T11", "a digest of 256 bits is refused with the same words as a wrong key", () => {
  const { account, buy } = tutorialDesk();
  const shorter = buy({ digest: "sha256" });
  expect(shorter).toMatchObject({ status: 401 });
  expect(shorter?.body).toBe(buy({ body: false })?.body);
  expect(account.openOrders()).toHaveLength(0);
});

claim("T12", "an order that is sent whenever the socket opens is placed again by every reconnect", () => {
  const { world, account, buy } = tutorialDesk();
  const began = (): void => {
    const socket = new HeardSocket(world.network, "wss://ws.lmex.io/ws/futures");
    world.advance(100);
    if (socket.opened > 0) buy();
  };
  for (let opening = 0; opening < 4; opening += 1) {
    began();
    for (const socket of world.exchange.venue("lmex")?.sockets ?? []) socket.close(1006, "cut");
  }
  expect(account.openOrders()).toHaveLength(4);
});

claim("T12", "here the same name sends nothing again, over reconnects and a restart, and answers what is known of the first", async () => {
  const desk = tradingDesk();
  const first = await desk.soon(desk.trader.submit({ ...REST, clientOrderId: "on-open" }));
  expect(first.kind).toBe("accepted");
  for (let opening = 0; opening < 3; opening += 1) {
    for (const socket of desk.world.exchange.venue("lmex")?.sockets ?? []) socket.close(1006, "cut");
    desk.world.advance(10_000);
    expect(await desk.soon(desk.trader.submit({ ...REST, clientOrderId: "on-open" }))).toEqual(first);
  }
  desk.world.crash();
  desk.world.advance(1_000);
  desk.world.restart();
  expect(await desk.soon(desk.trader.submit({ ...REST, clientOrderId: "on-open" }))).toMatchObject({ kind: "accepted" });
  expect(desk.account.openOrders()).toHaveLength(1);
  desk.world.close();
});

claim("T13", "a program that only closes its sockets leaves its orders, an hour later too", () => {
  const { world, account, buy } = tutorialDesk();
  buy();
  for (const socket of world.exchange.venue("lmex")?.sockets ?? []) socket.close(1001, "Ctrl+C");
  world.advance(3_600_000);
  expect(account.openOrders()).toHaveLength(1);
});

claim("T13", "here cancel-all leaves nothing at the venue, and leaving orders is a choice that names them", async () => {
  const desk = tradingDesk();
  await desk.soon(desk.trader.submit(REST));
  expect(desk.account.openOrders()).toHaveLength(1);
  expect(await desk.soon(desk.trader.shutdown())).toEqual({ left: [], byChoice: false });
  expect(desk.account.openOrders()).toHaveLength(0);
  desk.world.close();
  const leaving = tradingDesk({ onClose: "leave" });
  const { clientOrderId } = await leaving.soon(leaving.trader.submit(REST));
  const { left, byChoice } = await leaving.soon(leaving.trader.shutdown());
  expect(left).toMatchObject([{ clientOrderId, standing: "live" }]);
  expect(byChoice).toBe(true);
  leaving.world.close();
});

claim("T14", "an order whose answer was lost and that is sent again stands twice", () => {
  const { world, account, buy } = tutorialDesk();
  world.exchange.desk.post({ name: "lost-reply", venue: "lmex" });
  expect(buy()).toBeUndefined();
  expect(account.openOrders()).toHaveLength(1);
  expect(buy()).toMatchObject({ status: 200 });
  expect(account.openOrders()).toHaveLength(2);
});

claim(
  "T14",
  "here a lost answer with a silent stream is unknown, is found by asking, and one order stands, however often it is wanted",
  async () => {
    const desk = tradingDesk();
    // The private stream alone would tell of the order.
    desk.world.exchange.desk.post({ name: "private-silence", venue: "lmex", params: { durationMs: 40_000 } });
    desk.world.exchange.desk.post({ name: "lost-reply", venue: "lmex", params: { aim: "orders" } });
    const lost = await desk.soon(desk.trader.submit({ ...REST, clientOrderId: "once" }));
    expect(lost.kind).toBe("unknown");
    expect(desk.account.openOrders()).toHaveLength(1);
    // Unknown or found meanwhile: neither is sent again.
    await desk.soon(desk.trader.submit({ ...REST, clientOrderId: "once" }));
    desk.world.advance(30_000);
    expect(desk.trader.openOrders).toMatchObject([{ clientOrderId: "once", state: { kind: "live" } }]);
    expect(await desk.soon(desk.trader.submit({ ...REST, clientOrderId: "once" }))).toMatchObject({ kind: "accepted" });
    expect(desk.account.openOrders()).toHaveLength(1);
    desk.world.close();
  },
);

claim("T15", "a float loses a lot at 0.29, gains money in a sum of tenths, and passes a limit that it stands on", () => {
  expect(Math.floor(0.29 / 0.01)).toBe(28);
  expect(0.1 + 0.2 <= 0.3).toBe(false);
  let sum = 0;
  for (let trade = 0; trade < 1_000; trade += 1) sum += 0.1;
  expect(sum).not.toBe(100);
  let exact = ZERO;
  for (let trade = 0; trade < 1_000; trade += 1) exact = plus(exact, decimal("0.1"));
  expect(decimalText(exact)).toBe("100");
  // A size of a venue that counts 18 places: a double has no such number.
  expect(Number("1234567.000000000000000001")).toBe(1_234_567);
  expect(decimalText(times(decimal("1234567.000000000000000001"), decimal("2")))).toBe("2469134.000000000000000002");
});
