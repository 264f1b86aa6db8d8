import { connect } from "#assemblies/live";
import { type VenueConnection } from "#client/api";
import { venues } from "#venues/registry";

/** Connects to the source as if it were a venue: every address of it leads there. */
export function connectVenue(venue: string, address: string): Promise<VenueConnection> {
  const live = Object.entries(venues.get(venue)?.description.environments["live"]?.hosts ?? {});
  const hosts = live.map(([key, base]) => [key, `${base.startsWith("wss") ? "ws" : "http"}://${address}`]);
  return connect(venue, { hosts: Object.fromEntries(hosts) as Record<string, string> });
}
