// Which interface of a venue is spoken: one rule for all venues and for everybody who names a version or a language. What was asked
// for and does not exist is an error with the nearest name; nothing else is spoken in its place.

import { UsageError } from "#core/error";
import { type Product } from "#core/instrument";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";

/** One product in one version of its interface, in the venue's own words or an article's. */
export interface Interface {
  readonly product: Product;
  /** The version: `v3`. */
  readonly api: string;
  /** The language of an article, where it is one; absent for the venue's own. */
  readonly dialect?: string;
  /** False where there is data about it and no codec. Absent means true. */
  readonly spoken?: boolean;
}

/** What somebody asked for. Without words it is the venue's own language, each product in the version that is described first. */
export interface InterfaceChoice {
  readonly api?: string | undefined;
  /** `article`, or `strict` for the venue's own words. */
  readonly dialect?: string | undefined;
}

/** What a choice is made from. */
export interface InterfaceOffer<Offered extends Interface> {
  readonly title: string;
  readonly products: readonly Offered[];
}

/** The venue's own language, as people name it beside an article's. */
export const OWN_DIALECT = "strict";

/**
 * The interfaces that a choice leaves: one a product, in the described order. A product that does not have what was asked for is left
 * out. Throws UsageError, with the nearest name, when no product has it.
 */
export function chosenInterfaces<Offered extends Interface>(
  offer: InterfaceOffer<Offered>,
  choice: InterfaceChoice = {},
): readonly Offered[] {
  const { api, dialect = OWN_DIALECT } = choice;
  const spoken = offer.products.filter((each) => each.spoken !== false);
  const inLanguage = spoken.filter((each) => (each.dialect ?? OWN_DIALECT) === dialect);
  if (inLanguage.length === 0) {
    const languages = [...new Set([OWN_DIALECT, ...spoken.flatMap((each) => each.dialect ?? [])])];
    throw refusal("unknown-dialect", `${offer.title} has no dialect ${printable(dialect)} that a client can speak`, {
      asked: dialect,
      known: languages,
    });
  }
  const inVersion = inLanguage.filter((each) => api === undefined || each.api === api);
  if (inVersion.length === 0 && api !== undefined) {
    const versions = [...new Set(inLanguage.map((each) => each.api))];
    throw refusal("unknown-api", `${offer.title} has no interface ${printable(api)} that truebook speaks`, { asked: api, known: versions });
  }
  return inVersion.filter((each, at) => inVersion.findIndex(({ product }) => product === each.product) === at);
}

/** The interface of one product that a choice leaves. Throws UsageError, with the nearest name, when it leaves none. */
export function chosenInterface<Offered extends Interface>(
  offer: InterfaceOffer<Offered>,
  product: Product,
  choice: InterfaceChoice = {},
): Offered {
  const ofProduct = offer.products.filter((each) => each.product === product && each.spoken !== false);
  if (ofProduct.length > 0) {
    const [found] = chosenInterfaces({ title: `${offer.title}'s ${product}`, products: ofProduct }, choice);
    if (found !== undefined) return found;
  }
  return refuseProduct(offer, product);
}

/** Throws the UsageError about a product that is not among those on offer. */
export function refuseProduct(offer: InterfaceOffer<Interface>, product: string): never {
  const known = [...new Set(offer.products.filter(({ spoken }) => spoken !== false).map((each) => each.product))];
  throw refusal("unknown-product", `${offer.title} has no product ${printable(product)} in what is spoken`, { asked: product, known });
}

/** A refusal that names the nearest of what there is, or all of it. */
function refusal(code: string, words: string, names: { readonly asked: string; readonly known: readonly string[] }): UsageError {
  const { asked, known } = names;
  const meant = nearest(asked, known);
  return new UsageError(code, `${words}; nothing was started.`, {
    hint: meant === undefined ? `It has ${known.join(", ")}.` : `Did you mean ${meant}? It has ${known.join(", ")}.`,
  });
}
