// The door to an account: the market's door with orders, fills, positions and balances beside it. All truth is the account side's; a
// keeper starts when somebody first watches.

import {
  type AccountReader,
  type AccountScope,
  type AccountStatus,
  type AccountWatchOptions,
  type Balance,
  type Fill,
  type Order,
  type Position,
} from "#client/account/account-api";
import { publicBalance, publicFill, publicOrder, publicPosition } from "#client/account/account-items";
import { privateHistory, readPrivate } from "#client/account/account-reads";
import { type History, type PageOptions, type Watch } from "#client/api";
import { CAPACITY_DEFAULT, overflowOf } from "#client/deliveries";
import { Stream } from "#client/stream";
import { VenueClient, type VenueClientOptions } from "#client/venue-client";
import { type AccountEvent, type FeeRates, type FundingPayment, type PositionSettings } from "#core/account/account-event";
import { clientOrderId, venueOrderId } from "#core/account/order";
import { epochMs } from "#core/brand";
import { UsageError } from "#core/error";
import { type Instrument, type Product } from "#core/instrument";
import { type Feed } from "#feed/feed";
import { type AccountKeeper } from "#trading/account/account-keeper";
import { type AccountSide } from "#trading/account/account-side";
import { type PrivateRequester } from "#transport/private-call";
import { type AccountChannelDescription, type AccountCodec, type AccountReads } from "#venues/account";

const DAY_MS = 86_400_000;
const HISTORY_LIMIT = 500;

export interface AccountClientOptions extends VenueClientOptions {
  readonly side: AccountSide;
  readonly requester: PrivateRequester;
}

type EventOf<Kind extends AccountEvent["kind"]> = Extract<AccountEvent, { readonly kind: Kind }>;

/** A watch of one kind of account event. */
interface ScopedWatch<Kind extends AccountEvent["kind"], Item> {
  readonly kind: Kind;
  readonly scope: AccountWatchOptions;
  readonly first: (keeper: AccountKeeper) => readonly EventOf<Kind>[];
  readonly instrumentOf: (event: EventOf<Kind>) => Instrument | undefined;
  readonly hand: (event: EventOf<Kind>, product: Product) => Item;
}

/** One product of an account, and the instrument where only one is meant. */
interface AccountPart {
  readonly product: Product;
  readonly instrument: Instrument | undefined;
  readonly codec: AccountCodec;
  readonly reads: AccountReads;
}

export class AccountClient extends VenueClient implements AccountReader {
  readonly #side: AccountSide;
  readonly #requester: PrivateRequester;
  readonly #clock: AccountClientOptions["clock"];

  constructor(feed: Feed, options: AccountClientOptions) {
    super(feed, options);
    this.#side = options.side;
    this.#requester = options.requester;
    this.#clock = options.clock;
  }

