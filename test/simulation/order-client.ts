// The whole production client over a process that can die: feed, account, gate, journal and ledger. What it leaves on the disk a new
// one finds.

import { type AccountStack, buildAccountStack } from "#assemblies/account-stack";
import { hostsOf } from "#assemblies/hosts";
import { type TradingStack } from "#assemblies/trading/trading-stack";
import { buildVenueStack } from "#assemblies/venue-stack";
import { type JournalEntry } from "#core/account/order-journal";
import { type RiskLimitsInput } from "#core/account/risk-limits";
import { Secret } from "#core/account/secret";
import { type Instrument } from "#core/instrument";
import { type Interface } from "#core/interface-choice";
import { type Log } from "#core/port";
import { seededRandom } from "#core/random";
import { type Feed } from "#feed/feed";
import { FEED_DEFAULTS, type FeedSettings } from "#feed/feed-settings";
import { createMetrics } from "#observe/metrics";
import { type SimulatedAccount } from "#sim/accounts/simulated-account";
import { type Nonces } from "#trading/nonces";
import { type OrderCapabilities } from "#venues/account";
import { type Venue } from "#venues/venue";
import { ACCOUNT_SETTINGS } from "./account-half.ts";
import { type MortalProcess } from "./mortal-process.ts";
import { type WorldDisk } from "./order-disk.ts";
import { type JudgedClient } from "./order-judge.ts";
import { type TradedClient } from "./order-strategy.ts";

export interface OrderClientOptions {
  readonly process: MortalProcess;
  readonly disk: WorldDisk;
  readonly venue: Venue;
  readonly interfaces: readonly Interface[];
  readonly account: SimulatedAccount;
  readonly limits: RiskLimitsInput;
  readonly settings: Partial<FeedSettings>;
  /** Differs from process to process. */
  readonly seed: string;
  readonly log: Log;
  /** Numbers of requests rise over processes, as they do on a disk. */
  readonly nonces: Nonces;
  readonly journalled: (entry: JournalEntry) => void;
}

export class OrderClient implements TradedClient, JudgedClient {
  readonly feed: Feed;
  readonly account: AccountStack;
  readonly desk: TradingStack;
  readonly #process: MortalProcess;

  constructor(options: OrderClientOptions) {
    const { process, disk, venue, account, limits } = options;
    this.#process = process;
    const { apiKey, secret, passphrase } = account.credentials;
    const { feed, account: stack } = buildVenueStack(
      {
        clock: process.clock,
        random: seededRandom(options.seed),
        dialer: process.dialer,
        fetcher: process.fetcher,
        log: options.log,
        metrics: createMetrics(),
      },
      {
        venue,
        environment: "live",
        hosts: hostsOf(venue.description, { environment: "live", overrides: {}, simulator: undefined }),
        settings: { ...FEED_DEFAULTS, ...options.settings },
        interfaces: options.interfaces,
        account: {
          build: buildAccountStack,
          parts: {
            credentials: {
              apiKey: new Secret(apiKey),
              apiSecret: new Secret(secret),
              ...(passphrase === "" ? {} : { passphrase: new Secret(passphrase) }),
            },
            nonces: options.nonces,
            settings: ACCOUNT_SETTINGS,
            trading: {
              owner: `${venue.description.id}-live-world`,
              journal: disk.journal(process, options.journalled),
              latch: disk.latch(process),
              memory: disk.riskMemory(process),
              limits,
              onClose: "cancel-all",
            },
          },
        },
        release: () => Promise.resolve(),
      },
    );
    const trading = stack?.trading;
    if (stack === undefined || trading === undefined) throw new RangeError("The world does not trade.");
    this.feed = feed;
    this.account = stack;
    this.desk = trading;
  }

  get isAlive(): boolean {
    return this.#process.isAlive;
  }

  get isBanned(): boolean {
    return this.account.requester.counters.rateLimited > 0;
  }

  /** Reads the instruments, takes over the journal, attends to what is traded, and opens the gate. */
  start(traded: (feed: Feed) => readonly Instrument[], began: () => void, opened: () => void): void {
    this.feed.start((error) => {
      if (error !== undefined) {
        // Nothing of the venue could be read: such a process ends, and somebody starts another.
        this.#process.die();
        return;
      }
      this.desk.start();
      began();
      this.desk.attend(traded(this.feed), 10_000, () => {
        this.desk.open();
        opened();
      });
    });
  }

  orders({ product }: Instrument): OrderCapabilities {
    return this.account.side.codec(product).description.orders;
  }

  /**
   * By the name that every version shares: the venue's own symbol may be another one's. Until a new symbol is believed the old one is
   * listed beside it: then the one that the request names, the longer where one begins with the other.
   */
  book({ product, id }: Instrument, request = ""): ReturnType<JudgedClient["book"]> {
    const listed = this.feed.instruments.all.filter((each) => each.product === product && each.id === id);
    const named = listed.filter(({ symbol }) => request.includes(symbol)).sort((one, other) => other.symbol.length - one.symbol.length);
    const own = named[0] ?? listed[0];
    return own === undefined ? undefined : this.desk.attended.book(own);
  }

  clockTrouble(): string | undefined {
    return this.desk.view.clockTrouble();
  }

  /** Synced, its books live, and nothing of it unproven. */
  trouble(instruments: readonly Instrument[]): string | undefined {
    const books = instruments
      .filter((instrument) => this.book(instrument)?.state().kind !== "live")
      .map(({ symbol }) => `${symbol} is not live`);
    const keepers = this.account.side.keepers.filter(({ standing }) => standing.kind !== "synced");
    const accounts = keepers.map(({ product, standing }) => `the account of ${product} is ${JSON.stringify(standing)}`);
    const words = [...books, ...accounts];
    return words.length === 0 ? undefined : words.join(", ");
  }

  stop(): void {
    this.account.side.stop();
    this.feed.stop();
  }
}
