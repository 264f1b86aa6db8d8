import { type TradingVenue } from "#venues/account";
import { type Venue } from "#venues/venue";

/** Whether a venue's private interface is spoken. */
export function isTradingVenue(venue: Venue): venue is TradingVenue {
  return "account" in venue;
}
