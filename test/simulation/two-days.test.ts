// Days of an account in virtual time, over sessions of a day and leased keys of an hour, with forced ends and cuts: every trade is
// told once, and most of them by the stream. The market rests meanwhile, so that only our own orders trade. About 15 seconds.

import { expect, test } from "vitest";
import { simulate } from "#assemblies/simulated";
import { type ClearedOrder, clientOrderId } from "#core/account/order";
import { sizeUnits } from "#core/brand";
import { seededRandom } from "#core/random";
import { accountDifferences } from "./account-oracle.ts";
import { WORLD_VENUES } from "./world-venues.ts";

const HOUR_MS = 3_600_000;
const ORDER_EVERY_MS = 10 * 60_000;

test.each([
  ["lmex", 48],
  ["lbank", 48],
  ["weex", 48],
] as const)(
  "no trade is lost at %s in %d hours of renewals, ends and cuts",
  (as, hours) => {
    const { venue, products, symbols } = WORLD_VENUES[as] ?? {};
    const [product] = products ?? [];
    if (venue === undefined || product === undefined || symbols === undefined) throw new RangeError(as);
    const world = simulate({
      venue,
      seed: `two days of ${as}`,
      markets: { only: symbols.slice(0, 1) },
      account: { checkEveryMs: 30 * 60_000, deadAfterMs: 60_000, probeAfterMs: 30_000, pollEveryMs: 10 * 60_000 },
      settings: { auditEveryMs: 24 * HOUR_MS, offsetEveryMs: 30 * 60_000, refreshEveryMs: 24 * HOUR_MS },
    });
    const stack = world.account;
    const instrument = world.feed.instruments.all.find((each) => each.product === product);
    const account = world.exchange.venues[0]?.accounts?.all[0];
    if (stack === undefined || instrument === undefined || account === undefined) throw new RangeError(as);
    for (const market of world.exchange.venues[0]?.tradedMarkets ?? []) market.pause();
    const keeper = stack.side.keeper(product);
    keeper.watch(instrument);
    expect(world.until(() => keeper.standing.kind === "synced")).toBe(true);
    const random = seededRandom(as);
    const codec = stack.side.codec(product);
    let orders = 0;
    for (let ms = 0; ms < hours * HOUR_MS; ms += ORDER_EVERY_MS) {
      const hour = ms / HOUR_MS;
      if (hour % 8 === 5) world.exchange.desk.post({ name: "private-cut", params: { awayMs: random.integer(200, 6_000) } });
      if (hour % 24 === 22) world.exchange.desk.post({ name: "session-expiry" });
      world.advance(random.integer(0, 5_000));
      orders += 1;
      const size = sizeUnits(Math.ceil(Math.max(instrument.minSize ?? 0, instrument.lot) / instrument.lot) * instrument.lot);
      const order = {
        instrument,
        clientOrderId: clientOrderId(`day-${orders}`),
        side: orders % 2 === 0 ? "buy" : "sell",
        style: { kind: "market" },
        amount: orders % 2 === 0 && codec.description.orders.quoteBuys === "only" ? { kind: "quote", quote: "20" } : { kind: "size", size },
        effect: "any",
      } as const;
      stack.requester.send(codec.orders.place(order as unknown as ClearedOrder), () => undefined);
      world.advance(ORDER_EVERY_MS);
    }
    const compared = { state: keeper.state, account, product, aliased: false };
    expect(
      world.until(() => accountDifferences(compared).length === 0, HOUR_MS),
      accountDifferences(compared).join("; "),
    ).toBe(true);
    expect(keeper.state.fills.length).toBeGreaterThan(5 * hours);
    const asked = keeper.state.fills.filter(({ origin }) => origin === "query").length;
    // LBank's trades come by asking alone.
    if (codec.description.channels.fills.how === "pushed") expect(asked).toBeLessThan(keeper.state.fills.length / 2);
    world.close();
  },
  60_000,
);