  watchOrders(scope: AccountWatchOptions = {}): Watch<Order> {
    return this.#watch({
      kind: "order",
      scope,
      first: ({ state }) => state.liveOrders,
      instrumentOf: ({ instrument }) => instrument,
      hand: publicOrder,
    });
  }

  watchFills(scope: AccountWatchOptions = {}): Watch<Fill> {
    return this.#watch({ kind: "fill", scope, first: () => [], instrumentOf: ({ instrument }) => instrument, hand: publicFill });
  }

  watchPositions(scope: AccountWatchOptions = {}): Watch<Position> {
    return this.#watch({
      kind: "position",
      scope,
      first: ({ state }) => state.positions,
      instrumentOf: ({ instrument }) => instrument,
      hand: publicPosition,
    });
  }

  watchBalances(scope: AccountWatchOptions = {}): Watch<Balance> {
    return this.#watch({
      kind: "balance",
      scope,
      first: ({ state }) => state.balances,
      instrumentOf: () => undefined,
      hand: (event, product) => publicBalance(event, { venue: this.venue, product }),
    });
  }

  async fetchOrder(
    name: string,
    names: { readonly orderId?: string; readonly clientOrderId?: string; readonly product?: Product },
  ): Promise<Order | undefined> {
    const instrument = this.instrument(name, names.product);
    if (names.orderId === undefined && names.clientOrderId === undefined) {
      throw new UsageError("order-name", "fetchOrder was given no order; name it by orderId or clientOrderId.");
    }
    const reads = this.#side.reads(instrument.product);
    const reference = {
      instrument,
      ...(names.orderId === undefined ? {} : { venueOrderId: venueOrderId(names.orderId) }),
      ...(names.clientOrderId === undefined ? {} : { clientOrderId: clientOrderId(names.clientOrderId) }),
    };
    let report = await readPrivate(this.#requester, reads.order(reference));
    // Some venues keep orders that wait for a trigger apart.
    if (report === undefined && reads.untriggeredOrders !== undefined)
      report = await readPrivate(this.#requester, reads.order({ ...reference, untriggered: true }));
    return report === undefined ? undefined : publicOrder(report);
  }

  async fetchOpenOrders(scope: AccountScope = {}): Promise<readonly Order[]> {
    const parts = this.#parts(scope).map(async ({ codec, reads, instrument }) => {
      if (instrument === undefined && reads.openOrdersPer === "instrument") throw this.#wantsInstrument("open orders");
      const listed = async (read: AccountReads["openOrders"]): Promise<readonly Order[]> => {
        const { rows } = await privateHistory({
          ...this.#page(codec, { instrument, options: {} }),
          read,
          limit: Number.POSITIVE_INFINITY,
          // What is open has no range: one page after the other, whatever its age.
          from: epochMs(0),
          to: epochMs(0),
          keyOf: (order) => order.venueOrderId,
        });
        return rows.map(publicOrder);
      };
      const waiting = reads.untriggeredOrders;
      return [...(await listed(reads.openOrders)), ...(waiting === undefined ? [] : await listed(waiting))];
    });
    return (await Promise.all(parts)).flat();
  }

  async fetchOrders(name: string, options: PageOptions = {}): Promise<History<Order>> {
    const instrument = this.instrument(name, options.product);
    const codec = this.#side.codec(instrument.product);
    const read = this.#side.reads(instrument.product).orders;
    if (read === undefined) throw this.#lacks("a history of orders", instrument.product);
    const history = await privateHistory({ ...this.#page(codec, { instrument, options }), read, keyOf: (order) => order.venueOrderId });
    return { rows: history.rows.map(publicOrder), end: history.end };
  }

  async fetchMyFills(name: string, options: PageOptions = {}): Promise<History<Fill>> {
    const instrument = this.instrument(name, options.product);
    const codec = this.#side.codec(instrument.product);
    const history = await privateHistory({
      ...this.#page(codec, { instrument, options }),
      read: this.#side.reads(instrument.product).fills,
      keyOf: ({ tradeId }) => tradeId,
    });
    return { rows: history.rows.map(publicFill), end: history.end };
  }

  async fetchPositions(scope: AccountScope = {}): Promise<readonly Position[]> {
    const parts = this.#parts(scope).map(async ({ reads, instrument }) => {
      const read = reads.positions;
      if (read === undefined) return [];
      const positions = await readPrivate(this.#requester, read());
      return positions.filter((position) => instrument === undefined || sameMarket(position.instrument, instrument)).map(publicPosition);
    });
    return (await Promise.all(parts)).flat();
  }

  async fetchBalances(scope: Pick<AccountScope, "product"> = {}): Promise<readonly Balance[]> {
    const parts = this.#parts(scope).map(async ({ reads, product }) => {
      const balances = await readPrivate(this.#requester, reads.balances());
      return balances.map((balance) => publicBalance(balance, { venue: this.venue, product }));
    });
    return (await Promise.all(parts)).flat();
  }

  fetchFees(name: string, options: { readonly product?: Product } = {}): Promise<FeeRates> {
    const instrument = this.instrument(name, options.product);
    return readPrivate(this.#requester, this.#side.reads(instrument.product).fees(instrument));
  }

  fetchFunding(name: string, options: PageOptions = {}): Promise<History<FundingPayment>> {
    const instrument = this.instrument(name, options.product);
    const codec = this.#side.codec(instrument.product);
    const read = this.#side.reads(instrument.product).funding;
    if (read === undefined) throw this.#lacks("funding payments", instrument.product);
    return privateHistory({ ...this.#page(codec, { instrument, options }), read, keyOf: ({ id }) => id });
  }

  fetchPositionSettings(name: string, options: { readonly product?: Product } = {}): Promise<PositionSettings> {
    const instrument = this.instrument(name, options.product);
    const read = this.#side.reads(instrument.product).settings;
    if (read === undefined) throw this.#lacks("leverage and margin settings", instrument.product);
    return readPrivate(this.#requester, read(instrument));
  }

  accountStatus(): readonly AccountStatus[] {
    const now = this.#clock.monotonic();
    return this.#side.keepers.map(({ product, standing, provenAt }) => {
      const { channels } = this.#side.codec(product).description;
      return {
        product,
        state: standing.kind,
        reason: standing.kind === "synced" ? undefined : standing.reason,
        ageMs: provenAt === undefined ? undefined : now - provenAt,
        channels: {
          orders: howWords(channels.orders),
          fills: howWords(channels.fills),
          positions: howWords(channels.positions),
          balances: howWords(channels.balances),
        },
      };
    });
  }

  override async close(): Promise<void> {
    this.#side.stop();
    await super.close();
  }

  #watch<Kind extends AccountEvent["kind"], Item>(watch: ScopedWatch<Kind, Item>): Watch<Item> {
    const { scope, kind, first, instrumentOf, hand } = watch;
    const parts = this.#parts(scope);
    const wanted = parts[0]?.instrument;
    const products = new Set(parts.map(({ product }) => product));
    const concerns = (event: AccountEvent, product: Product): event is EventOf<Kind> => {
      if (event.kind !== kind || !products.has(product)) return false;
      const instrument = instrumentOf(event as EventOf<Kind>);
      return wanted === undefined || instrument === undefined || sameMarket(instrument, wanted);
    };
    return new Stream<{ readonly event: EventOf<Kind>; readonly product: Product }, Item>({
      ...this.streamParts(`${kind}s`, scope),
      overflow: overflowOf(scope.deliver, { kind: "every", capacity: CAPACITY_DEFAULT, overflow: "fail" }),
      hand: ({ event, product }) => hand(event, product),
      open: (feeder) => {
        const stop = this.#side.listen({
          changed: (event, product) => {
            if (concerns(event, product)) feeder.push({ event, product });
          },
          standing: (standing) => {
            if (standing.kind === "refused") feeder.end(standing.error);
          },
        });
        for (const { product, instrument, reads } of parts) {
          const keeper = this.#side.keeper(product);
          if (instrument !== undefined) keeper.watch(instrument);
          else if (reads.openOrdersPer === "instrument" && keeper.watched === 0) {
            stop();
            throw this.#wantsInstrument("an account");
          }
        }
        const release = this.untilClosed((error) => feeder.end(error));
        return () => {
          release();
          stop();
        };
      },
      first: () =>
        this.#side.keepers
          .filter(({ product }) => products.has(product))
          .flatMap((keeper) =>
            first(keeper)
              .filter((event) => concerns(event, keeper.product))
              .map((event) => ({ event, product: keeper.product })),
          ),
    });
  }

  /** The products that a scope means, with the instrument where it names one. */
  #parts(scope: AccountScope): readonly AccountPart[] {
    if (scope.instrument !== undefined) {
      const instrument = this.instrument(scope.instrument, scope.product);
      return [this.#part(instrument.product, instrument)];
    }
    const products = scope.product === undefined ? this.#side.products : [scope.product];
    return products.map((product) => this.#part(product, undefined));
  }

  #part(product: Product, instrument: Instrument | undefined): AccountPart {
    return { product, instrument, codec: this.#side.codec(product), reads: this.#side.reads(product) };
  }

  #page(codec: AccountCodec, about: { readonly instrument: Instrument | undefined; readonly options: PageOptions }) {
    const { from, to, limit, signal } = about.options;
    const now = this.venueNow();
    return {
      requester: this.#requester,
      instrument: about.instrument,
      to: epochMs(to ?? now),
      from: epochMs(from ?? (to ?? now) - DAY_MS),
      limit: limit ?? HISTORY_LIMIT,
      page: codec.description.fillsPage,
      signal,
    };
  }

  #wantsInstrument(what: string): UsageError {
    return new UsageError("instrument-wanted", `${this.venue} tells ${what} by instrument only; name one.`, {
      hint: 'pass { instrument: "…" }',
    });
  }

  #lacks(what: string, product: Product): UsageError {
    return new UsageError("not-offered", `${this.venue} ${product} publishes no read of ${what}.`);
  }
}

const sameMarket = (one: Instrument, other: Instrument): boolean => one.product === other.product && one.symbol === other.symbol;

function howWords(channel: AccountChannelDescription): string {
  switch (channel.how) {
    case "pushed":
      return "pushed";
    case "polled":
      return `polled every ${channel.everyMs} ms`;
    case "derived":
      return `derived from ${channel.from}, confirmed every ${channel.confirmedEveryMs} ms`;
    case "none":
      return "none";
  }
}
