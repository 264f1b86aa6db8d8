// Closing positions after a kill: by the program that trades, which reads it from the switch, or from here when there is none.

import { type Session } from "#apps/cli/session";
import { lookingStance } from "#apps/cli/trading/stance";
import { withTrading } from "#apps/cli/trading/trading-access";
import { type ReadableVenue } from "#apps/cli/venue-access";
import { ConfigError } from "#core/error";

/** A venue may show a position for so long after it was closed, in ms. */
const SHOWN_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 500;

/** What became of the positions. `closed`: the venue shows none; `open`: it shows some; `left`: another program closes them. */
export interface Closing {
  readonly kind: "closed" | "open" | "left";
  readonly words: string;
}

/** Closes positions at the market, and looks whether they are. */
export async function closePositions(session: Session, known: ReadableVenue): Promise<Closing> {
  const { clock } = session;
  try {
    return await withTrading(session, known, {
      // The limits of a dry run: whatever makes a position smaller passes all of them.
      stance: await lookingStance(session),
      work: async (connection) => {
        const { left } = await connection.kill({ reason: "risk kill --flatten", flatten: true });
        const until = clock.monotonic() + SHOWN_WITHIN_MS;
        let open = await connection.fetchPositions();
        while (open.length > 0 && clock.monotonic() < until && session.stop.cause === undefined) {
          await session.stop.orEnded(new Promise<void>((resolve) => clock.after(LOOK_EVERY_MS, resolve)));
          open = await connection.fetchPositions();
        }
        if (open.length === 0) return { kind: "closed", words: "No position is open." };
        const names = open.map(({ instrument, side, size }) => `${instrument.symbol} ${side} ${String(size)}`).join(", ");
        return { kind: "open", words: `Still open: ${names}${left.length === 0 ? "" : `, and ${left.length} orders`}.` };
      },
    });
  } catch (error) {
    if (error instanceof ConfigError && error.code === "account-locked")
      return { kind: "left", words: "The program that trades closes the positions, if it still can: it holds the account." };
    throw error;
  }
}
