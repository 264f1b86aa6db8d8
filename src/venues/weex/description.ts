// WEEX as data: contracts and spot, each in V3 and V2: two generations with different words, method pings, a login in the handshake's
// headers, a budget of operations an hour, and weights that the venue reports back.

import { type ChannelDescription, type EvidenceRow, type ProductDescription, type VenueDescription } from "#venues/venue";
import { weexCapabilities } from "#venues/weex/capabilities";
import { environments, INTERVALS_V2, limits, login, rest, socketsV2, socketsV3 } from "#venues/weex/endpoints";

const privateTopics = (evidence: ChannelDescription["evidence"]): readonly ChannelDescription[] =>
  ["account", "positions", "fill", "orders"].map((topic) => ({
    socket: "private",
    topics: [topic],
    acked: true,
    evidence,
    note: "No state is pushed after subscribing.",
  }));

const bookRules = { acked: true, proof: "sequence", depths: [15, 200], groupings: [0], recovery: "resubscribe" } as const;

/** The channels of V3, the same for contracts and spot. */
const channelsV3 = (evidence: ChannelDescription["evidence"]) =>
  ({
    book: {
      ...bookRules,
      socket: "public",
      topics: ["$SYM@depth$DEPTH"],
      evidence,
      restSequence: true,
      note: "One frame about every 500 ms while something changes.",
    },
    trades: {
      socket: "public",
      topics: ["$SYM@trade"],
      acked: true,
      evidence,
      note: "Opens with recent trades; rows of one frame are not in time order.",
    },
    ticker: { socket: "public", topics: ["$SYM@ticker"], acked: true, evidence },
    candles: {
      socket: "public",
      topics: ["$SYM@kline_$INTERVAL_LAST_PRICE"],
      acked: true,
      evidence,
      note: "The topic without a price type means the same. No closed flag.",
    },
  }) as const;

/** The channels of V2, the same for contracts and spot. */
const channelsV2 = (bookEvidence: ChannelDescription["evidence"], evidence: ChannelDescription["evidence"]) =>
  ({
    book: {
      ...bookRules,
      socket: "public",
      topics: ["depth.$SYM.$DEPTH"],
      evidence: bookEvidence,
      restSequence: false,
      note: "No time in the frame; versions are strings.",
    },
    trades: { socket: "public", topics: ["trades.$SYM"], acked: true, evidence, alike: "one-message", note: "No trade id." },
    ticker: { socket: "public", topics: ["ticker.$SYM"], acked: true, evidence, note: "No time and no best bid or ask." },
    candles: {
      socket: "public",
      topics: ["kline.LAST_PRICE.$SYM.$INTERVAL"],
      acked: true,
      evidence,
      intervals: INTERVALS_V2,
      note: "No closed flag.",
    },
  }) as const;

const products: readonly ProductDescription[] = [
  {
    product: "contract",
    api: "v3",
    sizeUnit: "base",
    evidence: "proven",
    spelling: { symbol: "BTCUSDT", socketTime: "epoch-ms", change24h: "fraction" },
    sockets: socketsV3("contract"),
    ...channelsV3("proven"),
    privateTopics: privateTopics("proven"),
    rest: rest.contractV3,
  },
  {
    product: "contract",
    api: "v2",
    sizeUnit: "base",
    evidence: "proven",
    note: "Called sunsetting on 30 September 2026 by one source.",
    spelling: { symbol: "cmt_btcusdt", socketTime: "none", change24h: "fraction" },
    sockets: socketsV2("contract"),
    ...channelsV2("unproven", "proven"),
    privateTopics: privateTopics("proven"),
    rest: rest.contractV2,
  },
  {
    product: "spot",
    api: "v3",
    sizeUnit: "base",
    evidence: "unproven",
    note: "Hosts and REST agree in several sources; the sockets are taken to be as the contract's.",
    spelling: { symbol: "BTCUSDT", socketTime: "epoch-ms", change24h: "fraction" },
    sockets: socketsV3("spot"),
    ...channelsV3("unproven"),
    privateTopics: privateTopics("unproven"),
    rest: rest.spotV3,
  },
  {
    product: "spot",
    api: "v2",
    sizeUnit: "base",
    evidence: "unproven",
    note: "Known from one source; its public REST has tickers and books only. Described, not spoken.",
    spoken: false,
    spelling: { symbol: "BTCUSDT_SPBL", socketTime: "none", change24h: "fraction" },
    sockets: socketsV2("spot"),
    ...channelsV2("unproven", "unproven"),
    privateTopics: privateTopics("unproven"),
    rest: rest.spotV2,
  },
];

