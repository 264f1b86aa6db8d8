// What a connection is for: to see, or to trade. Mode, keys and limits have to agree before anything is opened, so that nothing trades
// that was meant to watch.

import { type ConnectOptions } from "#client/api";
import { type LiveOptions } from "#client/trading/trading-api";
import { ConfigError, UsageError } from "#core/error";
import { printable } from "#core/text/printable";

/** Members that mean trading; in a connection that only sees they are a mistake. */
const TRADING_ONLY = ["limits", "onClose", "durable", "deadMan", "deadManMs", "expect", "armed", "instruments"] as const;
const ON_CLOSE: readonly unknown[] = ["cancel-all", "leave"];

/** Whether options ask for trading. Throws UsageError or ConfigError where their parts do not agree; nothing was opened. */
export function isLive(options: ConnectOptions | LiveOptions): options is LiveOptions {
  // Programs in plain JavaScript have no types: whatever stands there is looked at.
  const mode: unknown = options.mode ?? "data";
  if (mode === "data") {
    const stray = TRADING_ONLY.find((name) => name in options);
    if (stray === undefined) return false;
    throw new UsageError("mode-disagrees", `The option ${stray} is about trading, and the mode is data; nothing was opened.`, {
      hint: `add mode: "live" to trade, or leave ${stray} out`,
    });
  }
  if (mode === "paper") {
    throw new UsageError("no-paper", "There is no paper trading in this version; nothing was opened.", {
      hint: "use the simulator: truebook sim run",
    });
  }
  if (mode !== "live") {
    throw new UsageError(
      "bad-mode",
      `There is no mode ${printable(String(mode).slice(0, 40))}; it is data or live, and nothing was opened.`,
    );
  }
  mustBeWhole(options as Partial<LiveOptions>);
  return true;
}

function mustBeWhole({ credentials, limits, onClose }: Partial<LiveOptions>): void {
  if (credentials === undefined) {
    throw new UsageError("no-credentials", "A connection that trades needs the keys of an account; nothing was opened.");
  }
  if (limits === undefined) {
    throw new ConfigError("no-limits", "A connection that trades needs limits of what may be risked; nothing was opened.", {
      hint: 'write limits: { maxOrderNotional: "…", … }; "none" must be written out',
    });
  }
  if (!ON_CLOSE.includes(onClose)) {
    throw new ConfigError("no-on-close", "What happens to open orders at the end was not said; nothing was opened.", {
      hint: 'write onClose: "cancel-all" or "leave"',
    });
  }
}
