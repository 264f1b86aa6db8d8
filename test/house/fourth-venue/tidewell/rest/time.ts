import { readTime } from "#venues/tidewell/decode";
import { linesCall } from "#venues/tidewell/rest/answer";
import { type MarketReads } from "#venues/venue";

/** `NOW <ms>`. */
export const timeCall: MarketReads["time"] = () =>
  linesCall({
    name: "time",
    path: "clock",
    query: [],
    decode: ([line = ""]) => {
      const venueTime = readTime(line.split(" ")[1]);
      return venueTime === undefined ? undefined : { venueTime, errorMs: 1 };
    },
  });
