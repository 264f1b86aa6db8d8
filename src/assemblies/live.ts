// What `connect` leads to: a venue by its name, to see or to trade.

import { openStack } from "#assemblies/live-stack";
import { isLive } from "#assemblies/modes";
import { type ConnectOptions, type VenueConnection } from "#client/api";
import { type LiveOptions } from "#client/trading/trading-api";
import { UsageError } from "#core/error";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";
import { venues } from "#venues/registry";
import { type Venue } from "#venues/venue";

/**
 * Connects to a venue and reads its instruments. Rejects with UsageError for an unknown venue, environment, version or dialect,
 * TransportError when the venue cannot be reached, VenueError when it refuses. Sockets open when something is watched.
 */
export async function connect(venueId: string, options: ConnectOptions | LiveOptions = {}): Promise<VenueConnection> {
  const accountIs = isLive(options) || options.credentials !== undefined ? "spoken" : "left out";
  return connectTo(await loadVenue(venueId, accountIs), options);
}

/** The same for a venue that nobody need have registered. */
export async function connectTo(venue: Venue, options: ConnectOptions | LiveOptions = {}): Promise<VenueConnection> {
  // What trades is half of truebook: who only watches does not carry it.
  if (isLive(options)) return (await import("#assemblies/live-trading")).connectTrading(venue, options);
  const { client, account } = await openStack(venue, options);
  try {
    if (account !== undefined) await (await import("#assemblies/live-account")).mustNotWithdraw(account, venue.description.title);
  } catch (error) {
    await client.close();
    throw error;
  }
  return client;
}

/** The codec of a venue, with its account or without. Rejects with UsageError when there is none. */
export async function loadVenue(venueId: string, accountIs: "spoken" | "left out" = "spoken"): Promise<Venue> {
  const known = venues.get(venueId);
  if (known === undefined) {
    const near = nearest(venueId, venues.keys());
    throw new UsageError("unknown-venue", `There is no venue ${printable(venueId)}.`, {
      hint: near === undefined ? "truebook venues list" : `did you mean ${near}?`,
    });
  }
  if (known.load === undefined) {
    throw new UsageError("venue-not-connectable", `${known.description.title} is described, but its messages are not spoken yet.`, {
      hint: "truebook venues list",
    });
  }
  return accountIs === "left out" && known.loadMarket !== undefined ? known.loadMarket() : known.load();
}
