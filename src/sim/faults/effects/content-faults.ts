// Faults of a frame's content: text that is no JSON, types that changed, numbers that are none, names that attack whoever prints or
// stores them. Where a client is expected to accept a frame, it still tells the truth.

import { TIMES } from "#sim/faults/effects/chain-faults";
import { choiceParameter, type FaultKind } from "#sim/faults/fault-kind";
import { type Emission, type FramePoint, type FrameVerdict } from "#sim/faults/fault-types";
import { HOSTILE_PRICES, HOSTILE_SIZES, HOSTILE_TEXTS, POLLUTING_FIELDS } from "#sim/faults/hostile-content";
import { hasLevel, levelText, withEveryLevel, withFields, withFirstLevel } from "#sim/faults/text-surgery";
import { type OutFrame } from "#venues/dialect";

const isData = (frame: OutFrame): boolean => frame.topic !== undefined;
const isBook = (frame: OutFrame): boolean => frame.kind === "book-snapshot" || frame.kind === "book-delta" || frame.kind === "book-image";
const replaced = (text: string): FrameVerdict => ({ emit: [{ text }], done: true });

const malformedFrame: FaultKind = {
  name: "malformed-frame",
  ids: ["P12"],
  at: "frame",
  life: "once",
  words: "A frame is cut short or is no JSON.",
  parameters: { times: TIMES, form: choiceParameter(["truncated", "doubled-brace", "html", "empty"], "How it is broken.") },
  begin: (settings) => ({
    frame(frame) {
      if (!isData(frame)) return undefined;
      switch (settings.choice("form")) {
        case "doubled-brace":
          return replaced(frame.text.replace(",", "}{,"));
        case "html":
          return replaced("<html><body>502 Bad Gateway</body></html>");
        case "empty":
          return replaced("");
        default:
          return replaced(frame.text.slice(0, settings.random.integer(1, Math.max(1, frame.text.length - 1))));
      }
    },
  }),
};

const unknownFields: FaultKind = {
  name: "unknown-fields",
  ids: ["P13"],
  at: "frame",
  life: "once",
  words: "A frame carries fields that nobody announced, and a message of an unknown kind goes before it.",
  parameters: { times: TIMES },
  begin: () => ({
    frame(frame) {
      if (!isData(frame)) return undefined;
      const fields = '"schemaRevision":7,"venueHints":{"nested":[1,null,true,{"deep":"x"}]},"auctionState":"INDICATIVE","reserved":null';
      return { emit: [{ text: '{"event":"schemaNotice","state":"INDICATIVE"}' }, { text: withFields(frame.text, fields) }], done: true };
    },
  }),
};

const typeChange: FaultKind = {
  name: "type-change",
  ids: ["P14"],
  at: "frame",
  life: "once",
  words: "A book's levels change their types: numbers for texts, objects for pairs, or a size that is missing.",
  parameters: {
    times: TIMES,
    form: choiceParameter(
      ["null-size", "missing-size", "numbers", "objects", "null-level"],
      "What becomes of a level; objects become pairs.",
    ),
  },
  begin: (settings) => ({
    frame(frame) {
      if (!isBook(frame) || !hasLevel(frame.text)) return undefined;
      switch (settings.choice("form")) {
        case "missing-size":
          return replaced(
            withFirstLevel(frame.text, (price, _size, shape) => (shape === "pair" ? `["${price}"]` : `{"price":"${price}"}`)),
          );
        case "numbers":
          return replaced(withEveryLevel(frame.text, (price, size) => `[${price},${size}]`));
        case "objects":
          return replaced(withEveryLevel(frame.text, (price, size, shape) => levelText(price, size, shape === "pair" ? "object" : "pair")));
        case "null-level":
          return replaced(withFirstLevel(frame.text, () => "null"));
        default:
          return replaced(
            withFirstLevel(frame.text, (price, _size, shape) =>
              shape === "pair" ? `["${price}",null]` : `{"price":"${price}","size":null}`,
            ),
          );
      }
    },
  }),
};

/** A print's price, under the names that venues give it. */
const PRINT_PRICE = /"(price|p)":"?[\d.]+"?/;

const hostileNumbers: FaultKind = {
  name: "hostile-numbers",
  ids: ["P15"],
  at: "frame",
  life: "once",
  words: "A price or a size is no number a market has: NaN, infinite, negative, zero, far too long, or written with an exponent.",
  parameters: { times: TIMES, part: choiceParameter(["price", "size", "exponent"], "Which part; an exponent is odd, and true.") },
  begin: (settings) => ({
    frame(frame) {
      const part = settings.choice("part");
      if (frame.kind === "trades" && part === "price" && PRINT_PRICE.test(frame.text)) {
        const hostile = settings.random.pick(["-1", "0", "1e400", "null", '"NaN"', "{}"]);
        return replaced(frame.text.replace(PRINT_PRICE, (_price, name: string) => `"${name}":${hostile}`));
      }
      if (!isBook(frame) || !hasLevel(frame.text)) return undefined;
      return replaced(
        withFirstLevel(frame.text, (price, size, shape) => {
          if (part === "size") return levelText(price, settings.random.pick(HOSTILE_SIZES), shape);
          return levelText(part === "price" ? settings.random.pick(HOSTILE_PRICES) : withExponent(price), size, shape);
        }),
      );
    },
  }),
};

