// LBank as the rest of truebook sees it: its market and its account. It never imports the dialect.

import { type Product } from "#core/instrument";
import { chosenInterface, type InterfaceChoice } from "#core/interface-choice";
import { type AccountCodec, type TradingVenue } from "#venues/account";
import { accountCodec } from "#venues/lbank/account";
import { lbankDescription } from "#venues/lbank/description";
import { lbankMarket } from "#venues/lbank/market";

function account(product: Product, choice?: InterfaceChoice): AccountCodec | undefined {
  const description = chosenInterface(lbankDescription, product, choice);
  if (description.product !== "spot") return undefined;
  return accountCodec(description.dialect === undefined ? "v2" : "article");
}

/** LBank. */
export const lbank: TradingVenue = { ...lbankMarket, account };
