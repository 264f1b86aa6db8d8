// Cards about orders that the venue does not take: each class of its refusals has a name of ours, and no refused order exists.

import { account, offers } from "#conformance/account/account-needs";
import { type AccountStageOptions, errorWords, openAccount, outcomeWords, type StagedAccount } from "#conformance/account/staged-account";
import { type Card } from "#conformance/card";
import { ensure } from "#conformance/ensure";
import { type OrderIntent } from "#core/account/order";
import { type PlaceAnswer, type RejectReason } from "#core/account/order-outcome";
import { priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { TransportError, VenueError } from "#core/error";

/** Orders beyond what the venue takes in a time. */
const BEYOND = 12;
/** Longer bursts cost more than they show. */
const BURST_MAX = 120;
const FLOOD = 40;

/** A way to be refused, and the names that fit it. */
interface Refusal {
  readonly what: string;
  readonly reasons: readonly RejectReason[];
  readonly stage?: AccountStageOptions;
  /** Puts the account into the way of it; the order that is then refused. Undefined where the venue has no such rule. */
  provoke(staged: StagedAccount): Promise<OrderIntent | undefined>;
}

const scarce = (usual: { readonly product: string; readonly wallet: string; readonly currency: string; readonly total: string }) => ({
  ...usual,
  total: "0.5",
});

const REFUSALS: readonly Refusal[] = [
  {
    what: "an order without the money for it",
    reasons: ["insufficient-funds"],
    stage: { rules: (usual) => ({ ...usual, funds: usual.funds.map(scarce) }) },
    provoke: async ({ words }) => words.limit("buy", words.far("buy"), { units: 10 }),
  },
  {
    what: "a market that the venue does not have",
    reasons: ["instrument", "bad-request"],
    provoke: async ({ words }) => {
      const order = words.limit("buy", words.far("buy"));
      // As long as a real one, in the venue's own spelling.
      const symbol = venueSymbol(order.instrument.symbol.replace(/[a-z]{3}(?!.*btc)/i, (base) => (/[a-z]/.test(base) ? "qqq" : "QQQ")));
      return { ...order, instrument: { ...order.instrument, symbol } };
    },
  },
  {
    what: "a price off the venue's steps",
    reasons: ["price-rule", "bad-request"],
    provoke: async ({ words }) => {
      const { style, instrument, ...order } = words.limit("buy", words.far("buy"));
      if (style.kind !== "limit") return undefined;
      // An instrument as it was listed before the venue made its steps wider.
      const finer = { ...instrument, priceScale: instrument.priceScale + 1, tick: priceUnits(1) };
      return { ...order, instrument: finer, style: { ...style, price: priceUnits(style.price * 10 + 1) } };
    },
  },
  {
    what: "a size off the venue's steps",
    reasons: ["size-rule", "bad-request"],
    provoke: async ({ words }) => {
      const { amount, instrument, ...order } = words.limit("buy", words.far("buy"));
      if (amount.kind !== "size") return undefined;
      const finer = { ...instrument, sizeScale: instrument.sizeScale + 1, lot: sizeUnits(1) };
      return { ...order, instrument: finer, amount: { kind: "size", size: sizeUnits(amount.size * 10 + 1) } };
    },
  },
  {
    what: "a size above the most",
    reasons: ["size-rule"],
    stage: { rules: (usual) => ({ ...usual, funds: usual.funds.map((each) => ({ ...each, total: "1000000000000" })) }) },
    provoke: async ({ words }) => {
      const { maxSize } = words.market.instrument;
      return maxSize === undefined ? undefined : words.limit("buy", words.far("buy"), { units: Math.floor(maxSize / words.size(1)) + 2 });
    },
  },
  {
    what: "an order of too little value",
    reasons: ["minimum-notional", "size-rule"],
    stage: { rules: (usual) => ({ ...usual, minNotional: usual.minNotional === undefined ? undefined : "1000" }) },
    provoke: async ({ words, truth }) => {
      if (truth.rules.minNotional === undefined) return undefined;
      const order = words.limit("buy", words.far("buy"));
      return { ...order, amount: { kind: "size", size: words.instrument.minSize } };
    },
  },
  {
    what: "a price far beyond the market's",
    reasons: ["price-outside-band", "price-rule"],
    provoke: async ({ words, truth }) =>
      truth.rules.priceBandFraction === undefined
        ? undefined
        : words.limit("buy", 2 * words.ceiling - ((2 * words.ceiling) % words.market.instrument.tick)),
  },
  {
    what: "one open order too many",
    reasons: ["too-many-open-orders"],
    stage: { rules: (usual) => (usual.openOrdersMax === undefined ? usual : { ...usual, openOrdersMax: 1 }) },
    provoke: async (staged) => {
      const { words, truth } = staged;
      // No source tells of a cap, nor of a code for it.
      if (truth.rules.openOrdersMax === undefined) return undefined;
      await staged.placed(words.limit("buy", words.far("buy")));
      return words.limit("buy", words.far("buy", 1));
    },
  },
  {
    what: "a market that is halted",
    reasons: ["halted", "instrument"],
    provoke: async ({ words }) => {
      words.market.setStatus("halted");
      return words.limit("buy", words.far("buy"));
    },
  },
];

const refusals: Card = {
  id: "VC-86",
  title: "Each class of the venue's refusals comes to a name of ours with the venue's own code, and no refused order exists",
  needs: account,
  async run(stage) {
    const failed = await Promise.all(REFUSALS.map((refusal) => provoked(refusal)));
    const words = failed.filter((each) => each !== undefined);
    ensure(words.length === 0, words.join("; "));

    async function provoked({ what, reasons, provoke, stage: options }: Refusal): Promise<string | undefined> {
      const staged = await openAccount(stage, { ...options, watch: false });
      const intent = await provoke(staged);
      if (intent === undefined) return undefined;
      const open = staged.truth.openOrders().length;
      const outcome = await staged.ask(staged.hand.codec.orders.place(staged.hand.clear(intent)));
      if (staged.truth.openOrders().length !== open) return `${what} was taken`;
      if (outcome.kind === "failed") return `${what} came to ${errorWords(outcome.error)}`;
      return isNamed(outcome.value, reasons) ? undefined : `${what} came to ${JSON.stringify(outcome.value)}`;
    }
  },
};

const isNamed = (answer: PlaceAnswer, reasons: readonly RejectReason[]): boolean =>
  answer.kind === "rejected" && reasons.includes(answer.reason) && answer.venueCode !== "";

const paced: Card = {
  id: "VC-87",
  title: "More orders at once than the venue takes are paced here, and none is refused there for coming too fast",
  needs: account,
  async run(stage) {
    // At the system's own speed: a hurried clock makes every hesitation of the machine as many times as long.
    const staged = await openAccount(stage, { speed: 1, watch: false, rules: (usual) => ({ ...usual, openOrdersMax: 10_000 }) });
    const { words, hand, truth, scene } = staged;
    const { rate } = hand.codec.description.orders;
    const wanted = Math.min(BURST_MAX, rate.max + BEYOND);
    const asked = Array.from({ length: wanted }, (_none, at) =>
      staged.ask(hand.codec.orders.place(hand.clear(words.limit("buy", words.far("buy", at % 50))))),
    );
    const outcomes = await Promise.all(asked);
    const placed = outcomes.filter((outcome) => outcome.kind === "value" && outcome.value.kind === "accepted").length;
    const wrong = outcomes.find((outcome) =>
      outcome.kind === "value" ? outcome.value.kind !== "accepted" : !(outcome.error instanceof TransportError),
    );
    ensure(wrong === undefined, () => `an order came to ${wrong === undefined ? "nothing" : outcomeWords(wrong)}`);
    ensure(placed >= Math.min(wanted, rate.max) * 0.8, `${placed} of ${wanted} orders were placed`);
    ensure(truth.openOrders().length === placed, `${truth.openOrders().length} orders are open, and ${placed} were accepted`);
    ensure(hand.requester.counters.rateLimited === 0, `the venue refused ${hand.requester.counters.rateLimited} for their number`);
    await scene.pass(100);
  },
};

const tooFast: Card = {
  id: "VC-88",
  title: "An order that the venue refuses for too many requests is told so by name, and does not exist",
  needs: offers("nothing is said of a limit", ({ description }) => description.orders.rate.max > 0),
  async run(stage) {
    const staged = await openAccount(stage, { watch: false, rules: (usual) => ({ ...usual, openOrdersMax: 10_000 }) });
    const { words, hand, truth } = staged;
    const order = (at: number) => hand.codec.orders.place(hand.clear(words.limit("buy", words.far("buy", at % 50))));
    await staged.value(order(0));
    // A venue may allow more than it publishes, and count by other windows: until it takes no more.
    for (let open = -1; open !== truth.openOrders().length; ) {
      open = truth.openOrders().length;
      hand.flood(Array.from({ length: FLOOD }, (_none, at) => order(at)));
    }
    const open = truth.openOrders().length;
    const outcome = await staged.ask(order(1));
    const isTold =
      outcome.kind === "value"
        ? outcome.value.kind === "rejected" && outcome.value.reason === "rate-limited"
        : outcome.error instanceof VenueError && outcome.error.category === "rate-limited";
    ensure(isTold, () => `the order came to ${outcomeWords(outcome)}`);
    ensure(truth.openOrders().length === open, "the order is there");
  },
};

export const REFUSAL_CARDS: readonly Card[] = [refusals, paced, tooFast];