/** The same decimal with an exponent: "3120.40" is "312040E-2". */
function withExponent(decimal: string): string {
  const dot = decimal.indexOf(".");
  return dot < 0 ? `${decimal}E0` : `${decimal.slice(0, dot)}${decimal.slice(dot + 1)}E-${decimal.length - dot - 1}`;
}

const wideNumbers: FaultKind = {
  name: "wide-numbers",
  ids: ["P16"],
  at: "frame",
  life: "once",
  words: "A frame carries identifiers beyond 2^53.",
  parameters: { times: TIMES },
  begin: () => ({
    frame: (frame) =>
      isData(frame) ? replaced(withFields(frame.text, '"trackingID":9223372036854775807,"requestId":9007199254740993')) : undefined,
  }),
};

const wrongSymbol: FaultKind = {
  name: "wrong-symbol",
  ids: ["P18"],
  at: "frame",
  life: "once",
  words: "A book frame names a market that it does not belong to.",
  parameters: {
    times: TIMES,
    form: choiceParameter(
      ["unknown", "swapped", "swapped-topic"],
      "A market that does not exist, another one, or another one in the topic too.",
    ),
  },
  begin: (settings) => ({
    frame(frame, point) {
      const spell = spelling(frame);
      if (!isBook(frame) || frame.symbol === undefined || spell === undefined) return undefined;
      const form = settings.choice("form");
      const other = form === "unknown" ? "ZZZ-NONE" : otherSymbol(frame, point);
      if (other === undefined) return undefined;
      const [own, foreign] = [spell(frame.symbol), spell(other)];
      // What is relabelled as a whole is another market's true book word for word: nobody who hears only this topic can tell. A delta
      // betrays itself by its chain.
      const whole = form === "swapped-topic" || (form === "swapped" && frame.text.split(own).length <= 2);
      if (whole && frame.kind !== "book-delta") return undefined;
      if (form !== "swapped") return replaced(frame.text.replaceAll(own, foreign));
      return replaced(frame.text.replace(NAMED, (field) => field.replace(own, foreign)));
    },
  }),
};

/** The field that names a frame's market, under the names that venues give it. */
const NAMED = /"(?:symbol|pair|s)":"[^"]*"/;

/** How the frame spells its symbol, which may be in another version's way; undefined when it names none. */
function spelling(frame: OutFrame): ((symbol: string) => string) | undefined {
  const ways = [(symbol: string) => symbol, (symbol: string) => symbol.toLowerCase(), (symbol: string) => symbol.replace("_", "")];
  return ways.find((way) => frame.symbol !== undefined && frame.text.includes(way(frame.symbol)));
}

/** Another market that the socket holds, which a careless client would apply the frame to. */
function otherSymbol(frame: OutFrame, point: FramePoint): string | undefined {
  for (const { market } of point.socket.held.values()) {
    if (market !== undefined && market.instrument.symbol !== frame.symbol) return market.instrument.symbol;
  }
  return undefined;
}

const pollutingKeys: FaultKind = {
  name: "polluting-keys",
  ids: ["X9"],
  at: "frame",
  life: "once",
  words: "A frame carries keys that change prototypes where they are copied carelessly.",
  parameters: { times: TIMES, form: choiceParameter(["fields", "topic"], "As fields of a true frame, or as the topic of one more.") },
  begin: (settings) => ({
    frame(frame) {
      if (!isData(frame)) return undefined;
      if (settings.choice("form") === "fields") return replaced(withFields(frame.text, POLLUTING_FIELDS));
      const extra = `{"topic":"__proto__","data":{"symbol":"__proto__","type":"delta",${POLLUTING_FIELDS}}}`;
      return { emit: [{ text: extra }, { text: frame.text }], done: true };
    },
  }),
};

const hostileTexts: FaultKind = {
  name: "hostile-texts",
  ids: ["X11"],
  at: "frame",
  life: "once",
  words: "Messages carry texts that attack terminals, logs, pages, paths and queries.",
  parameters: { times: TIMES },
  begin: (settings) => ({
    frame(frame) {
      if (!isData(frame)) return undefined;
      const hostile = JSON.stringify(settings.random.pick(HOSTILE_TEXTS));
      const extras: readonly Emission[] = [
        { text: `{"event":"notice","message":${hostile}}` },
        { text: `{"severity":"ERROR","errors":[{"arg":${hostile},"error":{"code":9999,"message":${hostile}}}]}` },
        { text: `{"topic":${hostile},"data":{"symbol":${hostile},"bids":[],"asks":[],"type":"delta"}}` },
      ];
      return { emit: [settings.random.pick([extras[0], extras[1], extras[2]]) ?? { text: "{}" }, { text: frame.text }], done: true };
    },
  }),
};

/** Faults of content. */
export const CONTENT_FAULTS: readonly FaultKind[] = [
  malformedFrame,
  unknownFields,
  typeChange,
  hostileNumbers,
  wideNumbers,
  wrongSymbol,
  pollutingKeys,
  hostileTexts,
];
