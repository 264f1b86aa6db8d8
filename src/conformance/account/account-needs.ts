// What cards about accounts need of their subject, and why one does not apply.

import { type AccountCodec, type AccountReads } from "#assemblies/simulated-ground/account-truth";
import { type Need } from "#conformance/card";
import { instrumentTable } from "#core/instrument";

/** The private interface is spoken. */
export const account: Need = (subject) => (subject.account === undefined ? "no private interface is spoken" : undefined);

const need =
  (reason: (codec: AccountCodec) => string | undefined): Need =>
  (subject) =>
    account(subject) ?? (subject.account === undefined ? undefined : reason(subject.account));

/** Something that the codec offers; `words` say what is missing. */
export function offers(words: string, has: (codec: AccountCodec) => boolean): Need {
  return need((codec) => (has(codec) ? undefined : words));
}

/** A read that a product may lack. */
export function reads(words: string, has: (reads: AccountReads) => boolean): Need {
  const none = instrumentTable([]);
  return need((codec) => (has(codec.reads(() => none)) ? undefined : words));
}

/** Orders that wait for a trigger. */
export const conditionalOrders: Need = offers("there are no conditional orders", ({ description: { orders } }) =>
  orders.styles.some((style) => style === "stop" || style === "take-profit"),
);

/** A private stream. */
export const privateStream: Need = offers("there is no private stream: everything is polled", ({ stream }) => stream !== undefined);

/** Positions. */
export const positions: Need = offers("there are no positions", ({ description }) => description.positions !== "none");
