// Leverage and modes, set by a command: with money only behind --live, and believed only when the venue shows them afterwards.

import { type Request } from "#apps/cli/command-spec";
import { textOf } from "#apps/cli/flag-value";
import { type Session } from "#apps/cli/session";
import { lookingStance, sendingStance } from "#apps/cli/trading/stance";
import { withTrading } from "#apps/cli/trading/trading-access";
import { type ReadableVenue } from "#apps/cli/venue-access";

/** What a command shall set. */
export interface SettingsWish {
  readonly leverage: string | undefined;
  readonly marginMode: "cross" | "isolated";
  readonly positionMode: "one-way" | "hedge" | undefined;
}

/** The wish of a command; undefined where it only reads. */
export function settingsWish({ flags }: Request): SettingsWish | undefined {
  const leverage = textOf(flags["set"]);
  const positionMode = (["one-way", "hedge"] as const).find((each) => each === flags["mode"]);
  if (leverage === undefined && positionMode === undefined) return undefined;
  return { leverage, marginMode: flags["margin"] === "isolated" ? "isolated" : "cross", positionMode };
}

/** Sets, and returns when the venue shows it. Throws UsageError where nothing may be sent. */
export async function setSettings(
  request: Request,
  session: Session,
  about: { readonly known: ReadableVenue; readonly symbol: string; readonly wish: SettingsWish },
): Promise<void> {
  const { known, symbol, wish } = about;
  const { leverage, marginMode, positionMode } = wish;
  const words = [leverage === undefined ? "" : `leverage ${leverage} ${marginMode}`, positionMode ?? ""]
    .filter((word) => word !== "")
    .join(", ");
  await sendingStance(request, session, {
    notDry: "Settings cannot be tried dry; nothing was sent.",
    liveFor: "the account itself",
    words: `${symbol} at ${known.description.title} is set to ${words}.`,
    answer: symbol,
  });
  await withTrading(session, known, {
    stance: await lookingStance(session),
    work: async (connection) => {
      if (positionMode !== undefined) await connection.setPositionMode(symbol, positionMode);
      if (leverage !== undefined) await connection.setLeverage(symbol, { leverage, marginMode });
    },
  });
}
