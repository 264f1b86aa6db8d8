// Private topics by generation, the newest first. Which of them LMEX has switched on is not known: what the ack leaves out is asked
// for by its next name. Spot has two of its own; no product has one for balances.

import { type Product } from "#core/instrument";
import { type AccountChannel } from "#venues/account";

const FUTURES: Readonly<Record<AccountChannel, readonly string[]>> = {
  orders: ["notificationApiV4", "notificationApiV3", "notificationApiV2"],
  fills: ["fillsV2", "fills"],
  positions: ["positionsV3", "positionsV2"],
  balances: [],
};

const SPOT: Readonly<Record<AccountChannel, readonly string[]>> = {
  orders: ["notificationApiV3"],
  fills: ["fills"],
  positions: [],
  balances: [],
};

/** The topics of a channel, the preferred first. */
export function accountTopics(product: Product, channel: AccountChannel): readonly string[] {
  return (product === "spot" ? SPOT : FUTURES)[channel];
}

const CHANNELS = ["orders", "fills", "positions"] as const;

/** What a topic speaks of; undefined for one that is not subscribed here. */
export function channelOf(topic: string): AccountChannel | undefined {
  return CHANNELS.find((channel) => FUTURES[channel].includes(topic));
}
