import { type ConnectOptions, type VenueConnection } from "#client/api";

/**
 * Connects to a venue and reads its instruments. Rejects with UsageError for an unknown venue or environment, TransportError when
 * the venue cannot be reached, VenueError when it refuses. Sockets open when something is watched, and close when nobody listens.
 */
export async function connect(venue: string, options: ConnectOptions = {}): Promise<VenueConnection> {
  const live = await import("#assemblies/live");
  return live.connect(venue, options);
}
