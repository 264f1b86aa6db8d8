// WEEX as the rest of truebook sees it: its market and its account. It never imports the dialect.

import { type Product } from "#core/instrument";
import { chosenInterface, type InterfaceChoice } from "#core/interface-choice";
import { type AccountCodec, type TradingVenue } from "#venues/account";
import { accountCodec } from "#venues/weex/account";
import { weexDescription } from "#venues/weex/description";
import { weexMarket } from "#venues/weex/market";

/** Undefined for spot V2, which is described and not spoken. */
function account(product: Product, choice?: InterfaceChoice): AccountCodec | undefined {
  const description = chosenInterface(weexDescription, product, choice);
  if (description.spoken === false) return undefined;
  return accountCodec({ version: description.api === "v2" ? "v2" : "v3", description, spot: product === "spot" });
}

/** WEEX. */
export const weex: TradingVenue = { ...weexMarket, account };
