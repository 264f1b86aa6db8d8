// From what the account side keeps to what users hold.

import { type Balance, type Fill, type Order, type Position } from "#client/account/account-api";
import { type BalanceReport, type FillReport, type OrderReport, type PositionReport } from "#core/account/account-event";
import { type SizeUnits } from "#core/brand";
import { type Instrument, type Product, type VenueId } from "#core/instrument";
import { Price, Size } from "#core/quantity";

const sizeOf = (instrument: Instrument, units: SizeUnits): Size => new Size(units, instrument.sizeScale, instrument);

/** An order with exact numbers. */
export function publicOrder(report: OrderReport): Order {
  const { venueOrderId, price, size, filledSize, instrument, ...rest } = report;
  return {
    ...rest,
    venue: instrument.venue,
    instrument,
    orderId: venueOrderId,
    price: price === undefined ? undefined : new Price(price, instrument.priceScale),
    size: size === undefined ? undefined : sizeOf(instrument, size),
    filledSize: filledSize === undefined ? undefined : sizeOf(instrument, filledSize),
  };
}

/** A fill with exact numbers. */
export function publicFill(report: FillReport): Fill {
  const { venueOrderId, size, instrument, ...rest } = report;
  return { ...rest, venue: instrument.venue, instrument, orderId: venueOrderId, size: sizeOf(instrument, size) };
}

/** A position with exact numbers. */
export function publicPosition(report: PositionReport): Position {
  const { size, instrument, ...rest } = report;
  return { ...rest, venue: instrument.venue, instrument, size: sizeOf(instrument, size) };
}

/** A balance, with where it is. */
export function publicBalance(report: BalanceReport, where: { readonly venue: VenueId; readonly product: Product }): Balance {
  return { ...report, ...where };
}
