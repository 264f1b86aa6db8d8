// A small simulated venue whose markets move only when told, and a client that remembers what it heard: for tests of the wire.

import { type PriceUnits, priceUnits, type SizeUnits, sizeUnits, venueSymbol } from "#core/brand";
import { type Instrument, unifiedId } from "#core/instrument";
import { type Clock, type Dialer, type DialHandlers, type Fetcher, type HttpOutcome, type RawSocket } from "#core/port";
import { seededRandom } from "#core/random";
import { EventLog } from "#sim/event-log";
import { FAULT_CATALOGUE } from "#sim/faults/catalogue";
import { FaultDesk } from "#sim/faults/fault-desk";
import { ScriptedMarket } from "#sim/scripted-market";
import { SimulatedVenue } from "#sim/simulated-venue";
import { SkewedClock } from "#sim/skewed-clock";
import { VirtualNetwork } from "#sim/virtual-network";
import { type Dialect } from "#venues/dialect";

const tick = (units: number): PriceUnits => priceUnits(units);
const lot = (units: number): SizeUnits => sizeUnits(units);

/** ETH-PERP as the published examples have it: two places, contracts of 0.01. */
export const ETH_PERP: Instrument = {
  venue: "lmex",
  product: "futures",
  kind: "perpetual",
  symbol: venueSymbol("ETH-PERP"),
  id: unifiedId({ base: "ETH", quote: "USDT", settle: "USDT" }),
  base: "ETH",
  quote: "USDT",
  settle: "USDT",
  priceScale: 2,
  sizeScale: 0,
  tick: tick(5),
  lot: lot(1),
  minSize: lot(1),
  maxSize: lot(60_000),
  sizeUnit: "contract",
  contractSize: "0.01",
  status: "trading",
};

/** BTC-PERP, one place, contracts of 0.001. */
export const BTC_PERP: Instrument = {
  ...ETH_PERP,
  symbol: venueSymbol("BTC-PERP"),
  id: unifiedId({ base: "BTC", quote: "USDT", settle: "USDT" }),
  base: "BTC",
  priceScale: 1,
  tick: tick(1),
  contractSize: "0.001",
};

/** ETH-USDT on the spot market, sizes in coins with four places. */
export const ETH_USDT: Instrument = {
  venue: "lmex",
  product: "spot",
  kind: "spot",
  symbol: venueSymbol("ETH-USDT"),
  id: unifiedId({ base: "ETH", quote: "USDT" }),
  base: "ETH",
  quote: "USDT",
  priceScale: 2,
  sizeScale: 4,
  tick: tick(1),
  lot: lot(1),
  minSize: lot(1),
  sizeUnit: "base",
  contractSize: "1",
  status: "trading",
};

export interface ScriptedWorld {
  readonly venue: SimulatedVenue;
  readonly desk: FaultDesk;
  readonly log: EventLog;
  readonly network: VirtualNetwork;
  readonly eth: ScriptedMarket;
  readonly btc: ScriptedMarket;
  readonly spot: ScriptedMarket;
}

export interface ScriptedWorldOptions {
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly seed?: string;
  readonly article?: boolean;
  readonly limits?: boolean;
  readonly bytes?: boolean;
}

/** Builds the venue and a network without jitter (10 ms each way). */
export function scriptedWorld(options: ScriptedWorldOptions): ScriptedWorld {
  const random = seededRandom(options.seed ?? "scripted");
  const clock = new SkewedClock(options.clock);
  const log = new EventLog();
  const desk = new FaultDesk({
    catalogue: FAULT_CATALOGUE,
    clock: options.clock,
    random: random.fork("faults"),
    log,
    bytes: options.bytes ?? false,
  });
  const book = {
    bids: [
      [312_040, 1875],
      [312_035, 402],
      [312_030, 77],
    ],
    asks: [
      [312_050, 960],
      [312_055, 2210],
      [312_065, 310],
    ],
  } as const;
  const eth = new ScriptedMarket({ instrument: ETH_PERP, clock, sequence: 7_004_411, ...book });
  const btc = new ScriptedMarket({ instrument: BTC_PERP, clock, sequence: 91_000, bids: [[964_000, 5]], asks: [[964_010, 7]] });
  const spot = new ScriptedMarket({ instrument: ETH_USDT, clock, sequence: 500, ...book });
  const venue = new SimulatedVenue({
    dialect: options.dialect,
    markets: [eth, btc, spot],
    accounts: undefined,
    clock,
    random,
    desk,
    log,
    article: options.article ?? false,
    limits: options.limits ?? false,
  });
  venue.start();
  const exchange = { venueAt: (host: string) => (options.dialect.hosts.includes(host) ? venue : undefined) };
  const network = new VirtualNetwork({
    clock: options.clock,
    random: random.fork("network"),
    exchange,
    latency: { lowMs: 10, highMs: 10 },
  });
  return { venue, desk, log, network, eth, btc, spot };
}

/** What a listening client heard on one socket, in order. */
export class HeardSocket {
  readonly texts: string[] = [];
  readonly ends: Parameters<DialHandlers["closed"]>[0][] = [];
  readonly socket: RawSocket;
  opened = 0;
  pongs = 0;

  constructor(dialer: Dialer, url: string, limits: { readonly handshakeTimeoutMs?: number; readonly frameBytesMax?: number } = {}) {
    const decoder = new TextDecoder();
    const request = {
      url,
      headers: {},
      handshakeTimeoutMs: limits.handshakeTimeoutMs ?? 5_000,
      frameBytesMax: limits.frameBytesMax ?? 4_194_304,
    };
    this.socket = dialer.dial(request, {
      opened: () => {
        this.opened += 1;
      },
      message: (bytes) => {
        this.texts.push(decoder.decode(bytes));
      },
      pong: () => {
        this.pongs += 1;
      },
      closed: (end) => {
        this.ends.push(end);
      },
    });
  }

  send(value: unknown): void {
    this.socket.send(typeof value === "string" ? value : JSON.stringify(value));
  }

  /** Takes what was heard since the last call. */
  take(): string[] {
    return this.texts.splice(0);
  }
}

/** Sends a GET and gives the outcome when it is there. */
export function get(fetcher: Fetcher, url: string, headers: Readonly<Record<string, string>> = {}): { outcome: HttpOutcome | undefined } {
  const box: { outcome: HttpOutcome | undefined } = { outcome: undefined };
  const limits = { deadlineMs: 10_000, bodyBytesMax: 4_194_304, followRedirects: false };
  fetcher.send({ method: "GET", url, headers, ...limits }, (outcome) => {
    box.outcome = outcome;
  });
  return box;
}