const evidence: readonly EvidenceRow[] = [
  {
    subject: "hosts and paths",
    claim: "one REST and one socket host for contracts, one of each for spot; /v2 and /v3 on the same hosts",
    evidence: "proven",
    marks: ["2+"],
  },
  {
    subject: "versions",
    claim: "V3 is the default; V2 still answers and is called sunsetting on 30 September 2026",
    evidence: "unproven",
    marks: ["1"],
  },
  {
    subject: "demo trading",
    claim: "private paths under /capi/v3/sim/, symbols in SUSDT, contract V3 only; a test host that a library writes does not exist",
    evidence: "proven",
    marks: ["2+"],
  },
  {
    subject: "symbols",
    claim: "BTCUSDT in V3, cmt_btcusdt in V2 contracts, BTCUSDT_SPBL in V2 spot; the instrument list decides, a text rule only helps",
    evidence: "proven",
    marks: ["2+"],
  },
  {
    subject: "book continuity V3",
    claim: "the first number of a delta equals the last number of the one before; never plus one",
    evidence: "proven",
    marks: ["2+"],
  },
  {
    subject: "book continuity V2",
    claim: "the same rule on startVersion and endVersion, by likeness to V3",
    evidence: "unproven",
    marks: ["inf"],
  },
  { subject: "book depths", claim: "15 and 200; an article's level 5 is refused", evidence: "proven", marks: ["2+"] },
  {
    subject: "REST book number",
    claim: "V3 lastUpdateId is of the socket's chain; V2 REST carries none",
    evidence: "unproven",
    marks: ["1"],
  },
  {
    subject: "resubscribing",
    claim: "reports differ on a new snapshot after a repeated subscribe; unsubscribe first stands",
    evidence: "unproven",
    marks: ["1"],
  },
  {
    subject: "delisted contract",
    claim: "acknowledged, then one empty snapshot numbered 0: treat as dead",
    evidence: "unproven",
    marks: ["1"],
  },
  { subject: "order of ack and snapshot", claim: "the snapshot may come before the ack", evidence: "proven", marks: ["2+"] },
  {
    subject: "rejected requests",
    claim:
      "the sixth on one connection closes it with 1007; a rejected topic is tried again seldom, and only while its instrument is listed",
    evidence: "unproven",
    marks: ["1"],
  },
  {
    subject: "V2 socket errors",
    claim: "an event named error, with code and msg; not documented",
    evidence: "unproven",
    marks: ["seed", "1"],
  },
  {
    subject: "V2 heartbeat",
    claim: "server asks, the same time goes back; more than 5 unanswered close",
    evidence: "proven",
    marks: ["2+"],
  },
  { subject: "V2 heartbeat interval", claim: "not published; 30 s stands until measured", evidence: "unproven", marks: ["inf"] },
  {
    subject: "V3 heartbeat",
    claim: "server asks every 60 s with the key event (public) or type (private); the answer is a PONG method",
    evidence: "proven",
    marks: ["2+"],
  },
  {
    subject: "V3 answer to PONG",
    claim: "nothing, an echo, or an ack, by report; all three are ignored",
    evidence: "unproven",
    marks: ["1"],
  },
  {
    subject: "V3 client ping",
    claim: "PING is answered, RFC pings too; whether it counts as an operation is not said",
    evidence: "unproven",
    marks: ["1"],
  },
  { subject: "idle cut", claim: "a V3 socket without a subscription is dropped after about 60 s", evidence: "unproven", marks: ["1"] },
  {
    subject: "operations",
    claim: "240 subscribes and unsubscribes an hour on one connection; a V3 frame of many topics costs one",
    evidence: "proven",
    marks: ["2+"],
  },
  { subject: "channels a connection", claim: "100; a 101st was accepted in captures", evidence: "proven", marks: ["2+"] },
  {
    subject: "connections",
    claim: "300 connects in 5 minutes; 100 at a time in V2, 20 in V3, by address",
    evidence: "proven",
    marks: ["2+"],
  },
  {
    subject: "weight pool",
    claim: "500 in 10 s stands; a contest copy of the V2 pages says 1,000",
    evidence: "unproven",
    marks: ["2+", "1"],
  },
  {
    subject: "weight pool scope",
    claim: "taken as shared by all endpoints; the wording also allows one pool an endpoint",
    evidence: "unproven",
    marks: ["1"],
  },
  {
    subject: "weight feedback",
    claim: "x-used-weight-10s and x-remaining-weight-10s correct the local count",
    evidence: "unproven",
    marks: ["1"],
  },
  { subject: "ban", claim: "10 s after a 429; no Retry-After was ever seen", evidence: "unproven", marks: ["1"] },
  {
    subject: "order caps",
    claim: "10 a second and 300 a minute stand; documentation has said 50 and 300 a minute",
    evidence: "unproven",
    marks: ["1"],
  },
  {
    subject: "login",
    claim: "headers of the upgrade request over time and path; a library that signs GET before the path is refused",
    evidence: "proven",
    marks: ["2+"],
  },
  { subject: "refused login", claim: "the HTTP status of a refused upgrade is not published", evidence: "unproven", marks: ["inf"] },
  { subject: "private snapshot", claim: "no private topic pushes its state first; REST gives it", evidence: "unproven", marks: ["inf"] },
  {
    subject: "24 h change",
    claim: "a fraction: 0.0128 is 1.28 %; an article and the stream of ccxt read it as percent",
    evidence: "proven",
    marks: ["2+"],
  },
  { subject: "size unit", claim: "base coins everywhere; contractVal is only the step", evidence: "proven", marks: ["2+"] },
  {
    subject: "V2 volume fields",
    claim: "volume_24h is quote turnover and base_volume base volume, by their magnitudes",
    evidence: "unproven",
    marks: ["inf"],
  },
  { subject: "candle order", claim: "V3 oldest first; V2 newest first", evidence: "unproven", marks: ["2+", "1"] },
  { subject: "ids", claim: "18 digits, often unquoted: beyond what JSON.parse keeps", evidence: "proven", marks: ["2+"] },
  {
    subject: "spot sockets",
    claim: "as the contract's; bookTicker exists on spot only and is not used",
    evidence: "unproven",
    marks: ["1"],
  },
  {
    subject: "spot day figures",
    claim: "market/ticker/24hr without a symbol tells all markets, as the contract's does",
    evidence: "unproven",
    marks: ["inf"],
  },
  { subject: "spot V2", claim: "paths known from one source", evidence: "unproven", marks: ["1"] },
];

/** WEEX, everything that is not code. */
export const weexDescription: VenueDescription<typeof weexCapabilities> = {
  id: "weex",
  capabilities: weexCapabilities,
  title: "WEEX",
  docs: "https://www.weex.com/api-doc",
  environments,
  products,
  login,
  limits,
  wsOrderEntry: false,
  aliases: [
    { name: "tickers", meaning: "a library's name for the topic ticker; there is no topic of all tickers", channel: "ticker" },
    { name: "orderbook", meaning: "a library's name for the topic depth; levels up to 15 take 15, more take 200", channel: "book" },
    { name: "trade", meaning: "the topic trades of V2", channel: "trades" },
    { name: "kline", meaning: "the topic kline, with price type and interval", channel: "candles" },
  ],
  evidence,
};
