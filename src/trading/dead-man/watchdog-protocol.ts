// What a trading process and its watchdog say to each other: one JSON object a line, over pipes that nobody else holds. The keys go
// this way and no other: never over a command line, the environment or a file.

import { type ClientOrderId, clientOrderId, type OrderReference, type VenueOrderId, venueOrderId } from "#core/account/order";
import { type Credentials, Secret } from "#core/account/secret";
import { type Instrument, type InstrumentTable } from "#core/instrument";
import { type Interface } from "#core/interface-choice";
import { type SweepLeft } from "#trading/dead-man/sweep-wish";

/** Both ends must speak the same; another number refuses to arm. */
export const WATCHDOG_PROTOCOL = 1;
/** A longer line is not read: the longest is the one that arms, with every instrument of a venue. */
export const LINE_CHARS_MAX = 16_777_216;

/** An order by the names that are known of it. */
export interface OrderName {
  readonly product: string;
  readonly symbol: string;
  readonly clientOrderId?: ClientOrderId;
  readonly venueOrderId?: VenueOrderId;
  readonly untriggered?: boolean;
}

/** Keys as they go over the pipe. */
export interface KeyTexts {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly passphrase?: string;
  readonly method?: "hmac" | "rsa";
}

/** Everything that a watchdog needs to act alone. */
export interface WatchdogOrders {
  readonly protocol: number;
  readonly venue: string;
  readonly environment: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly interfaces: readonly Interface[];
  readonly proxy?: string;
  readonly credentials: KeyTexts;
  /** The file of request numbers that both processes draw from. */
  readonly noncePath: string;
  /** Where it writes what it did; nowhere when left out. */
  readonly logPath?: string;
  /** It acts when nothing was heard for this long. */
  readonly deadManMs: number;
  /** `ours`: orders that were told, and those whose own name begins like this; what others placed stays. */
  readonly policy: { readonly kind: "everything" } | { readonly kind: "ours"; readonly prefix?: string };
  readonly instruments: readonly Instrument[];
}

export type ToWatchdog =
  | { readonly kind: "arm"; readonly orders: WatchdogOrders }
  /** Orders that are about to leave, and orders to which nothing more can happen. */
  | { readonly kind: "orders"; readonly sent: readonly OrderName[]; readonly ended: readonly OrderName[] }
  /** The heart, counted. `offsetMs`: the venue's clock against ours; `unreachable`: the venue cannot be reached from the main process. */
  | { readonly kind: "beat"; readonly beat: number; readonly offsetMs: number; readonly unreachable?: string }
  | { readonly kind: "disarm" };

export type FromWatchdog =
  | { readonly kind: "armed" }
  /** Which beat was heard. */
  | { readonly kind: "alive"; readonly beat: number }
  | { readonly kind: "acting"; readonly why: string }
  | { readonly kind: "acted"; readonly proven: boolean; readonly gone: number; readonly left: readonly SweepLeft[] }
  | { readonly kind: "disarmed" }
  | { readonly kind: "failed"; readonly words: string };

/** One message as its line, without the line break. */
export function watchdogLine(message: ToWatchdog | FromWatchdog): string {
  return JSON.stringify(message);
}

/** A line as a message of the other end; undefined when it is none. Both ends are ours, so that only its kind is looked at. */
export function watchdogMessage<Message extends { readonly kind: string }>(
  line: string,
  kinds: readonly Message["kind"][],
): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
    return kinds.some((kind) => kind === value.kind) ? (value as unknown as Message) : undefined;
  } catch {
    return undefined;
  }
}

export const TO_WATCHDOG: readonly ToWatchdog["kind"][] = ["arm", "orders", "beat", "disarm"];
export const FROM_WATCHDOG: readonly FromWatchdog["kind"][] = ["armed", "alive", "acting", "acted", "disarmed", "failed"];

/** Keys as texts, for the pipe alone. */
export function keyTexts({ apiKey, apiSecret, passphrase, method }: Credentials): KeyTexts {
  return {
    apiKey: apiKey.reveal(),
    apiSecret: apiSecret.reveal(),
    ...(passphrase === undefined ? {} : { passphrase: passphrase.reveal() }),
    ...(method === undefined ? {} : { method }),
  };
}

/** Keys from the pipe, wrapped before anything else can see them. */
export function keysOf({ apiKey, apiSecret, passphrase, method }: KeyTexts): Credentials {
  return {
    apiKey: new Secret(apiKey),
    apiSecret: new Secret(apiSecret),
    ...(passphrase === undefined ? {} : { passphrase: new Secret(passphrase) }),
    ...(method === undefined ? {} : { method }),
  };
}

/** An order's names without its instrument's rules. */
export function orderName({ instrument, clientOrderId: own, venueOrderId: id, untriggered }: OrderReference): OrderName {
  return {
    product: instrument.product,
    symbol: instrument.symbol,
    ...(own === undefined ? {} : { clientOrderId: own }),
    ...(id === undefined ? {} : { venueOrderId: id }),
    ...(untriggered === undefined ? {} : { untriggered }),
  };
}

/** An order's names with the rules of its instrument; undefined when the table does not know it. */
export function referenceOf(name: OrderName, table: InstrumentTable): OrderReference | undefined {
  const instrument = table.bySymbol(name.product, name.symbol);
  if (instrument === undefined) return undefined;
  return {
    instrument,
    ...(name.clientOrderId === undefined ? {} : { clientOrderId: clientOrderId(name.clientOrderId) }),
    ...(name.venueOrderId === undefined ? {} : { venueOrderId: venueOrderId(name.venueOrderId) }),
    ...(name.untriggered === undefined ? {} : { untriggered: name.untriggered }),
  };
}

/** One text by which the names of an order are kept apart: ours where it has one. */
export function nameKey({ product, symbol, clientOrderId: own, venueOrderId: id }: OrderName): string {
  return `${product} ${symbol} ${own === undefined ? `#${id ?? ""}` : own}`;
}
