// LMEX as the rest of truebook sees it: its market and its account. It never imports the dialect.

import { type Product } from "#core/instrument";
import { chosenInterface, type InterfaceChoice } from "#core/interface-choice";
import { type AccountCodec, type TradingVenue } from "#venues/account";
import { accountCodec } from "#venues/lmex/account";
import { lmexDescription, products } from "#venues/lmex/description";
import { lmexMarket } from "#venues/lmex/market";

function account(product: Product, choice?: InterfaceChoice): AccountCodec {
  return accountCodec(chosenInterface({ title: lmexDescription.title, products }, product, choice).product);
}

/** LMEX. */
export const lmex: TradingVenue = { ...lmexMarket, account };
