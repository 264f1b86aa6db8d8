// What a step of the account looks like on a private topic. All pushes of one step carry one version, so that a client can put topics
// together; an order that rests was pending before, and the two have versions of their own.

import { jsonText, type Writable } from "#core/json/exact-json";
import { type AccountStep, type HeldAccountTopic } from "#venues/account-dialect";
import { type OutFrame } from "#venues/dialect";
import { type Face, productOf } from "#venues/weex/dialect/account/faces";
import { collateralOf } from "#venues/weex/dialect/account/figures";
import { collateralPush, fillPush, orderPush, positionPush, spotPush } from "#venues/weex/dialect/account/push-rows";

type Channel = HeldAccountTopic["channels"][number];

const KINDS = { orders: "order", fills: "fill", positions: "position", balances: "balance" } as const;
/** Where V2 keeps a topic's rows. */
const LISTS = { orders: "order", fills: "orderFillTransaction", positions: "position", balances: "collateral" } as const;
/** V3's and V2's name of each topic. */
const TOPICS: Readonly<Record<string, Channel>> = { orders: "orders", fill: "fills", positions: "positions", account: "balances" };

/** What a topic speaks of; undefined for one that does not exist. Spot holds no positions. */
export function topicChannel(face: Face, topic: string): Channel | undefined {
  const channel = Object.hasOwn(TOPICS, topic) ? TOPICS[topic] : undefined;
  return face === "spot" && channel === "positions" ? undefined : channel;
}

/** The frames of a step on one topic; none when it does not concern it. */
export function stepFrames(face: Face, held: HeldAccountTopic, step: AccountStep): readonly OutFrame[] {
  const { topic, account } = held;
  const product = productOf(face);
  const orders = step.orders.filter(({ instrument }) => instrument.product === product);
  // Two numbers a step: what is pending is told under the first.
  const version = step.version * 2;
  const frame = (channel: Channel, rows: readonly Writable[], at: number): OutFrame[] =>
    rows.length === 0
      ? []
      : [
          {
            text: jsonText(envelope(face, { topic, channel, rows, version: at, step })),
            kind: KINDS[channel],
            topic,
            product,
            symbol: undefined,
          },
        ];
  switch (topicChannel(face, topic)) {
    case "orders": {
      const arriving = step.cause === "placed" ? orders.filter(({ status }) => status !== "untriggered") : [];
      const pending = arriving.map((order) => orderPush(face, order, { account, status: "PENDING" }));
      return [
        ...frame("orders", pending, version - 1),
        ...frame(
          "orders",
          orders.map((order) => orderPush(face, order, { account })),
          version,
        ),
      ];
    }
    case "fills": {
      const fills = step.fills.filter(({ order }) => order.instrument.product === product);
      return frame(
        "fills",
        fills.map((fill) => fillPush(face, fill)),
        version,
      );
    }
    case "positions": {
      const positions = step.positions.filter(({ instrument }) => instrument.product === product);
      return face === "spot"
        ? []
        : frame(
            "positions",
            positions.map((position) => positionPush(face, account, position)),
            version,
          );
    }
    case "balances": {
      const balances = step.balances.filter((balance) => balance.product === product);
      if (face === "spot") return frame("balances", balances.map(spotPush), version);
      const sums = balances.length === 0 ? undefined : collateralOf(account);
      return sums === undefined ? [] : frame("balances", [collateralPush(face, sums, step.time)], version);
    }
    case undefined:
      return [];
  }
}

function envelope(
  face: Face,
  about: {
    readonly topic: string;
    readonly channel: Channel;
    readonly rows: readonly Writable[];
    readonly version: number;
    readonly step: AccountStep;
  },
): Writable {
  const { topic, channel, rows, version, step } = about;
  const msgEvent = step.cause === "funding" ? "PositionFundingSettle" : "OrderUpdate";
  if (face !== "v2") return { e: topic, E: step.time, v: version, msgEvent, d: rows };
  const msg = { msgEvent, version, data: { [LISTS[channel]]: rows }, time: step.time };
  return { type: "trade-event", channel: topic, event: "payload", msg };
}
