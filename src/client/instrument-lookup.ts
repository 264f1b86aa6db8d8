import { UsageError } from "#core/error";
import { type Instrument, type InstrumentTable, type Product, type VenueId } from "#core/instrument";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";

/** The one instrument that a name means. Throws UsageError, with the nearest names, when there is none or more than one. */
export function findInstrument(
  table: InstrumentTable,
  venue: VenueId,
  wanted: { readonly name: string; readonly product: Product | undefined },
): Instrument {
  const { name, product } = wanted;
  const found = table.find(name).filter((instrument) => product === undefined || instrument.product === product);
  const [only, ...others] = found;
  if (only === undefined) {
    const known = table.all
      .filter((instrument) => product === undefined || instrument.product === product)
      .map((instrument) => String(instrument.symbol));
    const near = nearest(name, known);
    throw new UsageError(
      "unknown-instrument",
      `${venue} has no instrument ${printable(name)}${product === undefined ? "" : ` among its ${product}`}.`,
      {
        context: { venue, instrument: name },
        hint: near === undefined ? `truebook venues instruments ${venue}` : `did you mean ${near}?`,
      },
    );
  }
  if (others.length > 0) {
    const products = found.map((instrument) => `${instrument.product} (${instrument.id})`).join(" and ");
    throw new UsageError("ambiguous-instrument", `${printable(name)} on ${venue} is both ${products}; say which product.`, {
      context: { venue, instrument: name },
      hint: `add the option product: "${only.product}", on the command line --product ${only.product}`,
    });
  }
  return only;
}
