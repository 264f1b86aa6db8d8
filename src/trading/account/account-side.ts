// The account side of one connection: a keeper a product, each started when somebody first wants to know, and one place that hears
// of everything.

import { type AccountEvent } from "#core/account/account-event";
import { UsageError } from "#core/error";
import { type InstrumentTable, type Product } from "#core/instrument";
import { type Interface } from "#core/interface-choice";
import { AccountKeeper, type AccountStanding } from "#trading/account/account-keeper";
import { knownInstruments } from "#trading/account/known-instruments";
import { type TradingContext, type TradingSettings } from "#trading/trading-context";
import { type AccountCodec, type AccountReads, type TradingVenue } from "#venues/account";

export interface AccountSideListener {
  changed(event: AccountEvent, product: Product): void;
  standing(standing: AccountStanding, product: Product): void;
}

export interface AccountSideOptions {
  readonly context: TradingContext;
  readonly settings: TradingSettings;
  readonly venue: TradingVenue;
  readonly hosts: Readonly<Record<string, string>>;
  readonly interfaces: readonly Interface[];
  readonly instruments: () => InstrumentTable;
}

export class AccountSide {
  readonly #options: AccountSideOptions;
  readonly #known: () => InstrumentTable;
  readonly #codecs = new Map<Product, AccountCodec>();
  readonly #reads = new Map<Product, AccountReads>();
  readonly #keepers = new Map<Product, AccountKeeper>();
  readonly #listeners = new Set<AccountSideListener>();
  #stopped = false;

  constructor(options: AccountSideOptions) {
    this.#options = options;
    this.#known = knownInstruments(options.instruments);
    for (const choice of options.interfaces) {
      const codec = options.venue.account(choice.product, choice);
      if (codec !== undefined) this.#codecs.set(choice.product, codec);
    }
  }

  /** What everything of this account is done with. */
  get context(): TradingContext {
    return this.#options.context;
  }

  /** Products whose private interface is spoken. */
  get products(): readonly Product[] {
    return [...this.#codecs.keys()];
  }

  /** The codec of a product. Throws UsageError where its private interface is not spoken. */
  codec(product: Product): AccountCodec {
    const codec = this.#codecs.get(product);
    if (codec !== undefined) return codec;
    const known = this.products.join(", ");
    throw new UsageError(
      "no-account",
      `${this.#options.venue.description.title} has no private interface for ${product} here; ${known === "" ? "none is spoken" : `it has ${known}`}.`,
    );
  }

  /** What can be asked about a product's account. Throws like `codec`. */
  reads(product: Product): AccountReads {
    const known = this.#reads.get(product);
    if (known !== undefined) return known;
    const made = this.codec(product).reads(this.#known);
    this.#reads.set(product, made);
    return made;
  }

  /** The keeper of a product, started by the first call. */
  keeper(product: Product): AccountKeeper {
    const known = this.#keepers.get(product);
    if (known !== undefined) return known;
    if (this.#stopped) throw new UsageError("connection-closed", "The connection is closed; connect again.");
    const made = this.#make(product, this.codec(product));
    this.#keepers.set(product, made);
    made.start();
    return made;
  }

  /** Keepers that run. */
  get keepers(): readonly AccountKeeper[] {
    return [...this.#keepers.values()];
  }

  /** Hears of everything from now on; returns what takes it back. */
  listen(listener: AccountSideListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#stopped = true;
    for (const keeper of this.#keepers.values()) keeper.stop();
    this.#listeners.clear();
  }

  #make(product: Product, codec: AccountCodec): AccountKeeper {
    const { context, settings, venue, hosts, instruments } = this.#options;
    const { socket: key } = codec.description;
    const description = key === undefined ? undefined : this.#market(product).sockets[key];
    const host = description === undefined ? undefined : hosts[description.host];
    const socket =
      description === undefined || host === undefined ? undefined : { description, url: `${host.replace(/\/+$/, "")}${description.path}` };
    return new AccountKeeper({
      context,
      settings,
      codec,
      venue: venue.description.id,
      product,
      socket,
      instruments,
      known: this.#known,
      listener: {
        changed: (event) => this.#tell((listener) => listener.changed(event, product)),
        standing: (standing) => this.#tell((listener) => listener.standing(standing, product)),
      },
    });
  }

  #market(product: Product) {
    const { venue, interfaces } = this.#options;
    return venue.market(
      product,
      interfaces.find((choice) => choice.product === product),
    ).description;
  }

  #tell(act: (listener: AccountSideListener) => void): void {
    for (const listener of [...this.#listeners]) act(listener);
  }
}
