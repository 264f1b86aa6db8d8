// What a step of an account looks like on LMEX's private topics.

import { type Product } from "#core/instrument";
import { jsonText, type Writable } from "#core/json/exact-json";
import { type AccountOrder, type AccountStep, type HeldAccountTopic } from "#venues/account-dialect";
import { type OutFrame } from "#venues/dialect";
import { statusNumber } from "#venues/lmex/dialect/account/figures";
import { executionRow, noticeRow, positionRecord } from "#venues/lmex/dialect/account/push-texts";

type HeldChannel = HeldAccountTopic["channels"][number];

/** Private topics by product, and what each speaks of. */
const TOPICS: Readonly<Record<string, ReadonlyMap<string, readonly HeldChannel[]>>> = {
  futures: new Map<string, readonly HeldChannel[]>([
    ["notificationApiV4", ["orders"]],
    ["notificationApiV3", ["orders"]],
    ["notificationApiV2", ["orders"]],
    ["fillsV2", ["fills"]],
    ["fills", ["fills"]],
    ["positionsV3", ["positions"]],
    ["positionsV2", ["positions"]],
    ["allPositionV4", ["positions"]],
    ["allPositionV3", ["positions"]],
  ]),
  spot: new Map<string, readonly HeldChannel[]>([
    ["notificationApiV3", ["orders"]],
    ["fills", ["fills"]],
  ]),
};

/** Names that an article uses for several topics at once, and for one. */
const ALIASES: ReadonlyMap<string, readonly HeldChannel[]> = new Map<string, readonly HeldChannel[]>([
  ["userInfo", ["orders", "fills", "positions"]],
  ["orderUpdate", ["orders"]],
]);

/** What a private topic of a product's main socket speaks of; undefined when it is none that is told here. */
export function privateChannels(topic: string, product: Product, article: boolean): readonly HeldChannel[] | undefined {
  return TOPICS[product]?.get(topic) ?? (article ? ALIASES.get(topic.split(":")[0] ?? "") : undefined);
}

/** The frames of a step on one held topic. Nothing is said of other products. */
export function accountFrames(held: HeldAccountTopic, step: AccountStep, product: Product): readonly OutFrame[] {
  const frames: OutFrame[] = [];
  if (held.channels.includes("orders")) frames.push(...orderFrames(topicOf(held, product, "orders"), step, product));
  if (held.channels.includes("fills")) frames.push(...fillFrames(topicOf(held, product, "fills"), step, product));
  if (held.channels.includes("positions") && product === "futures") {
    frames.push(...positionFrames(topicOf(held, product, "positions"), held, step));
  }
  return frames;
}

/** An alias is confirmed under its own name, and its data come under the real one. */
function topicOf(held: HeldAccountTopic, product: Product, channel: HeldChannel): string {
  if (!ALIASES.has(held.topic.split(":")[0] ?? "")) return held.topic;
  if (channel === "orders") return product === "spot" ? "notificationApiV3" : "notificationApiV4";
  if (channel === "fills") return product === "spot" ? "fills" : "fillsV2";
  return "positionsV3";
}

function orderFrames(topic: string, step: AccountStep, product: Product): readonly OutFrame[] {
  const orders = step.orders.filter(({ instrument }) => instrument.product === product);
  const rows = orders.map((order) => {
    const fill = step.fills.find((each) => each.order.id === order.id);
    const moment = {
      status: momentNumber(order, step.cause),
      filled: fill?.size ?? 0,
      time: step.time,
      maker: fill?.liquidity === "maker",
    };
    return noticeRow(topic, order, moment);
  });
  // Spot tells one order a message, and no list.
  if (product === "spot") return rows.map((row, at) => frame("order", topic, { topic, data: row }, orders[at]));
  return rows.length === 0 ? [] : [frame("order", topic, { topic, data: rows }, orders[0])];
}

function momentNumber(order: AccountOrder, cause: AccountStep["cause"]): number {
  if (cause === "amended") return 123;
  if (cause === "triggered") return 10;
  return statusNumber(order);
}

function fillFrames(topic: string, step: AccountStep, product: Product): readonly OutFrame[] {
  // A voided trade has no word of its own here; positions and money tell it.
  if (step.cause === "voided") return [];
  const fills = step.fills.filter(({ order }) => order.instrument.product === product);
  return fills.length === 0 ? [] : [frame("fill", topic, { topic, id: "", data: fills.map(executionRow) }, fills[0]?.order)];
}

/** `positions…` tells what changed, closed ones once; `allPosition…` every open one and nothing of what closed. */
function positionFrames(topic: string, held: HeldAccountTopic, step: AccountStep): readonly OutFrame[] {
  const changed = step.positions.filter(({ instrument }) => instrument.product === "futures");
  if (changed.length === 0) return [];
  const told = topic.startsWith("allPosition") ? held.account.positions() : changed;
  const data = told.map((position) => positionRecord(position, held.account.rules.fees.takerFraction));
  return [frame("position", topic, { topic, data }, changed[0])];
}

function frame(
  kind: OutFrame["kind"],
  topic: string,
  message: { readonly [name: string]: Writable },
  about: Pick<AccountOrder, "instrument"> | undefined,
): OutFrame {
  return { text: jsonText(message), kind, topic, product: about?.instrument.product, symbol: about?.instrument.symbol };
}
