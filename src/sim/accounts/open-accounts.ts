import { type Clock, type Random } from "#core/port";
import { Accounts } from "#sim/accounts/accounts";
import { sameMarket } from "#sim/accounts/present-name";
import { SimulatedAccount } from "#sim/accounts/simulated-account";
import { type PublicMarket } from "#sim/market/public-market";
import { type SimulatedMarket } from "#sim/market/simulated-market";
import { type AccountRules } from "#venues/account-dialect";

/** Opens the account that a dialect describes, over the markets that can be traded; undefined where it describes none. */
export function openAccounts(options: {
  readonly rules: AccountRules | undefined;
  readonly markets: readonly PublicMarket[];
  readonly clock: Clock;
  readonly random: Random;
}): Accounts | undefined {
  const { rules, clock, random } = options;
  if (rules === undefined) return undefined;
  const traded = options.markets.filter(isTraded);
  const next = {
    order: random.integer(100_000, 900_000),
    trade: random.integer(40_000_000, 60_000_000),
    position: random.integer(10_000, 90_000),
  };
  const account = new SimulatedAccount({
    clock,
    rules,
    credentials: rules.demo,
    market: (instrument) => traded.find((market) => sameMarket(market.instrument, instrument)),
    nextNumber: (of) => {
      next[of] += 1;
      return next[of];
    },
  });
  return new Accounts({ clock, random: random.fork("leases"), accounts: [account] });
}

/** A tape replays what was; only a market with participants takes orders. */
function isTraded(market: PublicMarket): market is SimulatedMarket {
  return "place" in market;
}
