// Closing positions after a kill: by the program that trades, which reads it from the switch, or from here when there is none.

import { type Session } from "#apps/cli/session";
import { lookingStance } from "#apps/cli/trading/stance";
import { withTrading } from "#apps/cli/trading/trading-access";
import { type ReadableVenue } from "#apps/cli/venue-access";
import { ConfigError } from "#core/error";

/** Closes positions at the market. Returns what was done, in words. */
export async function closePositions(session: Session, known: ReadableVenue): Promise<string> {
  try {
    return await withTrading(session, known, {
      // The limits of a dry run: whatever makes a position smaller passes all of them.
      stance: await lookingStance(session),
      work: async (connection) => {
        const { left } = await connection.kill({ reason: "risk kill --flatten", flatten: true });
        const open = await connection.fetchPositions();
        if (open.length === 0) return "No position is open.";
        const names = open.map(({ instrument, side, size }) => `${instrument.symbol} ${side} ${String(size)}`).join(", ");
        return `Still open: ${names}${left.length === 0 ? "" : `, and ${left.length} orders`}.`;
      },
    });
  } catch (error) {
    if (error instanceof ConfigError && error.code === "account-locked")
      return "The program that trades closes the positions: it holds the account.";
    throw error;
  }
}
