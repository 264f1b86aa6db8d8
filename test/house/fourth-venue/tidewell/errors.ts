import { type VenueErrorCategory } from "#core/error";

const CATEGORIES: ReadonlyMap<string, VenueErrorCategory> = new Map([
  ["NOSUCH", "unknown-instrument"],
  ["WHAT", "bad-request"],
  ["BUSY", "rate-limited"],
  ["SHUT", "maintenance"],
]);

export const errorCategory = (code: string): VenueErrorCategory => CATEGORIES.get(code) ?? "unrecognized";
