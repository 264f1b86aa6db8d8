// Somebody else who trades on the simulated account: another bot, a person at the venue's page. A client that only watches then has
// something to see, and one that trades meets orders that are not its own. Seeded; off unless asked for.

import { type PriceUnits, priceUnits, type SizeUnits, sizeUnits } from "#core/brand";
import { type Side } from "#core/event";
import { type Clock, type Random, type Timer } from "#core/port";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { type MarketView } from "#venues/dialect";

/** How often something happens, on average. */
const EVERY_MS = 700;
/** Resting orders that are left standing on each market. */
const RESTING_MAX = 4;
/** Beyond this many usual sizes a position is reduced before it grows again. */
const POSITION_MAX = 5;

export interface AccountActivityOptions {
  readonly account: SimulatedAccount;
  /** The markets to trade, with a usual order's size. */
  readonly markets: readonly { readonly view: MarketView; readonly usualSize: SizeUnits }[];
  readonly clock: Clock;
  readonly random: Random;
}

/** Trades until it is stopped. */
export class AccountActivity {
  readonly #options: AccountActivityOptions;
  #timer: Timer | undefined;

  constructor(options: AccountActivityOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, random } = this.#options;
    this.#timer = clock.after(random.integer(EVERY_MS / 2, EVERY_MS * 1.5), () => {
      this.#act();
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #act(): void {
    const { account, markets, random } = this.#options;
    const [first, ...more] = markets;
    if (first === undefined) return;
    const market = random.pick([first, ...more]);
    const open = account.openOrders(market.view.instrument);
    const oldest = open[0];
    if (oldest !== undefined && (open.length >= RESTING_MAX || random.chance(0.2))) {
      account.cancel({ id: oldest.id });
      return;
    }
    this.#place(market);
  }

  #place({ view, usualSize }: { readonly view: MarketView; readonly usualSize: SizeUnits }): void {
    const { account, random } = this.#options;
    const { instrument } = view;
    const { bids, asks } = view.picture(0);
    const bid = bids[0]?.[0];
    const ask = asks[0]?.[0];
    if (bid === undefined || ask === undefined) return;
    const held = account.positions(instrument).reduce((sum, { size }) => sum + size, 0);
    const side: Side = Math.abs(held) >= usualSize * POSITION_MAX ? (held > 0 ? "sell" : "buy") : random.chance(0.5) ? "buy" : "sell";
    const away = random.chance(0.35) ? 0 : random.integer(1, 8) * instrument.tick;
    const price: PriceUnits = priceUnits(side === "buy" ? (away === 0 ? ask : bid - away) : away === 0 ? bid : ask + away);
    const lots = Math.max(1, Math.round((usualSize / instrument.lot) * (0.1 + random.unit() * 0.4)));
    const size = sizeUnits(Math.max(lots * instrument.lot, instrument.minSize));
    const hedged = instrument.kind !== "spot" && account.positionMode(instrument) === "hedge";
    const closes = hedged && (side === "buy" ? held < 0 : held > 0);
    account.place({
      instrument,
      side,
      style: { kind: "limit", price, timeInForce: random.chance(0.1) ? "ioc" : "gtc" },
      amount: { kind: "size", size },
      clientOrderId: `elsewhere-${random.integer(100_000, 999_999)}`,
      reduceOnly: closes,
      ...(hedged ? { leg: (side === "buy") === closes ? ("short" as const) : ("long" as const) } : {}),
    });
  }
}
