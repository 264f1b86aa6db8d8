import { type VenueConnection } from "#client/api";
import { type InstrumentId } from "#core/brand";
import { type Instrument } from "#core/instrument";

/** One instrument and where it is listed, in the order of the connections. */
export interface SharedInstrument {
  readonly instrument: InstrumentId;
  readonly on: readonly { readonly connection: VenueConnection; readonly instrument: Instrument }[];
}

/**
 * The instruments that at least two of the connections list, by the unified spelling: `BTC/USDT` is spot and `BTC/USDT:USDT` the perpetual,
 * whatever each venue writes. Listings that are not trading are left out.
 */
export function sharedInstruments(...connections: readonly VenueConnection[]): readonly SharedInstrument[] {
  const byId = new Map<InstrumentId, SharedInstrument["on"][number][]>();
  for (const connection of connections) {
    for (const instrument of connection.instruments) {
      if (instrument.status !== "trading") continue;
      const listed = byId.get(instrument.id);
      if (listed === undefined) byId.set(instrument.id, [{ connection, instrument }]);
      else listed.push({ connection, instrument });
    }
  }
  return [...byId]
    .filter(([, on]) => new Set(on.map(({ connection }) => connection)).size > 1)
    .map(([instrument, on]) => ({ instrument, on }));
}
