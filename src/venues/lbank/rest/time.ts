import { epochMs } from "#core/brand";
import { asWhole } from "#core/json/json-value";
import { contractCall, spotCall } from "#venues/lbank/rest/call";
import { type MarketReads } from "#venues/venue";

const PATHS = { spot: "/timestamp.do", contract: "/getTime" } as const;

/** Reads the venue's clock, which tells milliseconds. */
export function timeCall(product: "spot" | "contract"): ReturnType<MarketReads["time"]> {
  const call = product === "spot" ? spotCall : contractCall;
  return call({
    name: "time",
    path: PATHS[product],
    query: [],
    decode: (data) => {
      const ms = asWhole(data);
      return ms === undefined ? undefined : { venueTime: epochMs(ms), errorMs: 1 };
    },
  });
}
