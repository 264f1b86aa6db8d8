// Settings of positions, set and then proven: an answer that was lost, or one that says yes too early, is not believed; what the venue
// shows afterwards is.

import { readPrivate } from "#client/account/account-reads";
import { type PositionSettings } from "#core/account/account-event";
import { compare, decimal } from "#core/decimal-arithmetic";
import { ProtocolError, type TruebookError, UsageError } from "#core/error";
import { type Instrument } from "#core/instrument";
import { type PrivateCall, type PrivateRequester } from "#transport/private-call";
import { type AccountReads, type OrderCodec } from "#venues/account";

/** What settings are changed with. */
export interface SettingsGround {
  readonly instrument: Instrument;
  readonly orders: Pick<OrderCodec, "setLeverage" | "setPositionMode">;
  readonly reads: AccountReads;
  readonly requester: PrivateRequester;
}

const DECIMAL = /^\d{1,6}(\.\d{1,6})?$/;

/** Sets leverage and margin mode of an instrument; rejects unless the venue shows them afterwards. */
export async function setLeverage(
  ground: SettingsGround,
  { leverage, marginMode }: { readonly leverage: string; readonly marginMode: "cross" | "isolated" },
): Promise<void> {
  const { instrument, orders } = ground;
  if (!DECIMAL.test(leverage) || compare(decimal(leverage), decimal("0")) <= 0) {
    throw new UsageError("bad-order-number", 'The leverage is no decimal number above 0; write it as text, like "5". Nothing was sent.');
  }
  if (orders.setLeverage === undefined) throw lacks(instrument, "leverage");
  const isSet = ({ longLeverage, shortLeverage, marginMode: held }: PositionSettings): boolean =>
    held === marginMode &&
    [longLeverage, shortLeverage].every((each) => each === undefined || compare(decimal(each), decimal(leverage)) === 0);
  await setAndProve(ground, {
    call: orders.setLeverage(instrument, leverage, marginMode),
    what: `leverage ${leverage} ${marginMode}`,
    isSet,
  });
}

/** Sets how positions of an instrument are held; rejects unless the venue shows it afterwards. */
export async function setPositionMode(ground: SettingsGround, mode: "one-way" | "hedge"): Promise<void> {
  const { instrument, orders } = ground;
  if (orders.setPositionMode === undefined) throw lacks(instrument, "a position mode");
  await setAndProve(ground, {
    call: orders.setPositionMode(instrument, mode),
    what: `position mode ${mode}`,
    isSet: ({ positionMode }) => positionMode === mode,
  });
}

async function setAndProve(
  { instrument, reads, requester }: SettingsGround,
  about: { readonly call: PrivateCall<true>; readonly what: string; readonly isSet: (settings: PositionSettings) => boolean },
): Promise<void> {
  const { settings } = reads;
  if (settings === undefined) throw lacks(instrument, "a way to read its settings back");
  const error = await new Promise<TruebookError | undefined>((resolve) => {
    requester.send(about.call, (outcome) => resolve(outcome.kind === "failed" ? outcome.error : undefined));
  });
  const held = await readPrivate(requester, settings(instrument));
  if (about.isSet(held)) return;
  if (error !== undefined) throw error;
  throw new ProtocolError(
    "setting-not-proven",
    `The venue took ${about.what} for ${instrument.symbol}, and shows other settings afterwards; read them before an order is sent.`,
  );
}

const lacks = (instrument: Instrument, what: string): UsageError =>
  new UsageError("not-offered", `${instrument.venue} ${instrument.product} has no ${what} that truebook can set; nothing was sent.`);
