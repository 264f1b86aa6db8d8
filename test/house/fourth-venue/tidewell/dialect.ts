// The other side of Tidewell's wire, for the simulator.

import { type Dialect, type DialectReply } from "#venues/dialect";
import { LISTINGS } from "#venues/tidewell/dialect/listings";
import { answerRest } from "#venues/tidewell/dialect/rest-answers";
import { SocketLines } from "#venues/tidewell/dialect/socket-lines";

const refused = (status: number, line: string): DialectReply => ({
  status,
  headers: { "content-type": "text/plain" },
  body: `${line}\n`,
  costs: [],
});

export const tidewellDialect: Dialect = {
  venue: "tidewell",
  listings: LISTINGS,
  hosts: ["rest.tidewell.example", "lines.tidewell.example"],
  rules: {
    idleCutMs: 30_000,
    rfcPing: undefined,
    connectionsPerPeer: 10,
    rates: [{ bucket: "reads", capacity: 20, perMs: 1_000 }],
    banLadderMs: [2_000],
    banMemoryMs: 60_000,
  },
  publication: { windowLevels: 50, everyMs: 100 },
  socket: ({ path }, exchange) => (path === "/v1/lines" ? new SocketLines(exchange) : undefined),
  answer: answerRest,
  refusal: (kind) => (kind === "maintenance" ? refused(503, "ERR SHUT back soon") : refused(429, "ERR BUSY too many reads")),
};
