// The child of `npm run faults` that holds ccxt, so that its memory, its stalls and its rejections are nobody else's. Says its rows to
// its parent and ends.

import { type PeerRow, type PeerVenue, peerWords, runPeerSheet } from "./peer-sheet.ts";

/** What the parent hears. */
export type FromPeerSheet = {
  readonly kind: "rows";
  readonly rows: readonly (PeerRow & { readonly did: string })[];
  readonly unhandled: number;
};

const [venue, seconds, only] = process.argv.slice(2);
let unhandled = 0;
// ccxt rejects promises that it handed to nobody; a program without this line would have ended there.
process.on("unhandledRejection", () => {
  unhandled += 1;
});
process.on("disconnect", () => process.exit(1));

const id: PeerVenue = venue === "lbank" ? "lbank" : "weex";
const rows = await runPeerSheet(id, { forMs: Number(seconds) * 1_000, ...(only === undefined ? {} : { only }) });
const message: FromPeerSheet = { kind: "rows", rows: rows.map((row) => ({ ...row, did: peerWords(row) })), unhandled };
process.send?.(message, () => process.exit(0));
