// Tidewell as data.

import { tidewellCapabilities } from "#venues/tidewell/capabilities";
import { BOOK_DEPTH, environments, limits, linesSocket, rest } from "#venues/tidewell/endpoints";
import { type ProductDescription, type VenueDescription } from "#venues/venue";

const swap: ProductDescription = {
  product: "swap",
  api: "v1",
  sizeUnit: "base",
  spelling: { symbol: "BTC.USDT", socketTime: "epoch-ms", change24h: "none" },
  evidence: "proven",
  sockets: { lines: linesSocket },
  book: {
    socket: "lines",
    topics: ["book $SYM"],
    acked: true,
    evidence: "proven",
    proof: "sequence",
    depths: [BOOK_DEPTH],
    groupings: [0],
    recovery: "resubscribe",
    restSequence: false,
  },
  trades: { socket: "lines", topics: ["deals $SYM"], acked: true, evidence: "proven" },
  ticker: { socket: undefined, topics: [], acked: false, evidence: "proven", instead: { how: "polled", everyMs: 5_000 } },
  candles: { socket: undefined, topics: [], acked: false, evidence: "proven", instead: { how: "derived" } },
  privateTopics: [],
  rest,
};

export const tidewellDescription: VenueDescription<typeof tidewellCapabilities> = {
  id: "tidewell",
  capabilities: tidewellCapabilities,
  title: "Tidewell",
  docs: "https://tidewell.example/docs",
  environments,
  products: [swap],
  login: [],
  limits,
  wsOrderEntry: false,
  aliases: [],
  evidence: [
    { subject: "hosts", claim: "one socket and one REST host", evidence: "proven", marks: ["2+"] },
    { subject: "continuity", claim: "a step's number is the last one plus one", evidence: "proven", marks: ["2+"] },
    { subject: "retry-after", claim: "none is sent", evidence: "unproven", marks: ["1"] },
  ],
};
